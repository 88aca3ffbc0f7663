"""What can wait is put in a class's letter, and sent once."""

import datetime as dt
import uuid
from collections.abc import Iterator

import pytest
import time_machine
from django.db import connection

from messaging.actions import weekly
from messaging.choices import Kind, Side
from messaging.models import Conversation, Message, WeeklyItem, WeeklyLetter, WeeklyTime
from messaging.queries import cards
from messaging.queries import weekly as asking
from messaging.tasks import send_weekly
from messaging.visibility import (
    visible_conversations,
    visible_noise_schools,
    visible_weekly_items,
)
from schools import clock
from schools.choices import Protection
from schools.exceptions import InvalidInput, NotAllowed, NotVisible
from schools.models import FreeDay, Membership, Person
from tests.cast import Cast
from tests.messaging.noisy import MONDAY, moment

WEEK = dt.timedelta(days=7)


@pytest.fixture(autouse=True)
def now() -> Iterator[time_machine.Traveller]:
    """Wednesday, before the letter."""
    with time_machine.travel(moment(2), tick=False) as traveller:
        yield traveller


def put(cast: Cast, name: str = "tone", title: str = "Tur", **fields: object) -> WeeklyItem:
    given = {"group": cast.class_6a, "body": "Husk sekk", "client_token": uuid.uuid4()} | fields
    return weekly.add_item(actor=cast.fresh(name), title=title, **given)  # type: ignore[arg-type]


def weeks(cast: Cast) -> list[dt.date]:
    return list(WeeklyLetter.objects.order_by("week").values_list("week", flat=True))


def free(*days: int) -> None:
    FreeDay.objects.bulk_create(
        FreeDay(date=MONDAY + dt.timedelta(days=day), name="Fri") for day in days
    )


def test_one_announcement_of_all_is_sent_on_friday(cast: Cast, now: time_machine.Traveller) -> None:
    put(cast, "arne", "Ball")
    put(cast, "tone", "Tur")
    now.move_to(moment(4, "13:59"))
    assert weekly.send_due() == 0
    now.move_to(moment(4, "14:00"))
    send_weekly()
    sent = Conversation.objects.get(kind=Kind.ANNOUNCEMENT)
    assert (sent.title, sent.created_by, sent.group) == (
        "Ukebrev uke 47",
        cast.tone,  # the contact teacher, though Arne was first
        cast.class_6a,
    )
    body = "Ball\nHusk sekk\n– Arne Dahl\n\n\nTur\nHusk sekk\n– Tone Lie"
    assert sent.messages.get().body == body
    assert sent in visible_conversations(cast.fresh("kari"))
    assert sent not in visible_conversations(cast.fresh("nora"))
    assert not WeeklyItem.objects.exists()
    assert weekly.send_due() == 0


def test_a_protected_author_is_not_named_in_the_letter(
    cast: Cast, now: time_machine.Traveller
) -> None:
    put(cast, "arne", "Ball")
    Person.objects.filter(pk=cast.arne.pk).update(protection=Protection.CONFIDENTIAL)
    now.move_to(moment(4, "14:00"))
    send_weekly()
    body = Conversation.objects.get(kind=Kind.ANNOUNCEMENT).messages.get().body
    assert "Dahl" not in body
    assert body.endswith(f"– {cards.neutral_label(Side.STAFF)}")


def test_without_the_contact_teacher_the_first_author_sends(
    cast: Cast, now: time_machine.Traveller
) -> None:
    put(cast, "arne")
    put(cast, "sissel")
    now.move_to(moment(4, "14:00"))
    weekly.send_due()
    assert Message.objects.get().author == cast.arne


def test_what_comes_after_the_letter_waits_for_the_next(
    cast: Cast, now: time_machine.Traveller
) -> None:
    put(cast)
    now.move_to(moment(4, "14:00"))
    weekly.send_due()
    put(cast, title="Sent")
    assert weeks(cast) == [MONDAY, MONDAY + WEEK]
    assert weekly.send_due() == 0
    now.move_to(moment(11, "14:00"))
    assert weekly.send_due() == 1


def test_a_letter_that_was_sent_early_takes_nothing_more(
    cast: Cast, now: time_machine.Traveller
) -> None:
    put(cast)
    now.move_to(moment(4, "14:00"))
    weekly.send_due()
    weekly.set_time(actor=cast.fresh("sissel"), school=cast.lade, weekday=5, time=dt.time(18))
    put(cast)
    assert weeks(cast) == [MONDAY, MONDAY + WEEK]


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        ((), moment(4, "14:00")),
        ((4,), moment(3, "14:00")),
        ((3, 4), moment(2, "14:00")),
        ((0, 1, 2, 3, 4), moment(11, "14:00")),
    ],
)
def test_the_letter_goes_on_a_school_day_of_its_week_or_in_the_next(
    cast: Cast, days: tuple[int, ...], expected: dt.datetime
) -> None:
    free(*days)
    assert asking.next_of(cast.class_6a).at == expected


def test_a_monday_letter_goes_on_tuesday_when_monday_is_free(
    cast: Cast, now: time_machine.Traveller
) -> None:
    weekly.set_time(actor=cast.fresh("sissel"), school=cast.lade, weekday=1, time=dt.time(9))
    free(7)
    assert asking.next_of(cast.class_6a).at == moment(8, "09:00")


def test_a_week_that_became_a_holiday_goes_with_the_next(
    cast: Cast, now: time_machine.Traveller
) -> None:
    put(cast)
    free(0, 1, 2, 3, 4)
    now.move_to(moment(7, "08:00"))
    assert weekly.send_due() == 0
    now.move_to(moment(11, "14:00"))
    assert weekly.send_due() == 1


def test_the_same_token_again_is_the_same_thing(cast: Cast) -> None:
    token = uuid.uuid4()
    assert put(cast, client_token=token).pk == put(cast, client_token=token).pk
    assert WeeklyItem.objects.count() == 1


def test_who_may_not_write_to_the_class_puts_nothing_in(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        put(cast, "odd")
    assert not WeeklyLetter.objects.exists()


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"title": "  "}, "title"),
        ({"title": "å" * 121}, "title"),
        ({"body": " "}, "body"),
        ({"body": "å" * 9_950}, "body"),
    ],
)
def test_what_will_not_do_is_refused_and_nothing_is_kept(
    cast: Cast, fields: dict[str, str], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        put(cast, **fields)
    assert refused.value.field == field
    assert not WeeklyItem.objects.exists()


def test_its_writer_changes_and_removes_it_and_nobody_else(cast: Cast) -> None:
    item = put(cast)
    with pytest.raises(NotVisible):
        weekly.change_item(actor=cast.fresh("arne"), item=item, title="A", body="B")
    with pytest.raises(NotVisible):
        weekly.remove_item(actor=cast.fresh("sissel"), item=item)
    weekly.change_item(actor=cast.fresh("tone"), item=item, title="Ny  tur", body="B")
    item.refresh_from_db()
    assert (item.title, item.body) == ("Ny tur", "B")
    weekly.remove_item(actor=cast.fresh("tone"), item=item)
    assert not WeeklyItem.objects.exists()
    with pytest.raises(NotVisible):
        weekly.remove_item(actor=cast.fresh("tone"), item=item)


def test_an_author_who_may_no_longer_write_is_left_out(
    cast: Cast, now: time_machine.Traveller
) -> None:
    put(cast, "arne", "Ball")
    put(cast, "tone", "Tur")
    ended = Membership.objects.filter(person=cast.arne)
    ended.update(ends=clock.today())
    now.move_to(moment(4, "14:00"))
    assert weekly.send_due() == 1
    assert "Ball" not in Message.objects.get().body
    left = WeeklyItem.objects.get()
    assert (left.title, left.not_sent) == ("Ball", "may_not")
    ended.update(ends=None)
    weekly.change_item(actor=cast.fresh("arne"), item=left, title="Ball", body="Ny")
    now.move_to(moment(11, "14:00"))
    assert weekly.send_due() == 1
    assert Message.objects.filter(body__contains="Ball").count() == 1


def test_a_letter_of_which_nothing_is_left_is_not_sent(
    cast: Cast, now: time_machine.Traveller
) -> None:
    put(cast, "arne")
    weekly.remove_item(actor=cast.fresh("tone"), item=put(cast))
    cast.arne.is_active = False
    cast.arne.save(update_fields=["is_active"])
    now.move_to(moment(4, "14:00"))
    assert weekly.send_due() == 0
    assert not Conversation.objects.exists()
    left = WeeklyItem.objects.get()
    assert left.not_sent == "may_not"
    weekly.remove_item(actor=cast.fresh("tone"), item=left)  # its author is gone
    assert not WeeklyItem.objects.exists()


def test_what_the_announcement_refuses_waits_for_its_author(
    cast: Cast, now: time_machine.Traveller
) -> None:
    item = put(cast)
    WeeklyItem.objects.filter(pk=item.pk).update(body="å" * 10_001)
    now.move_to(moment(4, "14:00"))
    assert weekly.send_due() == 0
    assert WeeklyItem.objects.get().not_sent == "may_not"


def test_one_letter_that_fails_does_not_stop_the_others_and_stays(
    cast: Cast, now: time_machine.Traveller
) -> None:
    put(cast, title="Ball")
    put(cast, "odd", group=cast.class_6b)
    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE messaging_message ADD CONSTRAINT no_ball"
            " CHECK (body NOT LIKE 'Ball%') NOT VALID"
        )
    now.move_to(moment(4, "14:00"))
    assert weekly.send_due() == 1
    assert Conversation.objects.get().group == cast.class_6b
    assert WeeklyItem.objects.get().not_sent == ""
    assert WeeklyLetter.objects.get(sent_at=None).group == cast.class_6a


def test_who_is_signed_out_or_closed_sees_nothing(cast: Cast) -> None:
    put(cast)
    assert not visible_weekly_items(None).exists()
    closed = cast.fresh("tone")
    closed.is_active = False
    assert not visible_weekly_items(closed).exists()
    assert not visible_noise_schools(closed).exists()


def test_the_usual_time_is_not_kept(cast: Cast) -> None:
    sissel = cast.fresh("sissel")
    weekly.set_time(actor=sissel, school=cast.lade, weekday=4, time=dt.time(13))
    assert asking.next_of(cast.class_6a).at == moment(3, "13:00")
    weekly.set_time(actor=sissel, school=cast.lade, weekday=5, time=dt.time(14))
    assert not WeeklyTime.objects.exists()


def test_an_earlier_time_sends_nothing_half_built(cast: Cast, now: time_machine.Traveller) -> None:
    put(cast)
    sissel = cast.fresh("sissel")
    now.move_to(moment(3, "12:00"))
    weekly.set_time(actor=sissel, school=cast.lade, weekday=4, time=dt.time(11))
    assert weekly.send_due() == 0
    put(cast, title="Ball")
    assert weeks(cast) == [MONDAY + WEEK]  # both
    now.move_to(moment(10, "11:00"))
    assert weekly.send_due() == 1
    assert "Husk sekk" in Message.objects.get().body
    assert "Ball" in Message.objects.get().body
    assert weekly.send_due() == 0


def test_moved_letters_are_put_together(cast: Cast, now: time_machine.Traveller) -> None:
    sissel = cast.fresh("sissel")
    now.move_to(moment(3, "12:00"))
    weekly.set_time(actor=sissel, school=cast.lade, weekday=4, time=dt.time(11))
    put(cast, title="Tur")  # for next week
    weekly.set_time(actor=sissel, school=cast.lade, weekday=5, time=dt.time(14))
    put(cast, title="Ball")  # for this one
    assert weeks(cast) == [MONDAY, MONDAY + WEEK]
    weekly.set_time(actor=sissel, school=cast.lade, weekday=4, time=dt.time(11))
    assert weeks(cast) == [MONDAY + WEEK]
    assert WeeklyLetter.objects.get().items.count() == 2


def test_what_should_have_been_sent_already_does_not_wait_for_a_new_time(
    cast: Cast, now: time_machine.Traveller
) -> None:
    put(cast)
    now.move_to(moment(4, "14:01"))
    weekly.set_time(actor=cast.fresh("sissel"), school=cast.lade, weekday=5, time=dt.time(13))
    assert weekly.send_due() == 1


@pytest.mark.parametrize(("weekday", "time"), [(6, dt.time(14)), (5, dt.time(22))])
def test_no_letter_is_sent_in_weekends_or_at_night(cast: Cast, weekday: int, time: dt.time) -> None:
    with pytest.raises(InvalidInput):
        weekly.set_time(actor=cast.fresh("sissel"), school=cast.lade, weekday=weekday, time=time)


def test_who_does_not_lead_the_school_sets_no_time(cast: Cast) -> None:
    with pytest.raises(NotVisible):
        weekly.set_time(actor=cast.fresh("tone"), school=cast.lade, weekday=4, time=dt.time(13))
