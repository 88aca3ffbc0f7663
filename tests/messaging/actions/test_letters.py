"""Letters as the last step of the ladder: who gets one, once, and when by itself."""

from collections.abc import Callable

import pytest

from messaging.actions import calls, ladder, letters, messages, reading
from messaging.channels import letter_codes
from messaging.choices import CallResult, LetterEnd, Rung, Urgency, Which
from messaging.models import Conversation, HomeLetter
from messaging.queries import letters as known
from messaging.queries import reach
from messaging.rungs import Ladder
from schools import clock
from schools.choices import Protection
from schools.exceptions import Conflict, NotAllowed, NotVisible
from schools.models import Guardianship, Person
from tests.cast import Cast
from tests.messaging import conversations as made
from tests.messaging import letters as paper
from tests.messaging.outside import HOUR, Outside

DAY = 24


def to_print(cast: Cast, name: str = "tone") -> set[str]:
    found = known.to_print(cast.fresh(name))
    return {letter.guardian.given_name for letter in found}


@pytest.fixture
def thread(cast: Cast) -> Conversation:
    return made.announcement(cast)


# --- by itself


def with_letters_after(cast: Cast, hours: int | None) -> None:
    ladder.choose(
        actor=cast.fresh("sissel"),
        school=cast.lade,
        ladders={Urgency.ASKED: Ladder(sms=24, calls=24, letter=hours)},
    )


@pytest.mark.parametrize(("hours", "written"), [(48, True), (None, False)])
def test_after_the_calls_a_letter_is_written_if_the_school_wants_it(
    cast: Cast, outside: Outside, hours: int | None, written: bool
) -> None:
    with_letters_after(cast, hours)
    made.announcement(cast)
    outside.pass_time(3)
    outside.pass_time(4 * DAY - 4, every=12 * HOUR)
    assert not HomeLetter.objects.exists()
    outside.pass_time(2 * DAY, every=12 * HOUR)
    assert HomeLetter.objects.filter(guardian=cast.kari, asked_by=None).exists() is written


@pytest.mark.parametrize("why", ["read", "spoken", "withdrawn"])
def test_a_home_that_was_reached_meanwhile_gets_none(
    cast: Cast, outside: Outside, why: str
) -> None:
    with_letters_after(cast, 24)
    thread = made.announcement(cast)
    outside.pass_time(3)
    if why == "read":
        reading.mark_read(actor=cast.fresh("erik"), conversation=thread, seq=1)
    elif why == "spoken":
        call = made.to_call(cast, thread)
        calls.record_call(actor=cast.fresh("tone"), call=call, result=CallResult.SPOKEN)
    else:
        messages.withdraw_message(actor=cast.fresh("tone"), message=thread.messages.get())
    outside.pass_time(5 * DAY, every=12 * HOUR)
    assert not HomeLetter.objects.filter(home_key="hansen").exists()
    assert HomeLetter.objects.exists() is (why != "withdrawn")


# --- by a click


def test_each_guardian_of_a_home_gets_one_letter_once(cast: Cast, thread: Conversation) -> None:
    step = {"actor": cast.fresh("tone"), "conversation": thread, "rung": Rung.LETTER}
    home = {"pupil": cast.nora.uuid, "home_key": "hansen"}
    assert ladder.take_step_for_home(**step, **home) == 2
    assert ladder.take_step_for_home(**step, **home) == 0
    rows = HomeLetter.objects.all()
    assert {row.guardian.given_name for row in rows} == {"Kari", "Erik"}
    codes = {row.code for row in rows}
    assert len(codes) == 2
    assert all(letter_codes.is_code(code) for code in codes)


def test_all_homes_that_have_not_read_get_letters_but_no_protected_one(
    cast: Cast, thread: Conversation
) -> None:
    reading.mark_read(actor=cast.fresh("mona"), conversation=thread, seq=1)
    paper.write(cast, thread)
    assert to_print(cast) == {"Kari", "Erik", "Ola", "Ivar"}
    assert not HomeLetter.objects.filter(pupil=cast.amira).exists()


def test_a_letter_that_was_not_needed_is_needed_again_when_somebody_asks(
    cast: Cast, thread: Conversation
) -> None:
    letter = paper.to_kari(cast, thread)
    letters.close_letter(actor=cast.fresh("tone"), letter=letter)
    assert to_print(cast) == {"Erik"}
    step = {"actor": cast.fresh("tone"), "conversation": thread, "rung": Rung.LETTER}
    assert ladder.take_step(**step, which=Which.UNREAD) > 1
    assert "Kari" in to_print(cast)
    assert paper.letter(cast).code == letter.code


# --- who may print


@pytest.mark.parametrize(
    ("name", "prints"), [("tone", True), ("arne", True), ("sissel", True), ("hanne", True)]
)
def test_staff_of_the_class_and_the_office_print(
    cast: Cast, thread: Conversation, name: str, prints: bool
) -> None:
    paper.to_kari(cast, thread)
    assert ("Kari" in to_print(cast, name)) is prints


@pytest.mark.parametrize("name", ["odd", "bjarne", "kari", "nora", "marit", "torleif"])
def test_nobody_else_has_letters_to_print(cast: Cast, thread: Conversation, name: str) -> None:
    paper.to_kari(cast, thread)
    assert to_print(cast, name) == set()


def test_a_home_that_becomes_protected_is_for_its_named_staff_alone(
    cast: Cast, thread: Conversation
) -> None:
    paper.to_kari(cast, thread)
    Person.objects.filter(pk=cast.kari.pk).update(protection=Protection.STRICT)
    assert to_print(cast) == {"Erik"}
    Person.objects.filter(pk=cast.nora.pk).update(protection=Protection.STRICT)
    assert to_print(cast) == set()
    assert to_print(cast, "hanne") == set()  # named for Amira, not for Nora


def _read(cast: Cast, thread: Conversation) -> None:
    reading.mark_read(actor=cast.fresh("erik"), conversation=thread, seq=1)


def _withdrawn(cast: Cast, thread: Conversation) -> None:
    messages.withdraw_message(actor=cast.fresh("tone"), message=thread.messages.get())


def _removed(cast: Cast, thread: Conversation) -> None:
    Guardianship.objects.filter(household_key="hansen").update(ends=clock.today())


@pytest.mark.parametrize("change", [_read, _withdrawn, _removed])
def test_what_is_not_needed_any_more_leaves_the_list(
    cast: Cast, thread: Conversation, change: Callable[[Cast, Conversation], None]
) -> None:
    paper.to_kari(cast, thread)
    change(cast, thread)
    assert to_print(cast) == set()


# --- over


def test_closing_is_for_those_who_may_write_to_the_home(cast: Cast) -> None:
    thread = next(home for home in made.home_threads(cast) if home.home_key == "hansen")
    letter = paper.to_kari(cast, thread)
    with pytest.raises(NotVisible):
        letters.close_letter(actor=cast.fresh("sissel"), letter=letter)
    with pytest.raises(NotVisible):
        letters.close_letter(actor=cast.fresh("kari"), letter=letter)


def test_who_reads_along_sees_a_letter_and_does_not_close_it(cast: Cast) -> None:
    thread = next(home for home in made.home_threads(cast) if home.home_key == "hansen")
    letter = paper.to_kari(cast, thread)
    made.let_in(cast, thread, "odd")
    with pytest.raises(NotAllowed):
        letters.close_letter(actor=cast.fresh("odd"), letter=letter)


def test_closed_twice_is_closed_once_and_is_over(cast: Cast, thread: Conversation) -> None:
    letter = paper.to_kari(cast, thread)
    tone = cast.fresh("tone")
    letters.close_letter(actor=tone, letter=letter)
    letters.close_letter(actor=cast.fresh("sissel"), letter=letter)
    letter.refresh_from_db()
    assert (letter.outcome, letter.done_by, letter.printed_at) == (LetterEnd.CLOSED, tone, None)
    with pytest.raises(Conflict):
        letters.lock_open(tone, letter)


def test_the_ledger_says_what_became_of_each_letter(cast: Cast, thread: Conversation) -> None:
    paper.write(cast, thread, "hansen")
    letters.close_letter(actor=cast.fresh("tone"), letter=paper.letter(cast, "erik"))
    rows = reach.reach(cast.fresh("tone"), thread, with_told=True).homes
    said = {
        person.given_name: [one.words for one in told]
        for row in rows
        for person, told in row.told_people
    }
    assert said["Kari"] == ["Brev: skal skrives ut"]
    assert said["Erik"] == ["Brev: trengs ikke lenger i dag"]
    assert said["Ola"] == []
