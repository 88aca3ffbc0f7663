"""The made-up people, before they meet a database."""

import datetime as dt

import pytest

from config.seed import bundle, places
from config.seed import year as calendar_of
from config.seed.people import SeedSchool

DAY = dt.date(2026, 11, 23)


@pytest.fixture(scope="module")
def schools() -> list[SeedSchool]:
    return places.demo_schools(DAY)


def test_the_same_day_makes_the_same_people(schools: list[SeedSchool]) -> None:
    year = calendar_of.year_of(DAY)
    assert bundle.write(schools, year) == bundle.write(places.demo_schools(DAY), year)


def test_about_six_hundred_pupils(schools: list[SeedSchool]) -> None:
    assert 570 <= sum(len(room.pupils) for school in schools for room in school.classes) <= 650


def test_user_names_are_unique_and_plain(schools: list[SeedSchool]) -> None:
    pupils = [pupil for school in schools for room in school.classes for pupil in room.pupils]
    people = {guard.person.id: guard.person for pupil in pupils for guard in pupil.family.guards}
    people |= {pupil.person.id: pupil.person for pupil in pupils}
    names = [person.username for person in people.values()]
    assert len(set(names)) == len(names)
    assert all(name.isascii() for name in names)


def test_the_outsider_has_no_child_at_lade(schools: list[SeedSchool]) -> None:
    lade = schools[0]
    guards = [g for room in lade.classes for p in room.pupils for g in p.family.guards]
    assert "utenfor" not in {guard.person.username for guard in guards}


@pytest.mark.parametrize(
    ("day", "first"), [(dt.date(2026, 8, 1), 2026), (dt.date(2027, 7, 31), 2026), (DAY, 2026)]
)
def test_a_school_year_begins_in_august(day: dt.date, first: int) -> None:
    assert calendar_of.year_of(day).starts == dt.date(first, 8, 1)


def test_easter_of_2027_is_free() -> None:
    free = calendar_of.free_spells(calendar_of.year_of(DAY))
    easter = next(spell for spell in free if spell.name == "Påskeferie")
    assert (easter.first, easter.last) == (dt.date(2027, 3, 22), dt.date(2027, 3, 29))
