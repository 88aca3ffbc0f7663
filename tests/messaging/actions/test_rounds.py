"""A worker's round when something goes wrong in it: a fault, a lost lease, a crowd, a bounce."""

import datetime as dt
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import connection

from messaging.actions import delivering, incoming, leases, messages, notices, ways
from messaging.channels import reply_address
from messaging.channels.outcomes import Outcome, Result
from messaging.choices import Channel, DeliveryState, NoticeClass, Timing, Why
from messaging.models import Delivery, NoticeWish
from schools import clock
from schools.models import Person
from tests.cast import Cast
from tests.messaging import conversations as made
from tests.messaging.channels.smtp_server import MailServer, mail_server

NOON = dt.datetime(2026, 11, 25, 12, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def now() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def server(settings: Any) -> Iterator[MailServer]:
    with mail_server(settings) as running:
        yield running


def planned(cast: Cast, now: time_machine.Traveller) -> None:
    made.class_thread(cast)
    notices.expand_waiting()
    now.shift(31)


def test_a_fault_at_one_holds_up_no_other_and_ends_in_time(
    cast: Cast, now: time_machine.Traveller, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    sound = ways.Ways.send

    def send(self: ways.Ways, parcel: list[Delivery]) -> Outcome:
        if parcel[0].person_id == cast.kari.pk:
            message = "a fault of ours"
            raise RuntimeError(message)
        return sound(self, parcel)

    monkeypatch.setattr(ways.Ways, "send", send)
    planned(cast, now)
    assert delivering.deliver_due() == Delivery.objects.count() - 1
    kari = Delivery.objects.get(person=cast.kari)
    assert (kari.state, kari.said) == (DeliveryState.WAITING, "fault")
    for _ in range(2 * delivering.MOST_TRIES):  # at night it waits
        now.shift(3600 * 2)
        delivering.deliver_due()
    kari.refresh_from_db()
    assert kari.state == DeliveryState.FAILED


def test_more_than_one_process_holds_at_once_is_long(
    cast: Cast, now: time_machine.Traveller
) -> None:
    planned(cast, now)
    [some] = Delivery.objects.all()[:1]
    assert not leases.is_long()
    many = Person.objects.bulk_create(
        Person(username=f"mange.{number}", given_name="Mange", family_name="En")
        for number in range(leases.HELD_AT_ONCE)
    )
    Delivery.objects.bulk_create(
        Delivery(notice=some.notice, person=one, side=some.side, channel=some.channel,
                 due_at=some.due_at)
        for one in many
    )  # fmt: skip
    assert leases.is_long()
    leases.claim()
    assert not leases.is_long()  # what somebody holds is no longer waiting


def test_who_lost_the_lease_writes_nothing_over_the_later_word(
    cast: Cast, now: time_machine.Traveller, server: MailServer
) -> None:
    planned(cast, now)
    late = leases.claim()
    now.shift(leases.LEASE + dt.timedelta(seconds=1))
    sent = delivering.deliver_due()
    assert sent == len(late)
    delivering.record(late[:1], Outcome(Result.LATER))
    leases.give_back(late[1:])
    assert set(Delivery.objects.values_list("state", flat=True)) == {DeliveryState.SENT}


@pytest.fixture
def gateway(settings: Any, tmp_path: Path) -> None:
    settings.SMS = {**settings.SMS, "adapter": "file", "file": str(tmp_path / "sms.jsonl")}


@pytest.mark.usefixtures("server", "gateway")
@pytest.mark.parametrize(("channel", "waits"), [(Channel.EMAIL, False), (Channel.SMS, True)])
def test_the_disk_is_waited_for_at_an_sms_only(
    cast: Cast, now: time_machine.Traveller, channel: Channel, waits: bool
) -> None:
    planned(cast, now)
    kari = Delivery.objects.filter(person=cast.kari)
    kari.update(channel=channel, is_step=True)
    Person.objects.filter(pk=cast.kari.pk).update(mobile="+4741000001")
    Delivery.objects.exclude(person=cast.kari).delete()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit TO ON")
        assert delivering.deliver_due() == 1
        cursor.execute("SHOW synchronous_commit")
        assert cursor.fetchone() == ("on" if waits else "off",)
    assert kari.get().state == DeliveryState.SENT


def test_what_is_collected_for_one_person_is_one_mail_however_many_wait(
    cast: Cast, now: time_machine.Traveller, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(leases.claim, "__defaults__", (3,))
    for person in (cast.kari, cast.mona, cast.people["erik"]):
        NoticeWish.objects.create(
            person=person,
            notice_class=NoticeClass.SCHOOL,
            channel=Channel.EMAIL,
            timing=Timing.DIGEST,
        )
    for _ in range(4):
        planned(cast, now)
    now.move_to(NOON.replace(hour=16, minute=1))
    delivering.deliver_due()
    for name in ("kari", "mona", "erik"):
        [mail] = server.sent_to(f"{name}@skolebro.test")
        assert mail["Subject"].startswith("4 ")


def test_what_is_written_right_before_the_collecting_may_still_be_regretted(
    cast: Cast, now: time_machine.Traveller
) -> None:
    now.move_to(NOON.replace(hour=15, minute=59, second=50))
    NoticeWish.objects.create(
        person=cast.kari,
        notice_class=NoticeClass.SCHOOL,
        channel=Channel.EMAIL,
        timing=Timing.DIGEST,
    )
    made.class_thread(cast)
    notices.expand_waiting()
    due_at = Delivery.objects.get(person=cast.kari).due_at
    assert due_at == (NOON + dt.timedelta(days=1)).replace(hour=16)


_RETURNED = b"""\
Content-Type: multipart/report; report-type=delivery-status; boundary=x

--x
Content-Type: message/delivery-status

Reporting-MTA: dns; privat.test

Action: failed
Status: 5.1.1

--x--
"""


def test_a_mail_that_comes_back_marks_all_that_it_told(
    cast: Cast, now: time_machine.Traveller, server: MailServer, settings: Any
) -> None:
    settings.MAIL_DOMAIN = "svar.skolebro.test"
    thread = made.class_thread(cast)
    messages.post_message(
        actor=cast.fresh("tone"), conversation=thread, body="Og sekk", client_token=uuid.uuid4()
    )
    notices.expand_waiting()
    now.shift(31)
    delivering.deliver_due()
    rows = Delivery.objects.filter(person=cast.kari)
    assert rows.count() == 2
    first = min(row.pk for row in rows)
    incoming.take(reply_address.return_path_for(uuid.UUID(int=first)), "", _RETURNED)
    assert {row.state for row in rows.all()} == {DeliveryState.DEAD}


def test_a_mail_that_comes_back_leaves_nothing_told_that_it_covered(
    cast: Cast, now: time_machine.Traveller, server: MailServer, settings: Any
) -> None:
    settings.MAIL_DOMAIN = "svar.skolebro.test"
    thread = made.class_thread(cast)
    notices.expand_waiting()
    now.shift(31)
    Delivery.objects.filter(person=cast.kari).update(due_at=clock.now() + dt.timedelta(minutes=2))
    messages.post_message(
        actor=cast.fresh("tone"), conversation=thread, body="Og sekk", client_token=uuid.uuid4()
    )
    notices.expand_waiting()
    now.shift(60)
    delivering.deliver_due()
    now.shift(60)
    delivering.deliver_due()
    first, second = Delivery.objects.filter(person=cast.kari).order_by("pk")
    assert (first.why, second.state) == (Why.TOLD, DeliveryState.SENT)
    for _ in range(2):
        incoming.take(reply_address.return_path_for(uuid.UUID(int=second.pk)), "", _RETURNED)
    first.refresh_from_db()
    assert first.state == DeliveryState.DEAD
    mona = Delivery.objects.filter(person=cast.mona, state=DeliveryState.DEAD)
    assert not mona.exists()


def test_a_mail_server_that_stays_away_is_given_up_by_and_by(
    cast: Cast, now: time_machine.Traveller, server: MailServer
) -> None:
    server.stop()
    planned(cast, now)
    for _ in range(40):
        delivering.deliver_due()
        now.shift(60)
    row = Delivery.objects.order_by("-attempts")[0]
    assert row.said == "unreachable"
    assert row.attempts > 1
    assert row.due_at > clock.now() - dt.timedelta(hours=1)


def test_nothing_waits_longer_than_a_day_for_a_mail_server_that_stays_away(
    cast: Cast, now: time_machine.Traveller, server: MailServer
) -> None:
    server.stop()
    planned(cast, now)
    delivering.deliver_due()
    now.shift(dt.timedelta(hours=23))
    delivering.deliver_due()
    assert not Delivery.objects.exclude(state=DeliveryState.WAITING).exists()
    now.shift(dt.timedelta(hours=2))
    delivering.deliver_due()
    assert set(Delivery.objects.values_list("state", "why")) == {(DeliveryState.FAILED, Why.TRIES)}
