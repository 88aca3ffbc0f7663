"""What came back on paper: one answer of the guardian's, told to them, and the letter is over."""

import uuid
from typing import Any

import pytest

from messaging.actions import letter_replies, reading
from messaging.choices import ClosedBy, Instead, LetterEnd, Source, Subject
from messaging.models import (
    Confirmation,
    Conversation,
    HomeClosed,
    HomeLetter,
    Message,
    Notice,
    RecordedConfirmation,
)
from messaging.queries import reach
from schools import clock
from schools.exceptions import Conflict, InvalidInput, NotAllowed, NotVisible
from schools.models import Guardianship
from tests.cast import Cast
from tests.messaging import conversations as made
from tests.messaging import letters as paper


@pytest.fixture
def letter(cast: Cast) -> HomeLetter:
    """To Kari, about an announcement that asks for a confirmation."""
    return paper.to_kari(cast, made.announcement(cast))


@pytest.fixture
def at_home(cast: Cast) -> HomeLetter:
    """To Kari, about a message in the thread with her home."""
    thread = next(home for home in made.home_threads(cast) if home.home_key == "hansen")
    return paper.to_kari(cast, thread)


def confirm(cast: Cast, letter: HomeLetter, name: str = "tone") -> None:
    letter_replies.record_paper_confirmation(
        actor=cast.fresh(name), letter=letter, instead=Instead.NOT_USED
    )


def answer(cast: Cast, letter: HomeLetter, body: str = "Ja, onsdag", name: str = "tone") -> None:
    letter_replies.record_paper_answer(
        actor=cast.fresh(name),
        letter=letter,
        body=body,
        instead=Instead.NOT_USED,
        client_token=uuid.uuid4(),
    )


def test_a_signed_sheet_is_a_confirmation_of_the_guardian(cast: Cast, letter: HomeLetter) -> None:
    confirm(cast, letter)
    letter.refresh_from_db()
    assert (letter.outcome, letter.done_by) == (LetterEnd.ANSWERED, cast.tone)
    assert letter.printed_at is not None  # it came back, so it was
    assert Confirmation.objects.get().person == cast.kari
    assert RecordedConfirmation.objects.get().source == Source.PAPER
    receipt = Notice.objects.get(subject=Subject.RECEIPT)
    assert receipt.person == cast.kari
    closed = HomeClosed.objects.get()
    assert (closed.home_key, closed.reason) == ("hansen", ClosedBy.PAPER)


def test_the_ledger_shows_the_answer_on_paper(cast: Cast, letter: HomeLetter) -> None:
    confirm(cast, letter)
    rows = reach.reach(cast.fresh("tone"), letter.message.conversation, with_told=True).homes
    [home] = [row for row in rows if row.home_key == "hansen"]
    words = [one.words for person, told in home.told_people if person == cast.kari for one in told]
    assert home.confirmed
    assert words == ["Brev: besvart på papir i dag"]


def test_what_was_written_on_the_sheet_is_a_message_of_the_guardian(
    cast: Cast, at_home: HomeLetter
) -> None:
    answer(cast, at_home)
    message = Message.objects.get(author=cast.kari)
    assert (message.body, message.recorded.recorded_by) == ("Ja, onsdag", cast.tone)
    at_home.refresh_from_db()
    assert at_home.outcome == LetterEnd.ANSWERED


@pytest.mark.parametrize("again", [confirm, answer])
def test_a_code_that_has_been_used_is_refused(cast: Cast, letter: HomeLetter, again: Any) -> None:
    confirm(cast, letter)
    with pytest.raises(Conflict):
        again(cast, letter)
    with pytest.raises(Conflict):
        letter_replies.record_return(actor=cast.fresh("tone"), letter=letter)
    assert Confirmation.objects.count() == 1


def test_who_has_confirmed_meanwhile_has_confirmed_once(cast: Cast, letter: HomeLetter) -> None:
    reading.confirm(actor=cast.fresh("kari"), message=letter.message)
    confirm(cast, letter)
    assert Confirmation.objects.count() == 1
    assert not RecordedConfirmation.objects.exists()
    letter.refresh_from_db()
    assert letter.outcome == LetterEnd.ANSWERED


def test_a_letter_that_came_back_leaves_the_home_as_far_away(
    cast: Cast, letter: HomeLetter
) -> None:
    letter_replies.record_return(actor=cast.fresh("tone"), letter=letter)
    letter.refresh_from_db()
    assert letter.outcome == LetterEnd.RETURNED
    assert not HomeClosed.objects.exists()
    rows = reach.reach(cast.fresh("tone"), letter.message.conversation, with_told=True).homes
    told = [each for row in rows for person, each in row.told_people if person == cast.kari]
    assert [(one.is_bad, one.words) for one in told[0]] == [(True, "Brev: kom i retur i dag")]


@pytest.mark.parametrize(("about", "record"), [("letter", confirm), ("at_home", answer)])
def test_nothing_is_recorded_for_whom_may_no_longer_read_it(
    cast: Cast, request: pytest.FixtureRequest, about: str, record: Any
) -> None:
    letter = request.getfixturevalue(about)
    Guardianship.objects.filter(guardian=cast.kari).update(ends=clock.today())
    with pytest.raises(InvalidInput):
        record(cast, letter)
    assert not HomeLetter.objects.exclude(outcome="").exists()


def test_an_answer_is_recorded_only_in_a_thread_with_the_home(
    cast: Cast, letter: HomeLetter
) -> None:
    with pytest.raises(NotAllowed):
        answer(cast, letter)
    letter.refresh_from_db()
    assert letter.done_at is None


def test_an_empty_answer_leaves_the_letter_as_it_was(cast: Cast, at_home: HomeLetter) -> None:
    with pytest.raises(InvalidInput):
        answer(cast, at_home, body=" ")
    at_home.refresh_from_db()
    assert at_home.done_at is None


@pytest.mark.parametrize("name", ["kari", "odd", "bjarne", "nora"])
def test_who_does_not_see_the_letter_records_nothing(
    cast: Cast, letter: HomeLetter, name: str
) -> None:
    with pytest.raises(NotVisible):
        confirm(cast, letter, name)


def test_a_confirmation_is_recorded_only_where_one_is_asked_for(
    cast: Cast, at_home: HomeLetter
) -> None:
    with pytest.raises(InvalidInput):
        confirm(cast, at_home)
    assert Conversation.objects.filter(pk=at_home.message.conversation_id).exists()
