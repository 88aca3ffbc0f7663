"""Who receives a reported message, and its files."""

import datetime as dt
import uuid
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from messaging import targets
from messaging.actions import announcing, covers, messages, reports
from messaging.actions.attaching import Cover
from messaging.choices import Part, ReportOutcome, ReportReason
from messaging.models import Conversation, Message, MessageReport, ReportReceiver
from messaging.queries import reports as asking
from messaging.visibility import report_viewers, visible_reports
from schools import clock
from schools.actions.files import store_all
from schools.choices import Access, Responsibility
from schools.exceptions import NotVisible
from schools.models import Guardianship, Person, Position, PrivateFile
from schools.visibility import file_viewers, visible_files
from tests.cast import Cast
from tests.messaging import conversations as made


@pytest.fixture
def report(cast: Cast) -> MessageReport:
    """Kari reports what Tone wrote to the guardians of 6A."""
    return made.report(cast, made.class_thread(cast))


def _receivers(cast: Cast, report: MessageReport) -> set[str]:
    """The same people in both directions."""
    there = {person.username for person in report_viewers(report)}
    back = {name for name in cast.people if report in visible_reports(cast.fresh(name))}
    assert there == back
    return there


def _name(cast: Cast, *names: str) -> None:
    for name in names:
        reports.name_receiver(
            actor=cast.fresh("sissel"), school=cast.lade, person=cast.people[name]
        )


def _is_guardian(cast: Cast, guardian: str, pupil: str) -> None:
    Guardianship.objects.create(
        guardian=cast.people[guardian],
        pupil=cast.people[pupil],
        responsibility=Responsibility.FULL,
        access=Access.FULL,
    )


def test_leaders_receive_it_while_nobody_is_named(cast: Cast, report: MessageReport) -> None:
    assert _receivers(cast, report) == {"sissel"}


def test_the_office_receives_it_without_leaders(cast: Cast, report: MessageReport) -> None:
    Position.objects.filter(person=cast.sissel).delete()
    assert _receivers(cast, report) == {"hanne"}


def test_named_staff_alone_receive_it(cast: Cast, report: MessageReport) -> None:
    _name(cast, "odd", "ida")
    assert _receivers(cast, report) == {"odd", "ida"}


def test_the_author_does_not_receive_it_though_named(cast: Cast, report: MessageReport) -> None:
    _name(cast, "tone", "odd")
    assert _receivers(cast, report) == {"odd"}


def test_when_the_author_alone_is_named_the_leaders_receive_it(
    cast: Cast, report: MessageReport
) -> None:
    _name(cast, "tone")
    assert _receivers(cast, report) == {"sissel"}


def test_who_was_named_and_works_there_no_more_receives_nothing(
    cast: Cast, report: MessageReport
) -> None:
    _name(cast, "odd")
    Position.objects.filter(person=cast.odd).update(ends=clock.today())
    assert _receivers(cast, report) == {"sissel"}


def test_whose_time_as_receiver_is_over_receives_nothing(cast: Cast, report: MessageReport) -> None:
    _name(cast, "odd")
    ReportReceiver.objects.update(starts=clock.today() - dt.timedelta(days=9), ends=clock.today())
    assert _receivers(cast, report) == {"sissel"}


@pytest.mark.parametrize("reporter", ["nora", "jonas"])
def test_a_guardian_of_the_pupil_who_reports_is_left_out(cast: Cast, reporter: str) -> None:
    _is_guardian(cast, "odd", "nora")
    _name(cast, "odd", "ida")
    found = made.report(cast, made.announcement(cast), reporter)
    assert _receivers(cast, found) == ({"ida"} if reporter == "nora" else {"odd", "ida"})


def test_a_guardian_of_the_pupil_who_wrote_is_left_out(cast: Cast) -> None:
    thread = made.class_thread(cast)
    message = thread.messages.get()
    Message.objects.filter(pk=message.pk).update(author=cast.nora)
    _is_guardian(cast, "odd", "nora")
    _name(cast, "odd", "ida")
    assert _receivers(cast, made.report(cast, thread)) == {"ida"}


def test_receivers_open_the_files_also_when_they_are_withdrawn(cast: Cast) -> None:
    thread = made.home_threads(cast)[0]
    (file,) = store_all(actor=cast.fresh("tone"), uploads=[SimpleUploadedFile("plan.txt", b"Hei")])
    message = messages.post_message(
        actor=cast.fresh("tone"),
        conversation=thread,
        body="Se her",
        client_token=uuid.uuid4(),
        file_uuids=[str(file.uuid)],
    )
    file.refresh_from_db()
    reporter = "kari" if thread.home_key == "hansen" else "ola"
    assert not visible_files(cast.fresh("sissel")).exists()
    reports.report_message(actor=cast.fresh(reporter), message=message, reason=ReportReason.OTHER)
    messages.withdraw_message(actor=cast.fresh("tone"), message=message)
    assert file in visible_files(cast.fresh("sissel"))
    assert {person.username for person in file_viewers(file)} == {"sissel"}


def _cover(cast: Cast, alt: str = "Jonas som gråter") -> Cover:
    return covers.store_cover(
        actor=cast.fresh("tone"), upload=made.picture(), alt=alt, is_decoration=False
    )


@pytest.fixture
def pictured(cast: Cast) -> Message:
    """Tone announces to the guardians of 6A, under a picture."""
    one = announcing.announce(
        actor=cast.fresh("tone"),
        to=[targets.of_group(cast.class_6a.pk, Part.GUARDIANS)],
        draft=made.draft().with_cover(_cover(cast)),
    )
    return one.messages.select_related("conversation", "author").get()


def _change(cast: Cast, message: Message) -> None:
    covers.change_cover(actor=cast.fresh("tone"), message=message, cover=_cover(cast, "Et vann"))


def _take_away(cast: Cast, message: Message) -> None:
    covers.remove_cover(actor=cast.fresh("tone"), message=message)


@pytest.mark.parametrize("hide", [_change, _take_away])
@pytest.mark.parametrize("is_handled", [False, True])
def test_reported_picture_stays_for_receivers_alone(
    cast: Cast, pictured: Message, hide: Callable[[Cast, Message], None], is_handled: bool
) -> None:
    report, file = made.report(cast, pictured.conversation), PrivateFile.objects.get()
    if is_handled:
        reports.handle_report(
            actor=cast.fresh("sissel"), report=report, outcome=ReportOutcome.TALKED
        )
    hide(cast, pictured)
    file.refresh_from_db()
    assert {name for name in cast.people if file in visible_files(cast.fresh(name))} == {"sissel"}
    assert {person.username for person in file_viewers(file)} == {"sissel"}
    page = asking.report(cast.fresh("sissel"), report.uuid)
    assert [one.uuid for one in page.files] == [file.uuid]
    assert (page.report.cover_alt, page.has_changed) == ("Jonas som gråter", True)


def test_each_report_shows_the_picture_it_was_about(cast: Cast, pictured: Message) -> None:
    first = made.report(cast, pictured.conversation)
    _change(cast, pictured)
    second = made.report(cast, pictured.conversation, "mona")
    _take_away(cast, pictured)
    pages = [asking.report(cast.fresh("sissel"), one.uuid) for one in (first, second)]
    assert [page.report.cover_alt for page in pages] == ["Jonas som gråter", "Et vann"]
    assert pages[0].files != pages[1].files
    assert PrivateFile.objects.count() == 2


def test_picture_put_after_the_report_is_not_kept(cast: Cast, pictured: Message) -> None:
    made.report(cast, pictured.conversation)
    _change(cast, pictured)
    _take_away(cast, pictured)
    assert PrivateFile.objects.count() == 1


def test_words_for_a_reported_picture_stay_as_they_were(cast: Cast, pictured: Message) -> None:
    report = made.report(cast, pictured.conversation)
    assert not asking.report(cast.fresh("sissel"), report.uuid).has_changed
    covers.change_cover(actor=cast.fresh("tone"), message=pictured, cover=Cover("", "Et fjell"))
    page = asking.report(cast.fresh("sissel"), report.uuid)
    assert (page.report.cover_alt, page.has_changed) == ("Jonas som gråter", True)


def test_page_of_a_report_shows_the_picture_that_is_gone(
    cast: Cast, pictured: Message, sign_in: Callable[[Person], Client]
) -> None:
    report, file = made.report(cast, pictured.conversation), PrivateFile.objects.get()
    _take_away(cast, pictured)
    page = sign_in(cast.fresh("sissel")).get(f"/meldinger/meldt/{report.uuid}/").text
    assert f"/filer/{file.uuid}/" in page
    assert "Jonas som gråter" in page
    assert "Den som skrev meldingen, har endret den etterpå." in page


def test_the_messages_around_are_those_the_reporter_reads(
    cast: Cast, report: MessageReport
) -> None:
    thread = report.message.conversation
    for body in ("en", "to", "tre"):
        _post(cast, thread, body)
    page = asking.report(cast.fresh("sissel"), report.uuid)
    assert [card.text for card in page.after] == ["en", "to"]
    assert page.before == ()
    with pytest.raises(NotVisible):
        asking.report(cast.fresh("tone"), report.uuid)


def test_the_guardian_of_a_protected_child_is_not_named_as_reporter(cast: Cast) -> None:
    found = made.report(cast, made.class_thread(cast), "leila")
    assert "Leila" not in asking.report(cast.fresh("sissel"), found.uuid).reporter


def test_the_list_costs_the_same_for_many(
    cast: Cast, report: MessageReport, django_assert_num_queries: object
) -> None:
    for name in ("mona", "erik"):
        made.report(cast, report.message.conversation, name)
    leader = cast.fresh("sissel")
    with django_assert_num_queries(3):  # type: ignore[operator]
        waiting, handled = asking.lines(leader)
    assert (len(waiting), len(handled)) == (3, 0)


def _post(cast: Cast, thread: Conversation, body: str) -> None:
    messages.post_message(
        actor=cast.fresh("mona"), conversation=thread, body=body, client_token=uuid.uuid4()
    )
