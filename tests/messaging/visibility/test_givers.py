"""Whose answers and signs staff see with a name: from their side and back."""

import pytest
from django.db.models import QuerySet

from messaging import targets, visibility
from messaging.actions import announcing, reacting
from messaging.choices import AskKind, Part, Per, ReactionKind
from messaging.models import Ask, AskAnswer, Reaction
from schools import clock
from schools.choices import Access, PositionRole
from schools.models import Guardianship, Person, Position
from tests.cast import Cast
from tests.messaging import asks as made
from tests.messaging.conversations import draft

STAFF = ("tone", "arne", "odd", "sissel", "hanne", "ida", "tuva", "bjarne", "roar")


def _wide(cast: Cast, asks: object) -> Ask:
    """Sissel leads both schools, and asks guardians and pupils of both."""
    Position.objects.get_or_create(
        person=cast.sissel, school=cast.rosenborg, role=PositionRole.LEADER
    )
    to = [
        targets.of_school(school.pk, part)
        for school in (cast.lade, cast.rosenborg)
        for part in (Part.GUARDIANS, Part.PUPILS)
    ]
    started = announcing.announce(actor=cast.fresh("sissel"), to=to, draft=draft(asks=asks))
    return Ask.objects.select_related("message", "conversation").get(conversation=started)


def _seen(cast: Cast, rows: QuerySet[AskAnswer]) -> dict[str, set[str]]:
    """Who sees whose answers among staff, after both directions agree for everybody."""
    everyone = Person.objects.all()
    for row in rows:
        viewers = set(visibility.answer_viewers(row).values_list("pk", flat=True))
        found = {
            one.pk for one in everyone if visibility.visible_answers(one).filter(pk=row.pk).exists()
        }
        assert viewers == found, row.person
    names = {person.pk: name for name, person in cast.people.items()}
    return {
        name: {names[one.person_id] for one in visibility.visible_answers(cast.fresh(name))}
        for name in STAFF
    }


@pytest.mark.both_databases
def test_answers_to_a_wide_announcement_are_seen_of_homes_one_could_write_to(cast: Cast) -> None:
    home = _wide(cast, made.rsvp())
    each = _wide(cast, made.asked_of(AskKind.AGREE, per=Per.PERSON))
    for ask, given in ((home, made.coming(1)), (each, made.picked())):
        for name in ("kari", "nora"):
            made.say(cast, name, ask, given)
    made.say(cast, "leila", each, made.picked())  # Amira's address is confidential
    seen = _seen(cast, AskAnswer.objects.all())
    assert seen["tone"] == seen["sissel"] == {"kari", "nora"}
    assert seen["tuva"] == seen["bjarne"] == seen["odd"] == set()
    assert seen["hanne"] == {"kari", "nora", "leila"}  # named for Amira


@pytest.mark.both_databases
def test_a_guardian_is_not_named_for_a_protected_child_but_for_another(cast: Cast) -> None:
    ask = made.asked(cast, made.asked_of(AskKind.AGREE, per=Per.PERSON))
    made.say(cast, "leila", ask, made.picked())
    rows = AskAnswer.objects.all()
    assert _seen(cast, rows)["tone"] == set()
    Guardianship.objects.create(
        guardian=cast.leila, pupil=cast.jonas, access=Access.FULL, starts=clock.today()
    )
    assert _seen(cast, rows)["tone"] == {"leila"}


@pytest.mark.both_databases
def test_signs_on_a_wide_announcement_are_seen_of_those_one_could_write_to(cast: Cast) -> None:
    ask = _wide(cast, made.rsvp())
    for name in ("kari", "nora", "tone"):
        reacting.react(actor=cast.fresh(name), message=ask.message, kind=ReactionKind.HEART)
    names = {person.pk: name for name, person in cast.people.items()}
    for row in Reaction.objects.all():
        viewers = set(visibility.reaction_viewers(row).values_list("pk", flat=True))
        found = {
            one.pk
            for one in Person.objects.all()
            if visibility.visible_reactions(one).filter(pk=row.pk).exists()
        }
        assert viewers == found, row.person
    seen = {
        name: {names[row.person_id] for row in visibility.visible_reactions(cast.fresh(name))}
        for name in STAFF
    }
    assert seen["tone"] == seen["sissel"] == seen["hanne"] == {"kari", "nora", "tone"}
    assert seen["tuva"] == seen["bjarne"] == set()
