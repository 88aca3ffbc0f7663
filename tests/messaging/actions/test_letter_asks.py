"""What was ticked on a letter: recorded as it was asked, to the text that stood on the sheet."""

import datetime as dt
from typing import Any

import pytest
from django.utils import translation

from messaging.actions import ask_answers, ladder, letter_batches, letter_replies, letters, messages
from messaging.asking import Given, text_hash
from messaging.choices import (
    AskKind,
    BatchState,
    ClosedBy,
    Instead,
    LetterEnd,
    Per,
    Rung,
    Source,
    Subject,
)
from messaging.models import Ask, AskAnswer, HomeClosed, HomeLetter, LetterBatch, Message, Notice
from messaging.queries import letters as known
from messaging.queries.asks import Sums, sums_of
from schools import clock
from schools.choices import Access
from schools.exceptions import Conflict, InvalidInput, NotVisible
from schools.models import Guardianship, Person
from tests.cast import Cast
from tests.messaging import asks as made
from tests.messaging import letters as paper

_AGREES = made.picked()


def tick(cast: Cast, letter: HomeLetter, given: Given = _AGREES, name: str = "tone") -> None:
    letter_replies.record_paper_ask(
        actor=cast.fresh(name), letter=letter, given=given, instead=Instead.NOT_USED
    )


def refused(cast: Cast, letter: HomeLetter, given: Given = _AGREES) -> str:
    with pytest.raises(InvalidInput) as refusal, translation.override("en"):
        tick(cast, letter, given)
    assert not HomeLetter.objects.exclude(outcome="").exists()
    return str(refusal.value)


def sums(cast: Cast, ask: Ask) -> Sums:
    ask.refresh_from_db()
    return sums_of(cast.fresh("tone"), [ask])[ask.pk]


def change(cast: Cast, ask: Ask) -> None:
    message = Message.objects.get(pk=ask.message_id)
    messages.edit_message(actor=cast.fresh("tone"), message=message, body="Vi drar på båttur")


@pytest.fixture
def agree(cast: Cast) -> Ask:
    return made.asked(cast, made.asked_of(AskKind.AGREE))


def test_a_signed_sheet_is_an_agreement_of_the_home_to_the_text_on_it(
    cast: Cast, agree: Ask
) -> None:
    letter = paper.printed(cast, agree)
    assert letter.edition == 1
    tick(cast, letter)
    given = AskAnswer.objects.get()
    assert (given.person, given.pupil, given.home_key) == (cast.kari, cast.nora, "hansen")
    assert (given.source, given.recorded_by) == (Source.PAPER, cast.tone)
    assert (given.edition, given.text_hash) == (1, text_hash("Vi drar på tur"))
    assert sums(cast, agree).answers == 1
    assert Notice.objects.get(subject=Subject.RECEIPT).person == cast.kari
    assert HomeClosed.objects.get().reason == ClosedBy.PAPER
    letter.refresh_from_db()
    assert (letter.outcome, letter.done_by) == (LetterEnd.ANSWERED, cast.tone)


def test_of_a_home_the_sheet_that_came_last_counts(cast: Cast) -> None:
    ask = made.asked(cast, made.rsvp())
    first = paper.printed(cast, ask)
    tick(cast, first, made.coming(2, 1))
    tick(cast, paper.letter(cast, "erik"), made.coming(1))
    given = AskAnswer.objects.get()
    assert (given.person, given.adults, given.children) == (cast.erik, 1, 0)
    with pytest.raises(Conflict):
        tick(cast, first, made.coming(2))
    assert sums(cast, ask).adults == 1


def test_where_each_guardian_is_asked_each_sheet_counts(cast: Cast) -> None:
    ask = made.asked(cast, made.asked_of(AskKind.AGREE, per=Per.PERSON))
    first = paper.printed(cast, ask)
    tick(cast, first)
    tick(cast, paper.letter(cast, "erik"))
    assert set(AskAnswer.objects.values_list("person", "pupil")) == {
        (cast.kari.pk, None),
        (cast.erik.pk, None),
    }


def test_what_was_ticked_in_a_poll_counts_and_can_be_said_to_be_wrong(cast: Cast) -> None:
    ask = made.asked(cast, made.poll())
    tick(cast, paper.printed(cast, ask), made.picked(1))
    assert AskAnswer.objects.get().labels == ["Sjøen"]
    ask_answers.doubt_ask_answer(actor=cast.fresh("kari"), message=ask.message)
    assert AskAnswer.objects.get().doubted_at is not None


@pytest.mark.parametrize(
    ("asks", "given", "field"),
    [
        (made.rsvp(), made.coming(3), "adults"),
        (made.rsvp(), Given(), "coming"),
        (made.poll(), made.picked(0, 1), "picked"),
        (made.poll(), made.picked(), "picked"),
    ],
)
def test_what_cannot_be_answered_is_refused_and_the_letter_stays_open(
    cast: Cast, asks: Any, given: Given, field: str
) -> None:
    letter = paper.printed(cast, made.asked(cast, asks))
    with pytest.raises(InvalidInput) as refusal:
        tick(cast, letter, given)
    assert refusal.value.field == field
    letter.refresh_from_db()
    assert letter.done_at is None


def test_after_the_last_day_a_sheet_does_not_count(cast: Cast) -> None:
    ask = made.asked(cast, made.rsvp(closes_on=clock.today()))
    letter = paper.printed(cast, ask)
    with clock.set_to(clock.now() + dt.timedelta(days=1)):
        assert "The last day to answer was" in refused(cast, letter, made.coming(1))
    assert not AskAnswer.objects.exists()
    tick(cast, letter, made.coming(1))
    assert AskAnswer.objects.exists()


# --- the text was changed


def test_a_sheet_with_the_text_before_is_no_agreement_to_the_newer_one(
    cast: Cast, agree: Ask
) -> None:
    letter = paper.printed(cast, agree)
    change(cast, agree)
    said = refused(cast, letter, made.picked(edition=2))
    assert "The sheet has version 1, and version 2 is asked about" in said
    assert not AskAnswer.objects.exists()
    assert sums(cast, agree).answers == 0


def test_a_new_sheet_has_a_code_of_its_own_and_counts(cast: Cast, agree: Ask) -> None:
    old = paper.printed(cast, agree)
    change(cast, agree)
    letters.close_letter(actor=cast.fresh("tone"), letter=old)
    ladder.take_step_for_home(
        actor=cast.fresh("tone"),
        conversation=agree.conversation,
        rung=Rung.LETTER,
        pupil=cast.nora.uuid,
        home_key="hansen",
    )
    paper.file(cast)
    new = paper.letter(cast)
    assert (new.pk, new.edition) == (old.pk, 2)
    assert known.by_code(cast.fresh("tone"), old.code) is None
    tick(cast, new)
    assert AskAnswer.objects.get().text_hash == text_hash("Vi drar på båttur")
    assert sums(cast, agree).answers == 1


def test_a_file_with_the_text_before_is_gone_and_made_anew(
    cast: Cast, agree: Ask, django_capture_on_commit_callbacks: Any
) -> None:
    paper.write(cast, agree.conversation, "hansen")
    batch, old = paper.file(cast), paper.letter(cast)
    with django_capture_on_commit_callbacks(execute=True):
        change(cast, agree)
    batch.refresh_from_db()
    assert (batch.state, batch.file) == (BatchState.FAILED, None)
    paper.file(cast)
    new = paper.letter(cast)
    assert (old.edition, new.edition) == (1, 2)
    assert old.code != new.code  # somebody may have printed it, and not said so


def test_the_same_text_in_a_new_file_keeps_its_code(cast: Cast, agree: Ask) -> None:
    paper.write(cast, agree.conversation, "hansen")
    batch, old = paper.file(cast), paper.letter(cast)
    letter_batches.put_back(actor=cast.fresh("tone"), batch=batch)
    paper.file(cast)
    assert paper.letter(cast).code == old.code


def test_a_file_whose_sheets_got_other_codes_meanwhile_is_not_kept(
    cast: Cast, agree: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    paper.write(cast, agree.conversation, "hansen")
    sound = letter_batches._pdf

    def overtaken(*args: Any) -> bytes:
        HomeLetter.objects.filter(guardian=cast.kari).update(code="ABCDEFGH")
        return sound(*args)

    monkeypatch.setattr(letter_batches, "_pdf", overtaken)
    paper.file(cast)
    batch = LetterBatch.objects.get()
    assert (batch.state, batch.file) == (BatchState.WAITING, None)
    assert paper.letter(cast).edition == 0


# --- whose answer does not count


def test_who_has_information_only_has_nothing_to_tick(cast: Cast, agree: Ask) -> None:
    paper.write(cast, agree.conversation)
    paper.file(cast)
    assert (paper.letter(cast, "ivar").edition, paper.letter(cast, "mona").edition) == (0, 1)
    assert "no boxes" in refused(cast, paper.letter(cast, "ivar"))


def test_what_was_never_on_a_sheet_is_not_ticked(cast: Cast, agree: Ask) -> None:
    assert "no boxes" in refused(cast, paper.to_kari(cast, agree.conversation))


def _informed(cast: Cast, ask: Ask) -> None:
    rows = Guardianship.objects.filter(guardian=cast.kari)
    rows.update(access=Access.INFORMATION, ends=clock.today() + dt.timedelta(days=9))


def _inactive(cast: Cast, ask: Ask) -> None:
    Person.objects.filter(pk=cast.kari.pk).update(is_active=False)


def _withdrawn(cast: Cast, ask: Ask) -> None:
    messages.withdraw_message(actor=cast.fresh("tone"), message=ask.message)


@pytest.mark.parametrize(
    ("why", "said"),
    [(_informed, "not asked any more"), (_inactive, "no longer read"), (_withdrawn, "no boxes")],
)
def test_rights_are_asked_again_when_it_comes_back(
    cast: Cast, agree: Ask, why: Any, said: str
) -> None:
    letter = paper.printed(cast, agree)
    why(cast, agree)
    assert said in refused(cast, letter)
    assert not AskAnswer.objects.exists()


@pytest.mark.parametrize("name", ["kari", "odd", "mona", "nora"])
def test_who_does_not_see_the_letter_ticks_nothing(cast: Cast, agree: Ask, name: str) -> None:
    letter = paper.printed(cast, agree)
    with pytest.raises(NotVisible):
        tick(cast, letter, name=name)
