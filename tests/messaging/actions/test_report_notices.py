"""A report is told outside the house to those who receive it, and nothing of what was reported."""

import datetime as dt
from typing import Any

import pytest
import time_machine

from messaging.actions import delivering, messages, notices, reports
from messaging.choices import (
    Channel,
    DeliveryState,
    NoticeClass,
    ReportOutcome,
    Subject,
    Timing,
    Why,
)
from messaging.models import Conversation, Delivery, Notice, NoticeWish
from schools.models import Person
from tests.cast import Cast
from tests.messaging import conversations as made
from tests.messaging.channels.smtp_server import mail_server

MORNING = dt.datetime(2026, 11, 25, 9, 30, tzinfo=dt.UTC)
THEN = dt.timedelta(seconds=31)

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]


@pytest.fixture
def thread(cast: Cast) -> Conversation:
    return made.class_thread(cast)


def told() -> set[Person | None]:
    rows = Notice.objects.filter(subject=Subject.REPORT).select_related("person")
    people = [row.person for row in rows]
    assert len(people) == len({*people})
    return {*people}


def name(cast: Cast, *names: str) -> None:
    for one in names:
        reports.name_receiver(actor=cast.fresh("sissel"), school=cast.lade, person=cast.people[one])


def test_the_named_are_told_and_otherwise_the_leaders(cast: Cast, thread: Conversation) -> None:
    made.report(cast, thread)
    assert told() == {cast.sissel}
    Notice.objects.filter(subject=Subject.REPORT).delete()
    name(cast, "odd")
    made.report(cast, thread, "mona")
    assert told() == {cast.odd}


def test_it_says_that_one_waits_and_nothing_of_it(
    cast: Cast, thread: Conversation, settings: Any
) -> None:
    with mail_server(settings) as server:
        with time_machine.travel(MORNING, tick=False) as now:
            name(cast, "odd")
            made.report(cast, thread)
            Notice.objects.filter(subject="").delete()
            now.shift(THEN)
            notices.expand_waiting()
            delivering.deliver_due()
        [mail] = server.taken
    assert mail["To"].startswith("odd@")
    assert mail["Reply-To"] is None
    words = mail["Subject"] + "".join(part.get_content() for part in mail.iter_parts())
    assert "/meldinger/meldt/" in words
    for said in ("Husk", "Kari", "Tone", "Nora", str(thread.uuid), thread.title):
        assert said not in words
    row = Notice.objects.get(subject=Subject.REPORT)
    assert row.notice_class == NoticeClass.SCHOOL


def test_while_one_waits_another_report_is_not_told_again(cast: Cast, thread: Conversation) -> None:
    first = made.report(cast, thread)
    made.report(cast, thread, "mona")
    made.report(cast, thread)
    assert told() == {cast.sissel}
    reports.handle_report(
        actor=cast.fresh("sissel"), report=first, outcome=ReportOutcome.TALKED, note=""
    )
    made.report(cast, thread, "ola")
    assert Notice.objects.filter(subject=Subject.REPORT).count() == 2


def delivered(cast: Cast, happens: Any) -> Delivery:
    with time_machine.travel(MORNING, tick=False) as now:
        thread = made.class_thread(cast)
        report = made.report(cast, thread)
        Notice.objects.filter(subject="").delete()
        notices.expand_waiting()
        happens(cast, report)
        now.shift(THEN)
        delivering.deliver_due()
    return Delivery.objects.get(notice__subject=Subject.REPORT, channel=Channel.EMAIL)


def _handled(cast: Cast, report: Any) -> None:
    sissel = cast.fresh("sissel")
    reports.handle_report(actor=sissel, report=report, outcome=ReportOutcome.TALKED, note="")


def _unwanted(cast: Cast, _report: Any) -> None:
    NoticeWish.objects.create(
        person=cast.sissel,
        notice_class=NoticeClass.SCHOOL,
        channel=Channel.EMAIL,
        timing=Timing.OFF,
    )


@pytest.mark.parametrize(("happens", "why"), [(_handled, Why.NO_RIGHT), (_unwanted, Why.OFF)])
def test_what_was_handled_or_is_not_wanted_is_not_told(
    cast: Cast, settings: Any, happens: Any, why: Why
) -> None:
    with mail_server(settings):
        row = delivered(cast, happens)
    assert (row.state, row.why) == (DeliveryState.DROPPED, why)


def test_what_its_writer_withdrew_is_told_all_the_same(cast: Cast, settings: Any) -> None:
    def withdrawn(cast: Cast, report: Any) -> None:
        messages.withdraw_message(actor=cast.fresh("tone"), message=report.message)

    with mail_server(settings):
        assert delivered(cast, withdrawn).state == DeliveryState.SENT
