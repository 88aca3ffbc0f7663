"""Answering what a message asks: per home or each, changed until the last day, kept as evidence."""

import datetime as dt

import pytest

from messaging import targets
from messaging.actions import announcing, ask_answers, messages
from messaging.actions.assisted import How
from messaging.asking import Asked, Given, text_hash
from messaging.choices import AskKind, Coming, Instead, Part, Per, Results, Source, Subject
from messaging.models import Ask, AskAnswer, AskText, LiveOutbox, Message, Notice
from schools import clock
from schools.choices import Access, Responsibility
from schools.exceptions import Conflict, InvalidInput, NotAllowed, NotVisible
from schools.models import Guardianship, Membership
from tests.cast import Cast
from tests.messaging import asks as made
from tests.messaging.conversations import draft

_HOW = How(Source.PHONE, Instead.ASKED)


def _agree(cast: Cast, **fields: object) -> Ask:
    return made.asked(cast, made.asked_of(AskKind.AGREE, **fields))


def _record(cast: Cast, ask: Ask, given: Given, name: str = "tone", **fields: object) -> AskAnswer:
    person = fields.pop("person", "kari")
    return ask_answers.record_ask_answer(
        actor=cast.fresh(name),
        message=ask.message,
        person=cast.fresh(str(person)),
        given=given,
        how=_HOW,
        **fields,  # type: ignore[arg-type]
    )


def test_an_agreement_keeps_the_text_that_was_agreed_to(cast: Cast) -> None:
    ask = _agree(cast)
    given = made.say(cast, "kari", ask, made.picked())
    assert (given.pupil, given.home_key, given.edition) == (cast.nora, "hansen", 1)
    assert given.text_hash == text_hash("Vi drar på tur")
    assert made.say(cast, "erik", ask, made.picked()) == given  # once a home
    assert given.person == cast.kari


def test_a_changed_text_is_asked_about_anew_and_the_old_agreement_stays(cast: Cast) -> None:
    ask = _agree(cast)
    first = made.say(cast, "kari", ask, made.picked())
    message = Message.objects.get(pk=ask.message_id)
    messages.edit_message(actor=cast.fresh("tone"), message=message, body="Vi drar på båttur")
    with pytest.raises(Conflict):
        made.say(cast, "erik", ask, made.picked(edition=1))
    second = made.say(cast, "erik", ask, made.picked(edition=2))
    assert [one.edition for one in AskAnswer.objects.order_by("edition")] == [1, 2]
    assert first.text_hash != second.text_hash
    texts = AskText.objects.order_by("edition").values_list("body", flat=True)
    assert list(texts) == ["Vi drar på tur", "Vi drar på båttur"]


def test_the_same_text_saved_again_asks_nothing_anew(cast: Cast) -> None:
    ask = _agree(cast)
    message = Message.objects.get(pk=ask.message_id)
    messages.edit_message(actor=cast.fresh("tone"), message=message, body="Vi drar på tur")
    ask.refresh_from_db()
    assert ask.edition == 1


def test_who_comes_is_not_asked_anew_when_the_text_changes(cast: Cast) -> None:
    ask = made.asked(cast, made.rsvp())
    message = Message.objects.get(pk=ask.message_id)
    messages.edit_message(actor=cast.fresh("tone"), message=message, body="Ta med sag")
    assert AskText.objects.count() == 1


def test_either_guardian_changes_what_the_home_answered(cast: Cast) -> None:
    ask = made.asked(cast, made.rsvp())
    made.say(cast, "kari", ask, made.coming(2, 1))
    changed = made.say(cast, "erik", ask, made.coming(2, 3, Coming.NO))
    assert (changed.coming, changed.adults, changed.children) == ("no", 0, 0)
    assert changed.person == cast.erik
    made.say(cast, "ola", ask, made.coming(1))  # the other home
    assert AskAnswer.objects.count() == 2


def test_the_same_answer_again_tells_nobody(cast: Cast) -> None:
    ask = made.asked(cast, made.rsvp())
    made.say(cast, "kari", ask, made.coming(1))
    LiveOutbox.objects.all().delete()
    made.say(cast, "kari", ask, made.coming(1))
    assert not LiveOutbox.objects.exists()


def test_each_guardian_answers_where_each_is_asked(cast: Cast) -> None:
    ask = _agree(cast, per=Per.PERSON)
    for name in ("kari", "erik", "nora"):
        given = made.say(cast, name, ask, made.picked())
        assert (given.person, given.pupil) == (cast.people[name], None)
    sides = set(AskAnswer.objects.values_list("side", flat=True))
    assert sides == {"guardian", "pupil"}


def test_after_the_last_day_nothing_is_taken_but_what_staff_write_down(cast: Cast) -> None:
    ask = made.asked(cast, made.rsvp(closes_on=clock.today()))
    made.say(cast, "kari", ask, made.coming(1))
    with clock.set_to(clock.now() + dt.timedelta(days=1)):
        with pytest.raises(InvalidInput):
            made.say(cast, "kari", ask, made.coming(2))
        late = _record(cast, ask, made.coming(2))
    assert (late.adults, late.recorded_by) == (2, cast.tone)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (Given(), "coming"),
        (made.coming(3), "adults"),
        (made.coming(1, 4), "children"),
        (made.coming(), "adults"),
        (made.coming(-1, 2), "adults"),
    ],
)
def test_numbers_that_do_not_fit_are_refused(cast: Cast, given: Given, field: str) -> None:
    ask = made.asked(cast, made.rsvp())
    with pytest.raises(InvalidInput) as refusal:
        made.say(cast, "kari", ask, given)
    assert refusal.value.field == field
    assert not AskAnswer.objects.exists()


def test_without_limits_nobody_is_asked_how_many(cast: Cast) -> None:
    ask = made.asked(cast, Asked(AskKind.RSVP))
    assert made.say(cast, "kari", ask, made.coming()).coming == Coming.YES


@pytest.mark.parametrize("places", [(), (2,), (-1,), (0, 1)])
def test_a_choice_that_is_none_is_refused(cast: Cast, places: tuple[int, ...]) -> None:
    ask = made.asked(cast, made.poll())
    with pytest.raises(InvalidInput):
        made.say(cast, "kari", ask, made.picked(*places))


def test_several_options_are_chosen_where_that_is_asked(cast: Cast) -> None:
    ask = made.asked(cast, made.poll(several=True))
    given = made.say(cast, "kari", ask, made.picked(1, 0, 1))
    assert given.labels == ["Skogen", "Sjøen"]


def test_a_guardian_of_two_says_for_which(cast: Cast) -> None:
    row = Guardianship.objects.get(guardian=cast.kari, pupil=cast.nora)
    Guardianship.objects.create(
        guardian=cast.kari,
        pupil=cast.jonas,
        responsibility=row.responsibility,
        access=row.access,
    )
    ask = made.asked(cast, made.rsvp())
    with pytest.raises(InvalidInput) as refusal:
        made.say(cast, "kari", ask, made.coming(1))
    assert refusal.value.field == "child"
    given = made.say(cast, "kari", ask, made.coming(1), "jonas")
    assert given.home_key == f"person-{cast.kari.pk}"  # no household with Jonas


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("tone", NotAllowed),  # asks herself
        ("arne", NotAllowed),  # reads along
        ("sissel", NotAllowed),  # oversees
        ("ivar", NotAllowed),  # information is reading, not taking part
        ("geir", NotVisible),
        ("lise", NotVisible),
    ],
)
def test_who_is_not_asked_cannot_answer(cast: Cast, name: str, error: type[Exception]) -> None:
    ask = made.asked(cast, made.rsvp())
    with pytest.raises(error):
        made.say(cast, name, ask, made.coming(1))


def test_staff_answer_what_is_written_to_staff_alone(cast: Cast) -> None:
    ask = made.asked(cast, made.rsvp(), (Part.STAFF,))
    assert ask.for_staff
    assert made.say(cast, "arne", ask, made.coming(1)).side == "staff"
    with pytest.raises(NotAllowed):
        made.say(cast, "sissel", ask, made.coming(1))


def test_a_withdrawn_question_is_not_answered(cast: Cast) -> None:
    ask = made.asked(cast, made.rsvp())
    messages.withdraw_message(actor=cast.fresh("tone"), message=ask.message)
    with pytest.raises(NotVisible):
        made.say(cast, "kari", ask, made.coming(1))


def test_what_staff_wrote_down_can_be_said_to_be_wrong(cast: Cast) -> None:
    ask = _agree(cast)
    row = _record(cast, ask, made.picked())
    assert (row.source, row.person) == (Source.PHONE, cast.kari)
    assert Notice.objects.filter(person=cast.kari, subject=Subject.RECEIPT).exists()
    ask_answers.doubt_ask_answer(actor=cast.fresh("kari"), message=ask.message)
    assert Notice.objects.filter(person=cast.tone, subject=Subject.DOUBT).exists()
    with pytest.raises(NotVisible):
        ask_answers.doubt_ask_answer(actor=cast.fresh("kari"), message=ask.message)
    made.say(cast, "kari", ask, made.picked())
    assert AskAnswer.objects.count() == 2  # the doubted one stays


def test_a_guardian_of_two_says_which_answer_is_wrong(cast: Cast) -> None:
    Guardianship.objects.create(
        guardian=cast.kari,
        pupil=cast.jonas,
        responsibility=Responsibility.FULL,
        access=Access.FULL,
    )
    ask = made.asked(cast, made.rsvp())
    for child in (cast.nora, cast.jonas):
        _record(cast, ask, made.coming(1), child=child)
    kari = cast.fresh("kari")
    with pytest.raises(InvalidInput) as refusal:
        ask_answers.doubt_ask_answer(actor=kari, message=ask.message)
    assert refusal.value.field == "child"
    ask_answers.doubt_ask_answer(actor=kari, message=ask.message, child=cast.jonas, edition=1)
    assert AskAnswer.objects.get(doubted_at=None).pupil == cast.nora
    with pytest.raises(NotVisible):
        ask_answers.doubt_ask_answer(actor=kari, message=ask.message, child=cast.nora, edition=2)


def test_nobody_writes_in_a_poll_for_another(cast: Cast) -> None:
    ask = made.asked(cast, made.poll())
    with pytest.raises(NotAllowed):
        _record(cast, ask, made.picked(0))


def test_only_staff_write_down_and_only_for_those_who_are_asked(cast: Cast) -> None:
    ask = made.asked(cast, made.rsvp())
    with pytest.raises(NotAllowed):
        _record(cast, ask, made.coming(1), "mona")
    with pytest.raises(NotVisible):
        _record(cast, ask, made.coming(1), person="geir")


@pytest.mark.parametrize(
    ("asks", "field"),
    [
        (made.poll(options=("En",)), "options"),
        (made.poll(options=("En", "En")), "options"),
        (made.poll(options=("En", "x" * 81)), "options"),
        (made.rsvp(most_adults=21), "most_adults"),
        (made.rsvp(closes_on=dt.date(2020, 1, 1)), "closes_on"),
    ],
)
def test_what_nobody_could_answer_is_not_asked(cast: Cast, asks: Asked, field: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        made.asked(cast, asks)
    assert refusal.value.field == field
    assert not Message.objects.exists()


def _told(cast: Cast) -> set[str]:
    (row,) = LiveOutbox.objects.all()
    return {name for name, person in cast.people.items() if person.pk in row.recipients}


@pytest.mark.parametrize(
    ("asks", "told"),
    [
        (made.rsvp(), {"kari", "erik", "tone", "arne", "sissel", "hanne"}),
        (made.poll(), {"kari", "erik", "tone"}),
        (
            made.poll(results=Results.ALL),
            {"kari", "erik", "tone", "arne", "sissel", "hanne", "mona", "jonas"},
        ),
    ],
)
def test_an_answer_is_told_to_the_home_and_to_those_who_see_sums(
    cast: Cast, asks: Asked, told: set[str]
) -> None:
    ask = made.asked(cast, asks)
    given = made.picked(0) if asks.kind == AskKind.POLL else made.coming(1)
    for name in ("mona", "jonas"):
        made.say(cast, name, ask, given)
    LiveOutbox.objects.all().delete()
    made.say(cast, "kari", ask, given)
    assert _told(cast) == told


def test_of_a_whole_school_the_home_and_the_sender_are_told(cast: Cast) -> None:
    started = announcing.announce(
        actor=cast.fresh("sissel"),
        to=[targets.of_school(cast.lade.pk, Part.GUARDIANS)],
        draft=draft("Skogen?", asks=made.poll(results=Results.ALL)),
    )
    ask = Ask.objects.select_related("message", "conversation").get(conversation=started)
    made.say(cast, "mona", ask, made.picked(0))
    LiveOutbox.objects.all().delete()
    made.say(cast, "kari", ask, made.picked(0), "nora")
    assert _told(cast) == {"kari", "erik", "sissel"}


def test_a_class_that_was_left_is_not_asked(cast: Cast) -> None:
    ask = made.asked(cast, made.rsvp())
    Membership.objects.filter(person=cast.jonas).update(ends=clock.today())
    with pytest.raises(NotVisible):
        made.say(cast, "mona", ask, made.coming(1))


def test_a_last_day_for_an_announcement_lies_ahead(cast: Cast) -> None:
    with pytest.raises(InvalidInput) as refusal:
        announcing.announce(
            actor=cast.fresh("tone"),
            to=[targets.of_group(cast.class_6a.pk, Part.GUARDIANS)],
            draft=draft(holds_until=clock.today() - dt.timedelta(days=1)),
        )
    assert refusal.value.field == "holds_until"
