"""Who knows of whom: what would have leaked elsewhere does not leak here."""

import datetime as dt
from typing import Any

import pytest

from schools import clock
from schools.choices import Access, Protection
from schools.models import Guardianship, Membership, Person, Position, ProtectionHandler
from schools.visibility import may_know_of, person_viewers, visible_people
from tests.cast import Cast


def _names(viewer: Person | None) -> set[str]:
    return set(visible_people(viewer).values_list("username", flat=True))


def _viewers(person: Person) -> set[str]:
    return set(person_viewers(person).values_list("username", flat=True))


def test_signed_out_knows_nobody(cast: Cast) -> None:
    assert _names(None) == set()


def test_deactivated_knows_nobody_and_is_known_by_nobody(cast: Cast) -> None:
    assert _names(cast.gone) == set()
    assert _viewers(cast.gone) == set()


def test_pupil_knows_class_and_staff_but_no_homes(cast: Cast) -> None:
    staff = {"tone", "arne", "odd", "sissel", "hanne", "ida"}
    assert _names(cast.nora) == {"nora", "jonas"} | staff


def test_guardian_knows_child_class_and_staff_but_no_other_homes(cast: Cast) -> None:
    staff = {"tone", "arne", "odd", "sissel", "hanne", "ida"}
    assert _names(cast.kari) == {"kari", "nora", "jonas"} | staff


def test_two_homes_of_a_pupil_do_not_see_each_other(cast: Cast) -> None:
    assert not may_know_of(cast.kari, cast.ola)
    assert not may_know_of(cast.ola, cast.kari)


@pytest.mark.parametrize("name", ["geir", "inger", "kjell", "sverre", "torleif"])
def test_who_has_no_right_any_more_knows_only_themselves(cast: Cast, name: str) -> None:
    assert _names(cast.people[name]) == {name}


def test_information_access_reads_about_the_child(cast: Cast) -> None:
    assert {"jonas", "nora", "tone"} <= _names(cast.ivar)


def test_information_access_ends_on_its_day(cast: Cast) -> None:
    Guardianship.objects.filter(guardian=cast.ivar).update(ends=clock.today())
    assert _names(cast.fresh("ivar")) == {"ivar"}


def test_class_teacher_knows_the_homes_of_the_class_only(cast: Cast) -> None:
    names = _names(cast.tone)
    assert {"nora", "lise", "kari", "ola", "mona"} <= names
    assert not names & {"geir", "inger", "kjell", "anne", "leila", "amira"}


def test_leader_knows_homes_of_the_own_school_only(cast: Cast) -> None:
    assert {"kari", "anne", "tuva"} <= _names(cast.sissel)
    assert not _names(cast.sissel) & {"sara", "stian", "bjarne", "magnus"}
    assert not _names(cast.bjarne) & {"nora", "kari", "tone", "sissel"}


def test_municipality_administrator_sees_no_people_by_that(cast: Cast) -> None:
    assert _names(cast.marit) == {"marit"}


def test_superuser_sees_no_people_by_that(cast: Cast) -> None:
    cast.marit.is_superuser = True
    cast.marit.save()
    assert _names(cast.marit) == {"marit"}


def test_protected_pupil_is_known_to_herself_her_home_and_the_named(cast: Cast) -> None:
    assert _viewers(cast.amira) == {"amira", "leila", "hanne"}


def test_guardian_of_protected_pupil_gives_nothing_away(cast: Cast) -> None:
    """Her mother's name in the class teacher's list would tell that she is there."""
    assert _viewers(cast.leila) == {"leila", "hanne"}
    assert not may_know_of(cast.tone, cast.leila)


def test_guardian_of_an_open_pupil_too_is_known_through_that_one(cast: Cast) -> None:
    Guardianship.objects.create(
        guardian=cast.leila, pupil=cast.lise, responsibility="full", access=Access.FULL
    )
    assert _viewers(cast.fresh("leila")) == {"leila", "hanne", "odd", "sissel"}


def test_handler_whose_time_is_over_knows_nothing(cast: Cast) -> None:
    ProtectionHandler.objects.update(ends=clock.today())
    assert _viewers(cast.amira) == {"amira", "leila"}


def test_protected_guardian_is_hidden_from_the_teacher(cast: Cast) -> None:
    cast.kari.protection = Protection.CONFIDENTIAL
    cast.kari.save()
    assert _viewers(cast.kari) == {"kari"}


@pytest.mark.parametrize(
    ("starts", "ends", "knows"),
    [(0, None, True), (1, None, False), (None, 0, False), (None, 1, True), (-2, -1, False)],
)
def test_position_holds_from_first_day_to_the_day_before_its_end(
    cast: Cast, starts: int | None, ends: int | None, knows: bool
) -> None:
    dates = {name: _day(offset) for name, offset in (("starts", starts), ("ends", ends))}
    Position.objects.filter(person=cast.sissel).update(**dates)
    assert ("nora" in _names(cast.fresh("sissel"))) == knows


def test_group_that_is_over_shows_nobody(cast: Cast) -> None:
    cast.class_6a.ends = clock.today()
    cast.class_6a.save()
    assert _names(cast.fresh("nora")) == {"nora"}


def test_change_of_class_moves_the_view(cast: Cast) -> None:
    Membership.objects.filter(person=cast.jonas).update(group=cast.class_6b)
    assert not may_know_of(cast.fresh("mona"), cast.nora)
    assert may_know_of(cast.fresh("mona"), cast.lise)


def test_one_look_costs_two_queries(cast: Cast, django_assert_num_queries: Any) -> None:
    viewer = cast.fresh("tone")
    with django_assert_num_queries(2):
        list(visible_people(viewer))


def _day(offset: int | None) -> dt.date | None:
    return None if offset is None else clock.today() + dt.timedelta(days=offset)
