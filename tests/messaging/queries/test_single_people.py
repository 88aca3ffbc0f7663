"""People chosen one by one for an announcement: their places, and at which school they count."""

from typing import Any

import pytest

from messaging import targets
from messaging.actions import announcing
from messaging.choices import Part, Side
from messaging.models import Conversation
from messaging.queries import single_people
from messaging.visibility import visible_conversations
from schools import clock
from schools.choices import MemberRole, PositionRole
from schools.exceptions import InvalidInput, NotVisible
from schools.models import Guardianship, Membership, Position
from tests.cast import Cast
from tests.factories import PersonFactory
from tests.messaging import conversations as made


@pytest.fixture
def both(cast: Cast) -> Cast:
    """Sissel leads both schools."""
    Position.objects.create(person=cast.sissel, school=cast.rosenborg, role=PositionRole.LEADER)
    return cast


def test_each_has_a_place_in_the_capacity_held_at_school(cast: Cast) -> None:
    found = single_people.singles(cast.fresh("sissel"), [cast.odd, cast.per], [cast.nora])
    places = {(one.person.username, one.side, one.pupil and one.pupil.username) for one in found}
    assert places == {
        ("odd", Side.STAFF, None),
        ("per", Side.PUPIL, None),
        ("kari", Side.GUARDIAN, "nora"),
        ("erik", Side.GUARDIAN, "nora"),
        ("ola", Side.GUARDIAN, "nora"),
    }
    assert {school for one in found for school in one.schools} == {cast.lade.pk}


def test_who_only_has_a_child_at_the_school_is_refused_by_name(both: Cast) -> None:
    """Tuva teaches at Rosenborg: at Lade, where her child goes, her place would not count."""
    with pytest.raises(InvalidInput) as refusal:
        announcing.announce(
            actor=both.fresh("sissel"),
            to=[targets.of_school(both.lade.pk, Part.STAFF)],
            people=[both.tuva, both.odd],
            draft=made.draft(),
        )
    assert refusal.value.field == "targets"
    assert "Tuva Ås" in str(refusal.value)
    assert "Odd Haugen" not in str(refusal.value)


def test_whoever_is_let_in_reads_it(both: Cast) -> None:
    """Alone, she is written to from where she works."""
    talk = announcing.announce(
        actor=both.fresh("sissel"), to=[], people=[both.tuva], draft=made.draft()
    )
    assert talk.school_id == both.rosenborg.pk
    assert visible_conversations(both.fresh("tuva")).filter(pk=talk.pk).exists()


def test_staff_of_a_group_without_a_position_read_it(cast: Cast) -> None:
    Position.objects.filter(person=cast.odd).update(ends=clock.today())
    chosen = single_people.Single(cast.odd, Side.STAFF, None, frozenset({cast.lade.pk}))
    assert single_people._single(cast.odd, {}, single_people._work_at([cast.odd.pk])) == chosen


def test_one_pupil_in_two_schools_counts_at_both(both: Cast) -> None:
    Membership.objects.create(person=both.per, group=both.class_8a, role=MemberRole.PUPIL)
    [one] = single_people.singles(both.fresh("sissel"), [both.per])
    assert one.schools == {both.lade.pk, both.rosenborg.pk}
    school = single_people.school_of(both.fresh("sissel"), frozenset({both.rosenborg.pk}), [one])
    assert school == both.rosenborg.pk


def test_a_home_where_nobody_can_be_reached_is_refused_by_name(cast: Cast) -> None:
    Guardianship.objects.filter(pupil=cast.lise).update(ends=clock.today())
    with pytest.raises(InvalidInput) as refusal:
        single_people.singles(cast.fresh("sissel"), homes=[cast.lise, cast.nora])
    assert "Lise Østby" in str(refusal.value)


@pytest.mark.parametrize("chosen", [{"people": ["kari"]}, {"homes": ["sara"]}])
def test_people_one_may_not_write_to_are_not_found(
    cast: Cast, chosen: dict[str, list[str]]
) -> None:
    given = {name: [cast.people[one] for one in some] for name, some in chosen.items()}
    with pytest.raises(NotVisible):
        single_people.singles(cast.fresh("sissel"), **given)


@pytest.mark.parametrize("count", [1, 3])
def test_places_are_found_in_few_queries(
    cast: Cast, count: int, django_assert_num_queries: Any
) -> None:
    people = [PersonFactory() for _ in range(count)]
    for one in people:
        Position.objects.create(person=one, school=cast.lade, role=PositionRole.TEACHER)
    homes = [cast.nora, cast.jonas, cast.lise][:count]
    sissel = cast.fresh("sissel")
    with django_assert_num_queries(6):
        found = single_people.singles(sissel, people, homes)
        assert single_people.school_of(sissel, frozenset(), found) == cast.lade.pk


def test_nobody_chosen_asks_nothing(cast: Cast, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert single_people.singles(cast.sissel) == []
    assert not Conversation.objects.exists()
