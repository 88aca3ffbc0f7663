"""Who writes on in an announcement: those who could choose all that it is for today."""

import uuid

import pytest

from messaging import policies, targets
from messaging.actions import announcing, messages
from messaging.choices import Part, Side
from messaging.models import Conversation
from messaging.targets import Target
from messaging.visibility import sides_of
from schools import clock
from schools.choices import MemberRole, PositionRole
from schools.exceptions import NotAllowed
from schools.models import Group, Membership, Person, Position
from tests.cast import Cast
from tests.messaging import conversations as made

STAFF = ("tone", "arne", "odd", "sissel", "hanne", "ida", "tuva", "bjarne", "roar")


@pytest.fixture
def both(cast: Cast) -> Cast:
    """Sissel leads both schools."""
    Position.objects.create(person=cast.sissel, school=cast.rosenborg, role=PositionRole.LEADER)
    return cast


def _announce(cast: Cast, *to: Target, by: str = "sissel", **more: object) -> Conversation:
    return announcing.announce(
        actor=cast.fresh(by),
        to=to,
        draft=made.draft(),
        **more,  # type: ignore[arg-type]
    )


def _writers(cast: Cast, talk: Conversation) -> set[str]:
    found = set()
    for name in STAFF:
        person = cast.fresh(name)
        if policies.posting_side(person, talk, sides_of(person, talk)) == Side.STAFF:
            found.add(name)
    return found


def _of(cast: Cast, *groups: Group) -> list[Target]:
    return [targets.of_group(group.pk, Part.GUARDIANS) for group in groups]


@pytest.mark.both_databases
def test_a_class_is_written_on_to_by_its_staff_and_its_leaders(cast: Cast) -> None:
    talk = _announce(cast, *_of(cast, cast.class_6a), by="tone")
    assert _writers(cast, talk) == {"tone", "arne", "sissel", "hanne"}


def test_two_classes_by_those_who_have_both(cast: Cast) -> None:
    talk = _announce(cast, *_of(cast, cast.class_6a, cast.class_6b))
    assert _writers(cast, talk) == {"sissel", "hanne"}


def test_a_school_by_those_who_lead_it(cast: Cast) -> None:
    talk = _announce(cast, targets.of_school(cast.lade.pk, Part.PUPILS))
    assert _writers(cast, talk) == {"sissel", "hanne"}


def test_two_schools_by_those_who_lead_both(both: Cast) -> None:
    talk = _announce(both, *_of(both, both.class_6a, both.class_8a))
    assert _writers(both, talk) == {"sissel"}
    with pytest.raises(NotAllowed):
        messages.post_message(
            actor=both.fresh("bjarne"), conversation=talk, body="Hei", client_token=uuid.uuid4()
        )


def test_who_teaches_classes_at_two_schools_writes_on(cast: Cast) -> None:
    """Those who lead the other school read along; it is not for them."""
    Membership.objects.create(person=cast.tone, group=cast.class_8a, role=MemberRole.TEACHER)
    talk = _announce(cast, *_of(cast, cast.class_6a, cast.class_8a), by="tone")
    assert _writers(cast, talk) == {"tone"}


def test_leaders_alone_are_written_to_by_those_who_lead(cast: Cast) -> None:
    talk = _announce(cast, targets.of_role(cast.lade.pk, PositionRole.LEADER))
    assert _writers(cast, talk) == {"sissel", "hanne"}


def test_the_sender_no_longer_in_position_writes_no_more(both: Cast) -> None:
    talk = _announce(both, *_of(both, both.class_6a, both.class_8a))
    Position.objects.filter(person=both.sissel, school=both.rosenborg).update(ends=clock.today())
    assert _writers(both, talk) == set()


def test_single_people_by_the_sender_and_who_leads_the_school(cast: Cast) -> None:
    talk = _announce(cast, homes=[cast.nora], people=[cast.arne], by="tone")
    assert _writers(cast, talk) == {"tone", "sissel", "hanne"}
    Position.objects.filter(person=cast.tone).update(ends=clock.today())
    Membership.objects.filter(person=cast.tone).update(ends=clock.today())
    assert _writers(cast, talk) == {"sissel", "hanne"}


def test_a_class_and_single_people_by_the_sender_and_who_leads_the_school(cast: Cast) -> None:
    talk = _announce(cast, *_of(cast, cast.class_6a), people=[cast.odd], by="tone")
    assert _writers(cast, talk) == {"tone", "sissel", "hanne"}
    Membership.objects.filter(person=cast.tone).update(ends=clock.today())
    assert _writers(cast, talk) == {"sissel", "hanne"}


def test_a_class_that_has_ended_keeps_its_school(cast: Cast) -> None:
    talk = _announce(cast, *_of(cast, cast.class_6a, cast.class_6b))
    Group.objects.filter(pk=cast.class_6b.pk).update(ends=clock.today())
    assert _writers(cast, talk) == {"sissel", "hanne"}


def test_guardians_never_write_on(cast: Cast) -> None:
    talk, kari = _announce(cast, *_of(cast, cast.class_6a)), Person.objects.get(username="kari")
    assert policies.posting_side(kari, talk, sides_of(kari, talk)) is None
