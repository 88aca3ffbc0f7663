"""What matters today: marked by its writer, told to those on duty, taken by one of them."""

import datetime as dt
import uuid
from typing import Any

import pytest
import time_machine

from messaging.actions import conversations, delivering, duty, messages, notices
from messaging.choices import DeliveryState, NoticeClass, Side, Subject
from messaging.models import (
    Conversation,
    Delivery,
    DutyPerson,
    Message,
    Notice,
    Participant,
    SchoolHours,
    TodayMark,
)
from messaging.queries import cards, threads
from messaging.queries import duty as asking
from messaging.visibility import today_mark_viewers, visible_messages, visible_today_marks
from schools import clock
from schools.choices import Access, PositionRole, Protection, Responsibility, Role
from schools.exceptions import Conflict, InvalidInput, NotAllowed, NotVisible
from schools.models import AuditEntry, Guardianship, Person, Position
from tests.cast import Cast
from tests.messaging import conversations as made
from tests.messaging.channels.smtp_server import mail_server

EVENING = dt.datetime(2026, 11, 25, 21, 30, tzinfo=dt.UTC)


def _post(cast: Cast, thread: Conversation, name: str = "kari", **fields: Any) -> Message:
    given = {"reason": "pick_up", "body": "Henter kl. 12", "client_token": uuid.uuid4()} | fields
    return duty.post_for_today(actor=cast.fresh(name), conversation=thread, **given)


def _name(cast: Cast, *names: str) -> None:
    for name in names:
        duty.name_duty(
            actor=cast.fresh("sissel"),
            school=cast.lade,
            person=cast.people[name],
            starts=clock.today(),
        )


def _seen_by(cast: Cast, mark: TodayMark) -> set[str]:
    """The same people in both directions."""
    there = {person.username for person in today_mark_viewers(mark)}
    assert there == {name for name in cast.people if mark in visible_today_marks(cast.fresh(name))}
    return there


# --- who sees it


def test_leaders_and_office_see_it_while_nobody_is_named(cast: Cast) -> None:
    assert _seen_by(cast, made.for_today(cast)) == {"sissel", "hanne"}


def test_the_named_see_it_alone(cast: Cast) -> None:
    _name(cast, "odd", "ida")
    assert _seen_by(cast, made.for_today(cast)) == {"odd", "ida"}


def test_who_is_named_for_other_days_or_works_there_no_more_does_not(cast: Cast) -> None:
    today = clock.today()
    for name, starts, ends in (
        ("odd", today + dt.timedelta(days=1), None),
        ("ida", today - dt.timedelta(days=3), today),
        ("sverre", today, None),
        ("tuva", today, None),
    ):
        DutyPerson.objects.create(
            school=cast.lade, person=cast.people[name], starts=starts, ends=ends
        )
    assert _seen_by(cast, made.for_today(cast)) == {"sissel", "hanne"}


def test_a_guardian_of_the_child_does_not_whoever_they_are(cast: Cast) -> None:
    for name in ("sissel", "odd"):
        Guardianship.objects.create(
            guardian=cast.people[name],
            pupil=cast.nora,
            responsibility=Responsibility.FULL,
            access=Access.FULL,
        )
    _name(cast, "odd")
    assert _seen_by(cast, made.for_today(cast)) == {"hanne"}


def test_of_a_protected_child_or_writer_only_who_handles_the_case_sees_it(cast: Cast) -> None:
    _name(cast, "odd")
    assert _seen_by(cast, made.for_today(cast, "leila", "amira")) == {"hanne"}
    Person.objects.filter(pk=cast.kari.pk).update(protection=Protection.CONFIDENTIAL)
    with pytest.raises(InvalidInput):  # of Kari nobody handles the case
        made.for_today(cast)


def test_what_was_taken_is_caught_up_with_to_the_end_of_a_day_of_25_hours(cast: Cast) -> None:
    day = dt.date(2026, 10, 25)
    with time_machine.travel(clock.at(day, dt.time(0, 5)), tick=False) as now:
        sent = made.for_today(cast)
        duty.take(actor=cast.fresh("sissel"), mark=sent)
        now.move_to(clock.at(day, dt.time(23, 55)))
        kari, key = cast.fresh("kari"), sent.message.conversation.uuid
        missed = threads.missed(kari, threads.conversation(kari, key), after_version=0)
        assert [line.taken_by for line in missed.for_today] == [cast.sissel.get_full_name()]
        assert missed.for_today == threads.thread(kari, key, Role.GUARDIAN).for_today


def test_what_is_withdrawn_or_was_taken_another_day_is_not_shown(cast: Cast) -> None:
    first, second = made.for_today(cast), made.for_today(cast)
    messages.withdraw_message(actor=cast.fresh("kari"), message=first.message)
    assert _seen_by(cast, first) == set()
    duty.take(actor=cast.fresh("hanne"), mark=second)
    assert _seen_by(cast, second) == {"sissel", "hanne"}
    TodayMark.objects.filter(pk=second.pk).update(taken_at=clock.now() - dt.timedelta(days=1))
    assert _seen_by(cast, second) == set()


def test_nothing_else_of_the_conversation_is_read_on_duty(cast: Cast) -> None:
    thread = made.direct(cast)
    _post(cast, thread)
    assert not visible_messages(cast.fresh("sissel")).filter(conversation=thread).exists()
    with pytest.raises(NotVisible):
        threads.thread(cast.fresh("sissel"), thread.uuid, Role.LEADER)
    [row] = asking.duty(cast.fresh("sissel")).waiting
    assert (row.text, row.pupil, row.classes) == ("Henter kl. 12", "Nora Hansen", "6A")
    assert (row.author, row.to, row.files) == ("Kari Hansen", "Tone Lie", 0)


def test_nobody_else_has_the_page(cast: Cast) -> None:
    for name in ("tone", "odd", "kari", "nora", "marit", "sverre"):
        with pytest.raises(NotVisible):
            asking.duty(cast.fresh(name))
    with pytest.raises(NotVisible):
        asking.mark(cast.fresh("odd"), made.for_today(cast).uuid)


def test_the_closed_and_the_signed_out_see_nothing(cast: Cast) -> None:
    made.for_today(cast)
    assert not visible_today_marks(None).exists()
    Person.objects.filter(pk=cast.sissel.pk).update(is_active=False)
    assert not visible_today_marks(cast.fresh("sissel")).exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_five_times(cast: Cast, count: int, django_assert_num_queries: Any) -> None:
    for _ in range(count):
        made.for_today(cast)
    viewer = cast.fresh("sissel")
    with django_assert_num_queries(6):  # one is the viewer's own places
        page = asking.duty(viewer)
    assert len(page.waiting) == count


def test_the_day_says_how_much_waits_in_one_query(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    made.for_today(cast)
    made.for_today(cast)
    leader, teacher, guardian = (cast.fresh(name) for name in ("sissel", "odd", "kari"))
    with django_assert_num_queries(2):  # one is the viewer's own places
        assert asking.on_today(leader) == asking.OnToday(is_named=False, waiting=2)
    assert asking.on_today(guardian) == asking.OnToday(is_named=False, waiting=0)
    assert asking.on_today(teacher) == asking.OnToday(is_named=False, waiting=0)
    _name(cast, "odd")
    assert asking.on_today(cast.fresh("odd")) == asking.OnToday(is_named=True, waiting=2)


# --- marking


def test_a_guardian_marks_in_an_open_thread(cast: Cast) -> None:
    thread = next(one for one in made.home_threads(cast) if one.home_key == "hansen")
    sent = _post(cast, thread, "erik")
    mark = TodayMark.objects.get()
    assert (mark.message, mark.pupil, mark.school) == (sent, cast.nora, cast.lade)
    assert AuditEntry.objects.get(action="today.mark").details == {"reason": "pick_up"}
    line = threads.thread(cast.fresh("tone"), thread.uuid, Role.TEACHER).for_today
    assert [(row.uuid, row.taken_by, row.taken_at) for row in line] == [(sent.uuid, "", None)]


def test_a_pupil_marks_what_they_write_to_staff(cast: Cast) -> None:
    thread = conversations.start_direct(
        actor=cast.fresh("tone"), side=Side.STAFF, person=cast.nora, draft=made.draft()
    )
    assert asking.may_mark(thread, Side.PUPIL)
    _post(cast, thread, "nora", side=Side.PUPIL)
    assert TodayMark.objects.get().pupil == cast.nora
    [row] = asking.duty(cast.fresh("hanne")).waiting
    assert (row.side, row.to) == (Side.PUPIL, "")


def test_the_same_once_more_is_marked_and_told_once(cast: Cast) -> None:
    thread, token = made.direct(cast), uuid.uuid4()
    first = _post(cast, thread, client_token=token)
    assert _post(cast, thread, client_token=token) == first
    assert Notice.objects.filter(subject=Subject.TODAY).count() == 2  # the leader and the office


def test_staff_and_many_readers_cannot_mark(cast: Cast) -> None:
    for thread, name in (
        (made.direct(cast), "tone"),
        (made.class_thread(cast), "kari"),
        (made.group_thread(cast), "kari"),
    ):
        with pytest.raises(InvalidInput) as refusal:
            _post(cast, thread, name)
        assert refusal.value.field == "today"
    assert not asking.may_mark(made.direct(cast), None)
    assert not Message.objects.filter(body="Henter kl. 12").exists()


def test_a_reason_that_is_none_is_refused(cast: Cast) -> None:
    with pytest.raises(InvalidInput):
        _post(cast, made.direct(cast), reason="kjedelig")


def test_a_writer_marks_four_a_day(cast: Cast) -> None:
    thread = made.direct(cast)
    for _ in range(duty.MOST_A_DAY):
        _post(cast, thread)
    with pytest.raises(InvalidInput):
        _post(cast, thread)
    assert Message.objects.filter(conversation=thread).count() == 1 + duty.MOST_A_DAY
    _post(cast, made.home_threads(cast)[0], "erik")  # another writer's are counted apart
    TodayMark.objects.update(created_at=clock.now() - dt.timedelta(days=1))
    _post(cast, thread)


def test_it_is_refused_where_nobody_would_see_it(cast: Cast) -> None:
    Position.objects.filter(role__in=[PositionRole.LEADER, PositionRole.OFFICE]).delete()
    with pytest.raises(InvalidInput) as refusal:
        made.for_today(cast)
    assert "Ring" in str(refusal.value) or "Call" in str(refusal.value)
    assert not Conversation.objects.exists()


# --- notices


def test_who_is_on_duty_is_told_at_once_also_in_quiet_hours(cast: Cast, settings: Any) -> None:
    _name(cast, "odd")
    SchoolHours.objects.create(
        school=cast.lade,
        side=Side.STAFF,
        quiet_from="16:00",
        quiet_until="07:30",
        digest_at="07:30",
    )
    with time_machine.travel(EVENING, tick=False) as now, mail_server(settings) as server:
        _name(cast, "odd")
        made.for_today(cast)
        now.shift(dt.timedelta(seconds=31))
        notices.expand_waiting()
        delivering.deliver_due()
        [mail] = server.taken
    assert mail["To"].startswith("odd@")
    parts = "".join(part.get_content() for part in mail.iter_parts())
    assert "/meldinger/vakt/" in parts
    assert "Nora" not in parts
    assert mail["Reply-To"] is None
    notice = Notice.objects.get(subject=Subject.TODAY)
    assert (notice.notice_class, notice.person) == (NoticeClass.ABSENCE, cast.odd)


def test_what_was_taken_before_is_not_told(cast: Cast, settings: Any) -> None:
    with time_machine.travel(EVENING, tick=False) as now, mail_server(settings) as server:
        mark = made.for_today(cast)
        notices.expand_waiting()
        duty.take(actor=cast.fresh("hanne"), mark=mark)
        now.shift(dt.timedelta(seconds=31))
        delivering.deliver_due()
        assert server.sent_to("sissel@skolebro.test") == []
    states = Delivery.objects.filter(notice__subject=Subject.TODAY).values_list("state", flat=True)
    assert set(states) == {DeliveryState.DROPPED}


# --- taking


def test_one_takes_it_once_and_the_thread_says_who(cast: Cast) -> None:
    mark = made.for_today(cast)
    for _ in range(2):
        duty.take(actor=cast.fresh("hanne"), mark=mark)
    with pytest.raises(Conflict):
        duty.take(actor=cast.fresh("sissel"), mark=mark)
    key = mark.message.conversation.uuid
    [line] = threads.thread(cast.fresh("tone"), key, Role.TEACHER).for_today
    assert line.taken_by == "Hanne Vik"
    page = asking.duty(cast.fresh("sissel"))
    assert [row.taken_by for row in page.taken] == ["Hanne Vik"]
    assert page.waiting == ()
    TodayMark.objects.update(taken_at=clock.now() - dt.timedelta(days=1))
    assert threads.thread(cast.fresh("tone"), key, Role.TEACHER).for_today == ()


def test_a_protected_colleague_is_not_named(cast: Cast) -> None:
    mark = made.for_today(cast)
    duty.take(actor=cast.fresh("hanne"), mark=mark)
    Person.objects.filter(pk=cast.hanne.pk).update(protection=Protection.CONFIDENTIAL)
    [row] = asking.duty(cast.fresh("sissel")).taken
    assert row.taken_by == cards.neutral_label(Side.STAFF)


@pytest.mark.parametrize("name", ["tone", "odd", "kari", "bjarne", "marit", "nora"])
def test_who_is_not_on_duty_takes_nothing(cast: Cast, name: str) -> None:
    mark = made.for_today(cast)
    for action in (duty.take, duty.take_over):
        with pytest.raises(NotVisible):
            action(actor=cast.fresh(name), mark=mark)


def test_who_takes_over_reads_from_the_message_on_and_answers(cast: Cast) -> None:
    thread = made.direct(cast)
    sent = _post(cast, thread)
    mark = TodayMark.objects.get()
    duty.take_over(actor=cast.fresh("sissel"), mark=mark)
    duty.take_over(actor=cast.fresh("sissel"), mark=mark)
    read = visible_messages(cast.fresh("sissel")).filter(conversation=thread)
    assert list(read) == [sent]
    thread.refresh_from_db()
    assert thread.owner == cast.sissel
    mark.refresh_from_db()
    assert mark.taken_by == cast.sissel
    messages.post_message(
        actor=cast.fresh("sissel"), conversation=thread, body="Ok", client_token=uuid.uuid4()
    )
    assert Participant.objects.get(conversation=thread, person=cast.sissel).from_seq == 1


def test_who_takes_over_what_a_colleague_took_does_not_take_that(cast: Cast) -> None:
    mark = made.for_today(cast)
    duty.take(actor=cast.fresh("hanne"), mark=mark)
    duty.take_over(actor=cast.fresh("sissel"), mark=mark)
    mark.refresh_from_db()
    assert mark.taken_by == cast.hanne


def test_a_pupils_thread_has_no_owner_when_it_is_taken_over(cast: Cast) -> None:
    thread = conversations.start_direct(
        actor=cast.fresh("tone"), side=Side.STAFF, person=cast.nora, draft=made.draft()
    )
    _post(cast, thread, "nora", side=Side.PUPIL)
    duty.take_over(actor=cast.fresh("hanne"), mark=TodayMark.objects.get())
    thread.refresh_from_db()
    assert thread.owner is None


def test_where_one_person_answers_it_is_not_taken_over(cast: Cast) -> None:
    mark = made.for_today(cast)
    Conversation.objects.update(reply_policy="sender")
    with pytest.raises(NotAllowed):
        duty.take_over(actor=cast.fresh("hanne"), mark=mark)


def test_what_is_marked_as_sensitive_since_is_named_to_nobody_and_not_taken_over(
    cast: Cast,
) -> None:
    mark = made.for_today(cast)
    Conversation.objects.update(is_sensitive=True)
    [row] = asking.duty(cast.fresh("hanne")).waiting
    assert (row.pupil, row.classes, row.author) == ("Sensitiv samtale", "", "")
    assert (row.text, row.files, row.may_take_over) == ("", 0, False)
    with pytest.raises(NotAllowed):
        duty.take_over(actor=cast.fresh("hanne"), mark=mark)
    duty.take(actor=cast.fresh("hanne"), mark=mark)


# --- naming


def test_duty_is_named_and_ended_by_leaders_and_office(cast: Cast) -> None:
    given = {"school": cast.lade, "person": cast.odd, "starts": clock.today()}
    for name in ("tone", "bjarne", "kari", "marit"):
        with pytest.raises(NotVisible):
            duty.name_duty(actor=cast.fresh(name), **given)
    row = duty.name_duty(actor=cast.fresh("sissel"), **given, last=clock.today())
    assert duty.name_duty(actor=cast.fresh("hanne"), **given, last=clock.today()) == row
    assert row.ends == clock.today() + dt.timedelta(days=1)
    ended = {"school": cast.lade, "duty": row.uuid}
    with pytest.raises(NotVisible):
        duty.end_duty(actor=cast.fresh("tone"), **ended)
    with pytest.raises(NotVisible):
        duty.end_duty(actor=cast.fresh("bjarne"), school=cast.rosenborg, duty=row.uuid)
    for _ in range(2):
        duty.end_duty(actor=cast.fresh("hanne"), **ended)
    row.refresh_from_db()
    assert row.ends == clock.today()
    assert AuditEntry.objects.filter(action__in=["duty.name", "duty.end"]).count() == 2


def test_the_same_row_twice_from_before_is_no_hindrance(cast: Cast) -> None:
    given = {"school": cast.lade, "person": cast.odd, "starts": clock.today()}
    first, _second = (DutyPerson.objects.create(**given) for _ in range(2))
    assert duty.name_duty(actor=cast.fresh("sissel"), **given) == first


def test_what_has_not_begun_is_ended_before_it_does(cast: Cast) -> None:
    later = clock.today() + dt.timedelta(days=5)
    given = {"actor": cast.fresh("sissel"), "school": cast.lade}
    row = duty.name_duty(**given, person=cast.odd, starts=later)
    duty.end_duty(**given, duty=row.uuid)
    row.refresh_from_db()
    assert row.ends == later
    without_start = DutyPerson.objects.create(school=cast.lade, person=cast.odd)
    duty.end_duty(**given, duty=without_start.uuid)
    without_start.refresh_from_db()
    assert without_start.ends == clock.today()


@pytest.mark.parametrize(
    ("name", "starts", "last", "field"),
    [
        ("tuva", 0, None, "person"),
        ("kari", 0, None, "person"),
        ("odd", -1, None, "starts"),
        ("odd", 2, 1, "last"),
    ],
)
def test_other_people_and_days_are_refused(
    cast: Cast, name: str, starts: int, last: int | None, field: str
) -> None:
    today = clock.today()
    with pytest.raises(InvalidInput) as refusal:
        duty.name_duty(
            actor=cast.fresh("sissel"),
            school=cast.lade,
            person=cast.people[name],
            starts=today + dt.timedelta(days=starts),
            last=None if last is None else today + dt.timedelta(days=last),
        )
    assert refusal.value.field == field


def test_the_page_of_names_says_from_when_to_when(cast: Cast) -> None:
    _name(cast, "odd")
    DutyPerson.objects.create(
        school=cast.lade, person=cast.ida, starts=clock.today(), ends=clock.today()
    )
    page = asking.rules(cast.fresh("hanne"), cast.lade.uuid)
    assert [(row.name, row.starts, row.last) for row in page.named] == [
        ("Odd Haugen", clock.today(), None)
    ]
    assert cast.ida in page.staff
    [school] = asking.duty(cast.fresh("odd")).schools
    assert (school.names, school.is_mine) == (("Odd Haugen",), True)
    [school] = asking.duty(cast.fresh("sissel")).schools
    assert not school.is_mine
