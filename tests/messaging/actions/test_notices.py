"""Notices: who is planned to be told, and what a worker's round does with a real mail server."""

import datetime as dt
import re
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from messaging.actions import delivering, messages, notices, reading
from messaging.choices import Channel, DeliveryState, NoticeClass, Timing, Why
from messaging.models import Delivery, Notice, NoticeHours, NoticeWish
from messaging.queries.grounds import PACE
from schools import clock
from schools.actions import helping as ending
from schools.models import Guardianship
from tests import helping
from tests.cast import Cast
from tests.messaging import conversations as made
from tests.messaging.channels.smtp_server import OK, MailServer, mail_server

# a Wednesday in lessons: nobody but pupils has quiet hours
NOON = dt.datetime(2026, 11, 25, 12, 0, tzinfo=dt.UTC)


@pytest.fixture
def now() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def server(settings: Any) -> Iterator[MailServer]:
    with mail_server(settings) as running:
        yield running


def deliver(now: time_machine.Traveller, after: dt.timedelta = dt.timedelta(seconds=31)) -> int:
    now.shift(after)
    notices.expand_waiting()
    return delivering.deliver_due()


def receivers(server: MailServer) -> list[str]:
    return sorted(str(mail["To"]).split("@")[0] for mail in server.taken)


def why_of(name: str) -> str:
    return Delivery.objects.get(person__username=name).why


def test_a_message_to_a_home_is_told_to_its_guardians_only(
    now: time_machine.Traveller, cast: Cast, server: MailServer
) -> None:
    first, _second = made.home_threads(cast, "nora")
    Notice.objects.exclude(conversation=first).delete()
    deliver(now)
    assert receivers(server) == ["erik", "kari"]


def test_an_e_mail_says_nothing_of_what_it_is_about(
    now: time_machine.Traveller, cast: Cast, server: MailServer
) -> None:
    thread = made.class_thread(cast)
    deliver(now)
    [mail] = server.sent_to("kari@skolebro.test")
    parts = [part.get_content() for part in mail.iter_parts()]
    assert all(str(thread.uuid) in part for part in parts)
    whole = "\n".join([*parts, *(f"{name}: {value}" for name, value in mail.items())])
    whole = re.sub(r"[\w-]{20,}", "", whole)  # signatures, in which any two letters may stand
    for secret in ("Tur fredag", "matpakke", "Nora", "6A", "Tone", "Lade"):
        assert secret not in whole


def test_nothing_leaves_while_it_may_be_regretted(
    now: time_machine.Traveller, cast: Cast, server: MailServer
) -> None:
    made.class_thread(cast)
    assert deliver(now, dt.timedelta(seconds=29)) == 0
    assert not server.taken


def test_a_withdrawn_message_is_not_told(
    now: time_machine.Traveller, cast: Cast, server: MailServer
) -> None:
    thread = made.class_thread(cast)
    notices.expand_waiting()
    messages.withdraw_message(actor=cast.fresh("tone"), message=thread.messages.get())
    deliver(now)
    assert not server.taken
    assert why_of("kari") == Why.WITHDRAWN


def test_a_guardian_who_was_removed_in_between_is_told_nothing(
    now: time_machine.Traveller, cast: Cast, server: MailServer
) -> None:
    made.class_thread(cast)
    notices.expand_waiting()
    Guardianship.objects.filter(guardian=cast.kari).update(ends=clock.today())
    deliver(now)
    assert "kari" not in receivers(server)
    assert "mona" in receivers(server)
    assert why_of("kari") == Why.NO_RIGHT


def test_who_has_muted_it_is_not_told(
    now: time_machine.Traveller, cast: Cast, server: MailServer
) -> None:
    thread = made.class_thread(cast)
    reading.mute(actor=cast.fresh("kari"), conversation=thread, muted=True)
    deliver(now)
    assert "kari" not in receivers(server)
    assert "mona" in receivers(server)
    assert why_of("kari") == Why.OFF


def test_what_cannot_be_off_cannot_be_muted(
    now: time_machine.Traveller, cast: Cast, server: MailServer
) -> None:
    thread = made.class_thread(cast)
    reading.mute(actor=cast.fresh("kari"), conversation=thread, muted=True)
    Notice.objects.update(notice_class=NoticeClass.EMERGENCY)
    deliver(now)
    assert "kari" in receivers(server)


def test_what_was_read_in_time_is_not_told(
    now: time_machine.Traveller, cast: Cast, server: MailServer
) -> None:
    thread = made.class_thread(cast)
    notices.expand_waiting()
    reading.mark_read(actor=cast.fresh("kari"), conversation=thread, seq=1)
    deliver(now)
    assert "kari" not in receivers(server)
    assert why_of("kari") == Why.READ


def test_two_rounds_tell_once(now: time_machine.Traveller, cast: Cast, server: MailServer) -> None:
    made.class_thread(cast)
    deliver(now)
    deliver(now)
    assert len(server.sent_to("kari@skolebro.test")) == 1


def say(cast: Cast, thread: Any, body: str = "Og sekk") -> None:
    messages.post_message(
        actor=cast.fresh("tone"), conversation=thread, body=body, client_token=uuid.uuid4()
    )


def test_five_messages_in_a_row_are_told_once(
    now: time_machine.Traveller, cast: Cast, server: MailServer
) -> None:
    thread = made.class_thread(cast)
    for _ in range(4):
        say(cast, thread)
    deliver(now)
    assert len(server.sent_to("kari@skolebro.test")) == 1
    states = Delivery.objects.filter(person=cast.kari).values_list("state", flat=True)
    assert set(states) == {DeliveryState.SENT}


def test_a_message_right_after_a_notice_waits_for_the_pace(
    now: time_machine.Traveller, cast: Cast, server: MailServer
) -> None:
    thread = made.class_thread(cast)
    deliver(now)
    say(cast, thread)
    deliver(now)
    assert len(server.sent_to("kari@skolebro.test")) == 1
    deliver(now, PACE)
    assert len(server.sent_to("kari@skolebro.test")) == 2


def test_at_night_a_notice_waits_for_the_morning(
    now: time_machine.Traveller, cast: Cast, server: MailServer
) -> None:
    now.move_to(NOON.replace(hour=21))
    made.class_thread(cast)
    deliver(now)
    assert not server.taken
    now.move_to(dt.datetime(2026, 11, 26, 5, 31, tzinfo=dt.UTC))
    delivering.deliver_due()
    assert "kari" in receivers(server)


def test_what_was_planned_for_the_day_but_is_late_waits_for_the_morning_too(
    now: time_machine.Traveller, cast: Cast, server: MailServer
) -> None:
    made.class_thread(cast)
    notices.expand_waiting()
    deliver(now, dt.timedelta(hours=10))
    assert not server.taken


def test_a_class_that_is_turned_off_is_not_told(
    now: time_machine.Traveller, cast: Cast, server: MailServer
) -> None:
    made.class_thread(cast)
    notices.expand_waiting()
    wish = {"notice_class": NoticeClass.SCHOOL, "channel": Channel.EMAIL, "timing": Timing.OFF}
    NoticeWish.objects.create(person=cast.kari, **wish)
    deliver(now)
    assert "kari" not in receivers(server)
    assert why_of("kari") == Why.OFF


def test_collected_notices_come_as_one_and_only_for_what_is_unread(
    now: time_machine.Traveller, cast: Cast, server: MailServer
) -> None:
    wish = {"notice_class": NoticeClass.SCHOOL, "channel": Channel.EMAIL, "timing": Timing.DIGEST}
    for person in (cast.kari, cast.mona):
        NoticeWish.objects.create(person=person, **wish)
    threads = [made.class_thread(cast) for _ in range(3)]
    deliver(now)
    assert "kari" not in receivers(server)
    reading.mark_read(actor=cast.fresh("kari"), conversation=threads[0], seq=1)
    for thread in threads:
        reading.mark_read(actor=cast.fresh("mona"), conversation=thread, seq=1)
    now.move_to(dt.datetime(2026, 11, 25, 16, 0, 1, tzinfo=dt.UTC))
    delivering.deliver_due()
    [mail] = server.sent_to("kari@skolebro.test")
    assert mail["Subject"] == "2 nye meldinger fra skolen"
    assert "mona" not in receivers(server)


def test_ones_own_hours_count_before_the_schools(
    now: time_machine.Traveller, cast: Cast, server: MailServer
) -> None:
    NoticeHours.objects.create(
        person=cast.kari,
        quiet_from=dt.time(12),
        quiet_until=dt.time(15),
        digest_at=dt.time(17),
    )
    made.class_thread(cast)
    deliver(now)  # 13:00 in Trondheim
    assert "kari" not in receivers(server)
    deliver(now, dt.timedelta(hours=2))
    assert "kari" in receivers(server)


# --- trouble


def test_a_mail_server_that_is_down_for_two_hours_loses_nothing(
    now: time_machine.Traveller, cast: Cast, server: MailServer
) -> None:
    server.stop()
    made.class_thread(cast)
    for _ in range(24):
        deliver(now, dt.timedelta(minutes=5))
    server.start()
    deliver(now, dt.timedelta(minutes=1))
    deliver(now, dt.timedelta(hours=1))  # for those whose turn it was to find it away
    assert len(server.sent_to("kari@skolebro.test")) == 1
    assert not Delivery.objects.filter(state=DeliveryState.WAITING, channel="email").exists()


def test_a_mailbox_that_is_busy_is_tried_again(
    now: time_machine.Traveller, cast: Cast, server: MailServer
) -> None:
    busy = {"kari@skolebro.test"}
    server.at_recipient = lambda to: "450 4.2.1 busy" if to in busy else OK
    made.class_thread(cast)
    deliver(now)
    busy.clear()
    server.at_recipient = lambda to: OK
    deliver(now)
    assert len(server.sent_to("kari@skolebro.test")) == 1


def test_an_address_that_does_not_exist_is_dead(
    now: time_machine.Traveller, cast: Cast, server: MailServer
) -> None:
    server.at_recipient = lambda to: "550 5.1.1 who?"
    made.class_thread(cast)
    deliver(now)
    row = Delivery.objects.get(person=cast.kari)
    assert (row.state, row.said) == (DeliveryState.DEAD, "smtp_550_5.1.1")


def test_a_server_that_drops_after_the_content_gets_it_twice_at_most_under_one_name(
    now: time_machine.Traveller, cast: Cast, server: MailServer
) -> None:
    server.drops_after_content = True
    made.class_thread(cast)
    for _ in range(5):
        deliver(now, dt.timedelta(minutes=10))
    names = [mail["Message-ID"] for mail in server.sent_to("kari@skolebro.test")]
    assert len(names) == 2
    assert len(set(names)) == 1
    assert Delivery.objects.get(person=cast.kari).state == DeliveryState.UNCERTAIN


def test_news_of_yesterday_are_told_to_nobody(
    now: time_machine.Traveller, cast: Cast, server: MailServer
) -> None:
    made.class_thread(cast)
    deliver(now, dt.timedelta(hours=25))
    assert not Delivery.objects.exists()
    assert Notice.objects.get().expanded_at is not None


def test_a_helper_is_told_like_a_guardian(
    now: time_machine.Traveller, cast: Cast, server: MailServer
) -> None:
    halima, greta = helping.somebody("Halima"), helping.somebody("Greta")
    helping.let_help(cast, halima)
    helping.let_help(cast, greta, scope="common")
    thread = next(each for each in made.home_threads(cast) if each.home_key == "hansen")
    Notice.objects.exclude(conversation=thread).delete()
    deliver(now)
    assert receivers(server) == ["erik", "halima", "kari"]
    [mail] = server.sent_to("halima@hjelp.test")
    whole = "\n".join(part.get_content() for part in mail.iter_parts()) + str(mail["Subject"])
    for secret in ("Tur fredag", "Nora", "Kari", "Hansen", "6A", "Tone", "Lade"):
        assert secret not in re.sub(r"[\w-]{20,}", "", whole)


@pytest.mark.parametrize("ends", ["appointment", "guardianship"])
def test_a_helper_whose_time_is_over_in_between_is_told_nothing(
    now: time_machine.Traveller, cast: Cast, server: MailServer, ends: str
) -> None:
    row = helping.let_help(cast, helping.somebody())
    made.class_thread(cast)
    now.shift(dt.timedelta(seconds=31))
    notices.expand_waiting()
    if ends == "appointment":
        ending.end_help(actor=cast.fresh("kari"), appointment=row)
    else:
        Guardianship.objects.filter(guardian=cast.kari).update(quarantined=True)
    delivering.deliver_due()
    assert "halima" not in receivers(server)
    assert why_of("halima") == Why.NO_RIGHT


def test_a_helper_chooses_for_themselves(
    now: time_machine.Traveller, cast: Cast, server: MailServer
) -> None:
    row = helping.let_help(cast, helping.somebody())
    NoticeWish.objects.create(
        person=row.helper,
        notice_class=NoticeClass.SCHOOL,
        channel=Channel.EMAIL,
        timing=Timing.OFF,
    )
    made.class_thread(cast)
    deliver(now)
    assert "halima" not in receivers(server)
