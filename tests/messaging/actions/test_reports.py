"""Reporting a message, and what the school does about it."""

import pytest

from messaging.actions import messages, reports
from messaging.choices import ReportOutcome, ReportReason
from messaging.models import Conversation, MessageReport, ReportReceiver
from messaging.queries import cards, threads
from messaging.queries.search import find_messages
from schools import clock
from schools.choices import Role
from schools.exceptions import Conflict, InvalidInput, NotAllowed, NotVisible
from schools.models import AuditEntry
from tests.cast import Cast
from tests.messaging import conversations as made


@pytest.fixture
def thread(cast: Cast) -> Conversation:
    return made.class_thread(cast)


def test_the_text_is_kept_as_it_stood(cast: Cast, thread: Conversation) -> None:
    report, message = made.report(cast, thread), thread.messages.get()
    messages.edit_message(actor=cast.fresh("tone"), message=message, body="Annet")
    messages.withdraw_message(actor=cast.fresh("tone"), message=message)
    report.refresh_from_db()
    assert (report.body, report.words) == ("Husk matpakke", "Dette er ikke greit")
    assert AuditEntry.objects.filter(action="message.report").count() == 1


def test_reporting_twice_is_the_same_as_once(cast: Cast, thread: Conversation) -> None:
    first = made.report(cast, thread)
    assert made.report(cast, thread) == first
    assert MessageReport.objects.count() == 1


def test_who_does_not_read_it_and_who_wrote_it_do_not_report_it(
    cast: Cast, thread: Conversation
) -> None:
    with pytest.raises(NotVisible):
        made.report(cast, thread, "stian")
    with pytest.raises(NotAllowed):
        made.report(cast, thread, "tone")


def test_a_withdrawn_message_is_not_reported(cast: Cast, thread: Conversation) -> None:
    messages.withdraw_message(actor=cast.fresh("tone"), message=thread.messages.get())
    with pytest.raises(NotAllowed):
        made.report(cast, thread)


def test_too_many_words_are_refused(cast: Cast, thread: Conversation) -> None:
    with pytest.raises(InvalidInput) as refusal:
        reports.report_message(
            actor=cast.fresh("kari"),
            message=thread.messages.get(),
            reason=ReportReason.OTHER,
            words="å" * 2001,
        )
    assert refusal.value.field == "words"
    assert not MessageReport.objects.exists()


def test_the_reporter_alone_sees_that_it_is_received_and_handled(
    cast: Cast, thread: Conversation
) -> None:
    report = made.report(cast, thread)

    def seen(name: str) -> list[bool]:
        page = threads.thread(cast.fresh(name), thread.uuid, Role.GUARDIAN)
        return [row.handled for row in page.reported]

    assert (seen("kari"), seen("mona"), seen("tone")) == ([False], [], [])
    _handle(cast, report, ReportOutcome.TALKED)
    assert (seen("kari"), seen("mona"), seen("tone")) == ([True], [], [])


def test_a_removed_message_is_gone_for_readers_and_search(cast: Cast, thread: Conversation) -> None:
    report = made.report(cast, thread)
    _handle(cast, report, ReportOutcome.REMOVED)
    thread.refresh_from_db()
    card = cards.card(threads.message(cast.fresh("mona"), thread.uuid, report.message.uuid))
    assert (card.text, card.withdrawn, card.removed) == ("", True, True)
    assert thread.last_preview == ""
    assert find_messages(cast.fresh("mona"), "matpakke", 8) == []
    assert AuditEntry.objects.get(action="message.remove").actor == cast.sissel


def test_all_reports_of_a_message_are_handled_at_once_and_once(
    cast: Cast, thread: Conversation
) -> None:
    first, second = made.report(cast, thread), made.report(cast, thread, "mona")
    _handle(cast, first, ReportOutcome.TALKED)
    _handle(cast, second, ReportOutcome.TALKED)
    with pytest.raises(Conflict):
        _handle(cast, second, ReportOutcome.REMOVED)
    outcomes = MessageReport.objects.values_list("outcome", flat=True)
    assert list(outcomes) == ["talked", "talked"]
    assert thread.messages.get().withdrawn_at is None


def test_what_its_author_withdrew_is_not_removed_as_well(cast: Cast, thread: Conversation) -> None:
    report = made.report(cast, thread)
    messages.withdraw_message(actor=cast.fresh("tone"), message=thread.messages.get())
    _handle(cast, report, ReportOutcome.REMOVED)
    assert thread.messages.get().removed_at is None


@pytest.mark.parametrize("name", ["tone", "odd", "hanne", "kari", "bjarne", "marit", "nora"])
def test_who_does_not_receive_a_report_does_not_handle_it(
    cast: Cast, thread: Conversation, name: str
) -> None:
    report = made.report(cast, thread)
    with pytest.raises(NotVisible):
        reports.handle_report(
            actor=cast.fresh(name), report=report, outcome=ReportOutcome.NONE, note=""
        )


def test_a_note_too_long_is_refused(cast: Cast, thread: Conversation) -> None:
    report = made.report(cast, thread)
    with pytest.raises(InvalidInput):
        reports.handle_report(
            actor=cast.fresh("sissel"), report=report, outcome=ReportOutcome.NONE, note="å" * 2001
        )


def test_receivers_are_named_and_ended_by_leaders_and_office(cast: Cast) -> None:
    given = {"school": cast.lade, "person": cast.odd}
    for name in ("tone", "bjarne", "kari", "marit"):
        with pytest.raises(NotVisible):
            reports.name_receiver(actor=cast.fresh(name), **given)
        with pytest.raises(NotVisible):
            reports.end_receiver(actor=cast.fresh(name), **given)
    reports.name_receiver(actor=cast.fresh("sissel"), **given)
    reports.name_receiver(actor=cast.fresh("hanne"), **given)
    assert ReportReceiver.objects.get().starts == clock.today()
    reports.end_receiver(actor=cast.fresh("hanne"), **given)
    assert ReportReceiver.objects.get().ends == clock.today()


@pytest.mark.parametrize("name", ["tuva", "kari", "nora", "sverre", "gone"])
def test_only_staff_of_the_school_are_named(cast: Cast, name: str) -> None:
    with pytest.raises(InvalidInput):
        reports.name_receiver(
            actor=cast.fresh("sissel"), school=cast.lade, person=cast.people[name]
        )


def _handle(cast: Cast, report: MessageReport, outcome: ReportOutcome) -> None:
    reports.handle_report(actor=cast.fresh("sissel"), report=report, outcome=outcome)
