"""From draft to delivery; the server's clock decides."""

import datetime as dt
import threading
import uuid

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from cms.actions.assignments import AssignmentText, create_assignment
from cms.actions.feedback import publish_feedback, reopen, save_feedback
from cms.actions.hand_ins import MAX_FILES, hand_in, remove_draft_file, save_draft
from cms.models import Assignment, HandIn
from cms.policies import UPLOAD_GRACE
from cms.queries.hand_ins import children_work, pupil_work
from schools import clock
from schools.exceptions import Conflict, InvalidInput, NotAllowed, NotVisible
from schools.models import PrivateFile
from schools.visibility import visible_files
from tests.cast import Cast, build_cast
from tests.cms.conftest import published_assignment

SECOND = dt.timedelta(seconds=1)


def _file(name: str = "tekst.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"Det var en gang")


def _work(cast: Cast, assignment: Assignment, text: str = "Ferdig") -> HandIn:
    return hand_in(actor=cast.nora, assignment=assignment, text=text)


def test_draft_is_seen_by_the_pupil_alone(cast: Cast, assignment: Assignment) -> None:
    row = save_draft(actor=cast.nora, assignment=assignment, text="Hemmelig", uploads=[_file()])
    file = row.files.get().file
    assert visible_files(cast.nora).filter(pk=file.pk).exists()
    assert not visible_files(cast.tone).filter(pk=file.pk).exists()
    assert not visible_files(cast.kari).filter(pk=file.pk).exists()
    assert not pupil_work(cast.tone, assignment, cast.nora).attempts
    assert children_work(cast.kari, assignment)[0].state == "not_started"


def test_delivery_with_file_reaches_teacher_and_home(cast: Cast, assignment: Assignment) -> None:
    row = hand_in(actor=cast.nora, assignment=assignment, text="Ferdig", uploads=[_file()])
    file = row.files.get().file
    assert row.state == "handed_in"
    assert not row.is_late
    for name in ("nora", "tone", "kari", "ola"):
        assert visible_files(cast.people[name]).filter(pk=file.pk).exists(), name
    for name in ("jonas", "mona", "geir", "inger", "odd", "sissel", "torleif", "marit"):
        assert not visible_files(cast.people[name]).filter(pk=file.pk).exists(), name


def test_empty_delivery_is_refused(cast: Cast, assignment: Assignment) -> None:
    with pytest.raises(InvalidInput):
        _work(cast, assignment, "  ")


@pytest.mark.parametrize(
    ("after", "accepted"),
    [(-SECOND, True), (UPLOAD_GRACE - SECOND, True), (UPLOAD_GRACE + SECOND, False)],
)
def test_deadline_is_the_servers(
    cast: Cast, assignment: Assignment, after: dt.timedelta, accepted: bool
) -> None:
    with time_machine.travel(assignment.due_at + after, tick=False):
        if accepted:
            assert not _work(cast, assignment).is_late
            return
        with pytest.raises(Conflict):
            _work(cast, assignment, "Nesten i tide")
    row = HandIn.objects.get(pupil=cast.nora)
    assert (row.state, row.text) == ("draft", "Nesten i tide")


def test_late_work_is_taken_and_marked_when_the_assignment_says_so(
    cast: Cast, assignment: Assignment
) -> None:
    assignment.accepts_late = True
    assignment.save()
    with time_machine.travel(assignment.due_at + UPLOAD_GRACE + SECOND, tick=False):
        assert _work(cast, assignment).is_late


def test_extra_time_opens_for_one_pupil_only(cast: Cast, assignment: Assignment) -> None:
    until = assignment.due_at + dt.timedelta(days=2)
    reopen(actor=cast.tone, assignment=assignment, pupil=cast.nora, until=until)
    with time_machine.travel(assignment.due_at + dt.timedelta(days=1), tick=False):
        assert not _work(cast, assignment).is_late
        with pytest.raises(Conflict):
            hand_in(actor=cast.jonas, assignment=assignment, text="Jeg også")


def test_returned_work_can_be_handed_in_again_and_is_not_late(
    cast: Cast, assignment: Assignment
) -> None:
    _work(cast, assignment)
    save_feedback(
        actor=cast.tone,
        assignment=assignment,
        pupil=cast.nora,
        text="Skriv mer",
        outcome="returned",
    )
    publish_feedback(actor=cast.tone, assignment=assignment, pupil=cast.nora)
    with time_machine.travel(assignment.due_at + dt.timedelta(days=1), tick=False):
        row = _work(cast, assignment, "Mer")
    assert not row.is_late
    assert [attempt.text for attempt in row.attempts.all()] == ["Ferdig", "Mer"]


def test_file_taken_out_after_delivery_stays_with_the_delivery(
    cast: Cast, assignment: Assignment
) -> None:
    row = hand_in(actor=cast.nora, assignment=assignment, text="Ferdig", uploads=[_file()])
    key = str(row.files.get().file.uuid)
    remove_draft_file(actor=cast.nora, assignment=assignment, file_uuid=key)
    _work(cast, assignment, "Uten fil")
    first, second = row.attempts.all()
    assert first.files.count() == 1
    assert second.files.count() == 0


def test_too_many_files_leave_nothing_behind(cast: Cast, assignment: Assignment) -> None:
    uploads = [_file(f"{number}.txt") for number in range(MAX_FILES + 1)]
    with pytest.raises(InvalidInput):
        save_draft(actor=cast.nora, assignment=assignment, text="", uploads=uploads)
    assert not HandIn.objects.get_or_create(assignment=assignment, pupil=cast.nora)[0].files.count()


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "//x.test", "hei"])
def test_link_that_is_no_web_address_is_refused(
    cast: Cast, assignment: Assignment, link: str
) -> None:
    with pytest.raises(InvalidInput):
        save_draft(actor=cast.nora, assignment=assignment, text="", link=link)


def test_unpublished_assignment_does_not_exist_for_pupils(cast: Cast) -> None:
    text = AssignmentText(title="Prøve", due_at=clock.now() + dt.timedelta(hours=1))
    row = create_assignment(actor=cast.tone, group=cast.class_6a, text=text)
    with pytest.raises(NotVisible):
        _work(cast, row)


@pytest.mark.parametrize("name", ["kari", "tone", "sissel"])
def test_only_pupils_hand_in(cast: Cast, assignment: Assignment, name: str) -> None:
    with pytest.raises(NotAllowed):
        hand_in(actor=cast.people[name], assignment=assignment, text="Ferdig")


def test_same_delivery_twice_is_one(cast: Cast, assignment: Assignment) -> None:
    row = _work(cast, assignment)
    assert _work(cast, assignment) == row
    assert row.attempts.count() == 1
    _work(cast, assignment, "Bedre")
    assert row.attempts.count() == 2


def test_same_delivery_after_it_was_sent_back_counts(cast: Cast, assignment: Assignment) -> None:
    row = _work(cast, assignment)
    marked = {"actor": cast.tone, "assignment": assignment, "pupil": cast.nora}
    save_feedback(**marked, text="Les en gang til", outcome="returned")
    publish_feedback(**marked)
    _work(cast, assignment)
    assert row.attempts.count() == 2


def _send(cast: Cast, assignment: Assignment, token: uuid.UUID, content: bytes = b"Tur") -> HandIn:
    return hand_in(
        actor=cast.fresh("nora"),
        assignment=assignment,
        text="Ferdig",
        uploads=[SimpleUploadedFile("tekst.txt", content)],
        client_token=token,
    )


def test_a_retry_with_its_upload_is_the_delivery_already_made(
    cast: Cast, assignment: Assignment
) -> None:
    token = uuid.uuid4()
    row = _send(cast, assignment, token)
    assert _send(cast, assignment, token) == row
    assert row.attempts.count() == row.files.count() == PrivateFile.objects.count() == 1


def test_a_retry_after_the_time_is_over_is_not_refused(cast: Cast, assignment: Assignment) -> None:
    token = uuid.uuid4()
    row = _send(cast, assignment, token)
    with time_machine.travel(assignment.due_at + UPLOAD_GRACE + SECOND, tick=False):
        assert _send(cast, assignment, token) == row
    assert row.attempts.count() == 1


def test_other_work_from_a_page_one_went_back_to_is_not_lost(
    cast: Cast, assignment: Assignment
) -> None:
    token = uuid.uuid4()
    row = _send(cast, assignment, token)
    _send(cast, assignment, token, b"Fjelltur")
    assert row.attempts.count() == 2


@pytest.mark.both_databases
def test_a_hand_in_sent_many_times_at_once_is_one(committed_db: None) -> None:
    cast = build_cast()
    assignment, token = published_assignment(cast), uuid.uuid4()
    start = threading.Barrier(4)

    def send() -> None:
        start.wait(30)
        _send(cast, assignment, token)
        connection.close()

    threads = [threading.Thread(target=send) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    row = HandIn.objects.get()
    assert row.attempts.count() == row.files.count() == PrivateFile.objects.count() == 1
