"""What people are on a day."""

import datetime as dt
from typing import Any

import pytest

from schools import affiliations, clock
from schools.choices import PositionRole, Role
from schools.models import Guardianship, Membership, Position
from tests.cast import Cast


@pytest.mark.parametrize(
    ("name", "roles"),
    [
        ("nora", (Role.PUPIL,)),
        ("kari", (Role.GUARDIAN,)),
        ("ivar", (Role.GUARDIAN,)),
        ("tone", (Role.TEACHER,)),
        ("arne", (Role.TEACHER,)),
        ("sissel", (Role.LEADER,)),
        ("hanne", (Role.LEADER,)),
        ("ida", (Role.ICT,)),
        ("tuva", (Role.TEACHER, Role.GUARDIAN)),
        ("marit", (Role.ADMIN,)),
        ("geir", ()),
        ("inger", ()),
        ("kjell", ()),
        ("sverre", ()),
        ("torleif", ()),
    ],
)
def test_roles(cast: Cast, name: str, roles: tuple[Role, ...]) -> None:
    assert affiliations.of(cast.people[name]).roles == roles


def test_an_administrator_placed_at_a_school_can_sign_in(cast: Cast) -> None:
    Position.objects.create(person=cast.marit, school=cast.lade, role=PositionRole.MUNICIPAL_ADMIN)
    assert Role.ADMIN in affiliations.of(cast.fresh("marit")).roles


def test_who_teaches_no_group_begins_with_the_equipment(cast: Cast) -> None:
    Position.objects.create(person=cast.ida, school=cast.lade, role=PositionRole.TEACHER)
    assert affiliations.of(cast.fresh("ida")).roles == (Role.ICT, Role.TEACHER)
    Position.objects.create(person=cast.tone, school=cast.lade, role=PositionRole.ICT)
    assert affiliations.of(cast.fresh("tone")).roles == (Role.TEACHER, Role.ICT)


@pytest.mark.both_databases
def test_everything_in_one_query(cast: Cast, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        held = affiliations.of(cast.tuva)
        affiliations.of(cast.tuva)
    assert held.children == {cast.per.pk}
    assert held.child_groups == {cast.class_6b.pk}
    assert held.child_group_pairs == {(cast.per.pk, cast.class_6b.pk)}
    assert held.staff_groups == {cast.class_8a.pk}
    assert held.own_schools == {cast.rosenborg.pk}
    assert held.child_schools == {cast.lade.pk}
    assert held.schools == {cast.lade.pk, cast.rosenborg.pk}


def test_information_access_is_no_full_access(cast: Cast) -> None:
    held = affiliations.of(cast.ivar)
    assert held.children == frozenset()
    assert held.readable_children == {cast.jonas.pk}


def test_positions_by_school(cast: Cast) -> None:
    assert affiliations.of(cast.hanne).led_schools == {cast.lade.pk}
    assert affiliations.of(cast.ida).ict_schools == {cast.lade.pk}
    assert affiliations.of(cast.tone).led_schools == frozenset()
    assert affiliations.of(cast.marit).is_municipal_admin
    assert affiliations.of(cast.marit).staff_schools == frozenset()


def test_last_day_counts_and_the_end_does_not(cast: Cast) -> None:
    yesterday = clock.today() - dt.timedelta(days=1)
    assert affiliations.of(cast.sverre, on=yesterday).staff_groups == {cast.class_6a.pk}
    assert affiliations.of(cast.sverre).staff_groups == frozenset()


def test_child_whose_account_is_closed_gives_nothing(cast: Cast) -> None:
    cast.nora.is_active = False
    cast.nora.save()
    assert affiliations.of(cast.kari).readable_children == frozenset()


def test_forget_reads_anew(cast: Cast) -> None:
    assert affiliations.of(cast.mona).children
    Guardianship.objects.filter(guardian=cast.mona).delete()
    assert affiliations.of(cast.mona).children
    affiliations.forget(cast.mona)
    assert not affiliations.of(cast.mona).children


def test_midnight_is_the_municipalitys(cast: Cast, time_machine: Any) -> None:
    """22:30 UTC in summer is half past midnight in Trondheim."""
    Membership.objects.filter(person=cast.nora).update(ends=dt.date(2026, 6, 20))
    time_machine.move_to(dt.datetime(2026, 6, 19, 21, 30, tzinfo=dt.UTC))
    assert affiliations.of(cast.nora).pupil_groups
    time_machine.move_to(dt.datetime(2026, 6, 19, 22, 30, tzinfo=dt.UTC))
    assert not affiliations.of(cast.nora).pupil_groups
