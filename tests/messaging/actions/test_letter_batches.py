"""Letters into a file to print: rights asked again, nothing printed twice, nothing lost."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from config.celery import app
from messaging.actions import letter_batches, messages, reading, sensitive
from messaging.choices import BatchState, LetterEnd
from messaging.models import Conversation, HomeLetter, LetterBatch
from messaging.queries import letters as known
from schools import clock
from schools.choices import Protection
from schools.exceptions import Conflict, InvalidInput, NotVisible
from schools.models import Guardianship, Membership, Person, PrivateFile
from schools.queries.files import visible_file
from tests import pdf_text
from tests.cast import Cast
from tests.messaging import conversations as made
from tests.messaging import letters as paper

NOON = dt.datetime(2026, 11, 25, 12, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def now() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def thread(cast: Cast) -> Conversation:
    return made.announcement(cast)


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """However few there are, the worker makes them; nobody works here but the test."""
    monkeypatch.setattr(letter_batches, "AT_ONCE", 0)


@pytest.fixture
def eager() -> Iterator[None]:
    """The worker does at once what it is asked for."""
    app.conf.update(task_always_eager=True)
    yield
    app.conf.update(task_always_eager=False)


def names_in(batch: LetterBatch) -> list[str]:
    every = ("Kari Hansen", "Erik Hansen", "Ola Nilsen", "Mona Berg", "Ivar Berg")
    texts = pdf_text.pages(paper.content(batch))
    return [next(name for name in every if name in text) for text in texts]


def test_a_few_letters_are_made_at_once_each_on_its_sheet(cast: Cast, thread: Conversation) -> None:
    paper.write(cast, thread)
    batch = paper.file(cast)
    assert (batch.state, batch.made, batch.total) == (BatchState.READY, 5, 5)
    rows = known.one_batch(cast.fresh("tone"), batch.uuid).rows
    assert names_in(batch) == [row.letter.guardian.get_full_name() for row in rows]
    assert {row.class_name for row in rows} == {"6A"}
    assert paper.content(batch).startswith(b"%PDF-1.7")


def test_many_are_made_by_the_worker(cast: Cast, thread: Conversation, later: None) -> None:
    paper.write(cast, thread)
    batch = paper.file(cast)
    assert (batch.state, batch.file) == (BatchState.WAITING, None)
    tone = cast.fresh("tone")
    with pytest.raises(Conflict):
        letter_batches.mark_printed(actor=tone, batch=batch)
    letter_batches.make_file(batch_id=batch.pk)
    batch.refresh_from_db()
    assert (batch.state, batch.made) == (BatchState.READY, 5)
    first = batch.file
    letter_batches.make_file(batch_id=batch.pk)  # a task may come twice
    batch.refresh_from_db()
    assert batch.file == first


def test_what_is_in_one_file_is_in_no_other(cast: Cast, thread: Conversation) -> None:
    paper.write(cast, thread)
    paper.file(cast)
    with pytest.raises(InvalidInput):
        paper.file(cast, "sissel")


def test_only_staff_ask_for_files(cast: Cast, thread: Conversation) -> None:
    paper.write(cast, thread)
    with pytest.raises(NotVisible):
        paper.file(cast, "kari")
    with pytest.raises(InvalidInput):
        paper.file(cast, "odd")  # staff, with nothing to print


def _gone(cast: Cast, thread: Conversation, why: str) -> None:
    hansen = Guardianship.objects.filter(household_key="hansen")
    if why == "removed":
        hansen.update(ends=clock.today())
    elif why == "closed":
        Person.objects.filter(pk__in=hansen.values("guardian")).update(is_active=False)
    elif why == "read":
        reading.mark_read(actor=cast.fresh("erik"), conversation=thread, seq=1)
    elif why == "confirmed":
        reading.confirm(actor=cast.fresh("kari"), message=thread.messages.get())
    elif why == "moved":
        Membership.objects.filter(person=cast.nora).update(group=cast.class_6b)
    elif why == "protected":
        Person.objects.filter(pk=cast.nora.pk).update(protection=Protection.STRICT)
    else:
        messages.withdraw_message(actor=cast.fresh("tone"), message=thread.messages.get())


WHYS = ["removed", "closed", "read", "confirmed", "moved", "protected", "withdrawn"]


@pytest.mark.parametrize("why", WHYS)
def test_rights_are_asked_again_when_the_paper_is_made(
    cast: Cast, thread: Conversation, later: None, why: str
) -> None:
    paper.write(cast, thread)
    batch = paper.file(cast)
    _gone(cast, thread, why)
    letter_batches.make_file(batch_id=batch.pk)
    batch.refresh_from_db()
    gone = HomeLetter.objects.filter(home_key="hansen")
    # what only the one who asked may not print any more waits for the named staff
    outcome = "" if why == "protected" else LetterEnd.CLOSED
    assert {(row.batch, row.outcome) for row in gone} == {(None, outcome)}
    if why == "withdrawn":
        assert (batch.state, batch.file, batch.total) == (BatchState.READY, None, 0)
    else:
        assert not {"Kari Hansen", "Erik Hansen"} & {*names_in(batch)}
        assert "Mona Berg" in names_in(batch)


def test_printed_is_said_once_and_by_whom(
    cast: Cast, thread: Conversation, now: time_machine.Traveller
) -> None:
    paper.write(cast, thread)
    tone, batch = cast.fresh("tone"), paper.file(cast)
    letter_batches.mark_printed(actor=tone, batch=batch)
    now.shift(60)
    letter_batches.mark_printed(actor=tone, batch=batch)
    letter = paper.letter(cast)
    assert (letter.printed_by, letter.printed_at) == (tone, NOON)
    assert [row.letter.guardian for row in known.letters_page(tone).out if row.letter == letter]
    with pytest.raises(Conflict):
        letter_batches.put_back(actor=tone, batch=batch)


def test_what_was_not_printed_is_put_back_and_its_file_is_gone(
    cast: Cast, thread: Conversation, django_capture_on_commit_callbacks: Any
) -> None:
    paper.write(cast, thread)
    tone, batch = cast.fresh("tone"), paper.file(cast)
    with django_capture_on_commit_callbacks(execute=True):
        letter_batches.put_back(actor=tone, batch=batch)
    assert known.to_print(tone).count() == 5
    assert not PrivateFile.objects.exists()
    with pytest.raises(Conflict):
        letter_batches.mark_printed(actor=tone, batch=batch)


def test_a_file_is_for_the_one_who_asked_while_they_may_see_all_in_it(
    cast: Cast, thread: Conversation
) -> None:
    paper.write(cast, thread)
    batch = paper.file(cast)
    assert batch.file is not None
    key = batch.file.uuid
    assert visible_file(cast.fresh("tone"), key) == batch.file
    for name in ("sissel", "kari", "arne"):
        with pytest.raises(NotVisible):
            visible_file(cast.fresh(name), key)
        with pytest.raises(NotVisible):
            letter_batches.mark_printed(actor=cast.fresh(name), batch=batch)
    Person.objects.filter(pk=cast.jonas.pk).update(protection=Protection.STRICT)
    with pytest.raises(NotVisible):
        visible_file(cast.fresh("tone"), key)


def test_what_is_withdrawn_is_in_no_file_and_the_others_wait_again(
    cast: Cast, thread: Conversation, django_capture_on_commit_callbacks: Any
) -> None:
    paper.write(cast, thread)
    other = made.announcement(cast)
    paper.write(cast, other)
    letter_batches.make_file(batch_id=paper.file(cast).pk)
    with django_capture_on_commit_callbacks(execute=True):
        messages.withdraw_message(actor=cast.fresh("tone"), message=thread.messages.get())
    assert not PrivateFile.objects.exists()
    batch = LetterBatch.objects.get()
    assert (batch.state, batch.file) == (BatchState.FAILED, None)
    assert {row.message for row in known.to_print(cast.fresh("tone"))} == {other.messages.get()}


def test_what_has_become_sensitive_is_in_no_file_until_it_is_made_anew(
    cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    home = next(one for one in made.home_threads(cast) if one.home_key == "hansen")
    paper.write(cast, home)
    batch = paper.file(cast)
    assert batch.file is not None
    with django_capture_on_commit_callbacks(execute=True):
        sensitive.mark_sensitive(actor=cast.fresh("tone"), conversation=home)
    batch.refresh_from_db()
    assert (batch.state, batch.file, PrivateFile.objects.exists()) == (
        BatchState.FAILED,
        None,
        False,
    )
    anew = paper.file(cast)
    text = " ".join(pdf_text.pages(paper.content(anew)))
    assert home.messages.get().text not in text


def test_a_fault_leaves_the_letters_waiting_and_tells(
    cast: Cast, thread: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper.write(cast, thread)

    def broken(*args: object) -> bytes:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(letter_batches, "_pdf", broken)
    batch = paper.file(cast)
    assert (batch.state, batch.file) == (BatchState.FAILED, None)
    assert known.to_print(cast.fresh("tone")).count() == 5


def test_a_lost_task_is_asked_for_again_and_one_under_way_is_left(
    cast: Cast, thread: Conversation, later: None, eager: None
) -> None:
    paper.write(cast, thread)
    LetterBatch.objects.create(requested_by=cast.tone, created_at=NOON, total=5)
    batch = LetterBatch.objects.get()
    HomeLetter.objects.update(batch=batch)
    LetterBatch.objects.update(begun_at=clock.now())
    letter_batches.sweep()
    letter_batches.make_file(batch_id=batch.pk)  # somebody is at it
    batch.refresh_from_db()
    assert batch.state == BatchState.WAITING
    LetterBatch.objects.update(begun_at=clock.now() - dt.timedelta(minutes=6))
    letter_batches.sweep()
    batch.refresh_from_db()
    assert (batch.state, batch.made) == (BatchState.READY, 5)


@pytest.mark.parametrize("is_printed", [True, False])
def test_after_a_day_the_file_is_gone_and_what_was_not_printed_waits(
    cast: Cast, thread: Conversation, now: time_machine.Traveller, is_printed: bool
) -> None:
    paper.write(cast, thread)
    tone, batch = cast.fresh("tone"), paper.file(cast)
    if is_printed:
        letter_batches.mark_printed(actor=tone, batch=batch)
    letter_batches.sweep()
    assert PrivateFile.objects.exists()
    now.shift(dt.timedelta(hours=25))
    letter_batches.sweep()
    assert not PrivateFile.objects.exists()
    assert known.to_print(cast.fresh("tone")).count() == (0 if is_printed else 5)


def test_of_two_workers_the_first_to_finish_is_kept(
    cast: Cast, thread: Conversation, later: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper.write(cast, thread)
    batch = paper.file(cast)
    sound = letter_batches._pdf

    def overtaken(*args: Any) -> bytes:
        LetterBatch.objects.update(state=BatchState.READY)
        return sound(*args)

    monkeypatch.setattr(letter_batches, "_pdf", overtaken)
    letter_batches.make_file(batch_id=batch.pk)
    assert not PrivateFile.objects.exists()
