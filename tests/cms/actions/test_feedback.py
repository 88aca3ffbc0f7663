"""Nothing of what is said is seen before it is published."""

import pytest

from cms.actions.feedback import publish_all_feedback, publish_feedback, save_feedback
from cms.actions.hand_ins import hand_in
from cms.models import Assignment, HandIn
from cms.visibility import visible_feedback
from schools.exceptions import InvalidInput, NotAllowed, NotVisible
from schools.models import Person
from tests.cast import Cast


def _say(cast: Cast, assignment: Assignment, pupil: Person, outcome: str = "assessed") -> None:
    save_feedback(actor=cast.tone, assignment=assignment, pupil=pupil, text="Fint", outcome=outcome)


def test_feedback_is_hidden_until_published(cast: Cast, assignment: Assignment) -> None:
    hand_in(actor=cast.nora, assignment=assignment, text="Ferdig")
    _say(cast, assignment, cast.nora)
    assert not visible_feedback(cast.nora).exists()
    assert not visible_feedback(cast.kari).exists()
    assert HandIn.objects.get().state == "handed_in"
    assert publish_feedback(actor=cast.tone, assignment=assignment, pupil=cast.nora) == 1
    assert visible_feedback(cast.nora).exists()
    assert visible_feedback(cast.kari).exists()
    assert not visible_feedback(cast.mona).exists()
    assert HandIn.objects.get().state == "assessed"


def test_publishing_twice_publishes_once(cast: Cast, assignment: Assignment) -> None:
    _say(cast, assignment, cast.nora)
    assert publish_all_feedback(actor=cast.tone, assignment=assignment) == 1
    assert publish_all_feedback(actor=cast.tone, assignment=assignment) == 0


def test_publish_all_covers_every_pupil(cast: Cast, assignment: Assignment) -> None:
    _say(cast, assignment, cast.nora)
    _say(cast, assignment, cast.jonas, "returned")
    assert publish_all_feedback(actor=cast.tone, assignment=assignment) == 2
    states = dict(HandIn.objects.values_list("pupil__username", "state"))
    assert states == {"nora": "assessed", "jonas": "returned"}


def test_sending_back_without_words_is_refused(cast: Cast, assignment: Assignment) -> None:
    with pytest.raises(InvalidInput):
        save_feedback(
            actor=cast.tone,
            assignment=assignment,
            pupil=cast.nora,
            text=" ",
            outcome="returned",
        )


@pytest.mark.parametrize("name", ["nora", "kari", "sissel"])
def test_readers_may_not_mark(cast: Cast, assignment: Assignment, name: str) -> None:
    with pytest.raises(NotAllowed):
        publish_all_feedback(actor=cast.people[name], assignment=assignment)


@pytest.mark.parametrize("name", ["odd", "torleif", "bjarne", "marit"])
def test_others_do_not_know_of_it(cast: Cast, assignment: Assignment, name: str) -> None:
    with pytest.raises(NotVisible):
        publish_all_feedback(actor=cast.people[name], assignment=assignment)


def test_pupil_of_another_class_or_protected_is_not_there(
    cast: Cast, assignment: Assignment
) -> None:
    for pupil in (cast.lise, cast.amira):
        with pytest.raises(NotVisible):
            _say(cast, assignment, pupil)
