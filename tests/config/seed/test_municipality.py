"""The parts of the whole municipality; `manage.py seed --scale municipality` puts them together."""

import datetime as dt
import random

import pytest

from config.seed import bundle, municipality
from config.seed import year as calendar_of
from config.seed.people import SeedSchool
from config.seed.world import World
from devices.models import Asset, Bookable, PoolMember
from schools.models import School
from schools.roster.numbers import is_org_number
from tests.factories import PersonFactory

pytestmark = pytest.mark.slow  # thousands of rows

DAY = dt.date(2026, 11, 23)


@pytest.fixture(scope="module")
def schools() -> list[SeedSchool]:
    return municipality.schools(DAY)


def test_52_schools_that_cannot_be_mistaken_for_each_other(schools: list[SeedSchool]) -> None:
    assert len(schools) == 52
    for kind in ("id", "name", "slug", "org_number"):
        assert len({getattr(school, kind) for school in schools}) == 52, kind
    assert all(is_org_number(school.org_number) for school in schools)
    rooms = [room.id for school in schools for room in school.classes]
    assert len(set(rooms)) == len(rooms)
    assert all(room.pupils and room.teachers for school in schools for room in school.classes)


def test_as_many_people_as_a_large_municipality_has(schools: list[SeedSchool]) -> None:
    pupils = [pupil for school in schools for room in school.classes for pupil in room.pupils]
    guards = {guard.person.id for pupil in pupils for guard in pupil.family.guards}
    staff = {member.person.id for school in schools for member in school.staff}
    assert 20_000 <= len(pupils) <= 22_000
    assert 31_000 <= len(guards) <= 37_000
    assert 2_300 <= len(staff) <= 2_700


def test_user_names_are_unique(schools: list[SeedSchool]) -> None:
    pupils = [pupil for school in schools for room in school.classes for pupil in room.pupils]
    people = {guard.person.id: guard.person for pupil in pupils for guard in pupil.family.guards}
    people |= {pupil.person.id: pupil.person for pupil in pupils}
    people |= {member.person.id: member.person for school in schools for member in school.staff}
    assert len({person.username for person in people.values()}) == len(people)


def test_the_same_day_makes_the_same_municipality(schools: list[SeedSchool]) -> None:
    year = calendar_of.year_of(DAY)
    again = municipality.schools(DAY)
    assert bundle.write(schools[-2:], year) == bundle.write(again[-2:], year)


@pytest.mark.django_db
def test_each_school_beyond_the_demo_has_eight_full_trolleys(schools: list[SeedSchool]) -> None:
    some = schools[:5]
    for school in some:
        grades = {"first_grade": school.grades.start, "last_grade": school.grades.stop - 1}
        School.objects.create(
            name=school.name, slug=school.slug, org_number=school.org_number, **grades
        )
    world = World(some, calendar_of.year_of(DAY), DAY, PersonFactory(), random.Random(1))
    world.read()
    municipality.stock(world)
    assert Bookable.objects.count() == 2 * 8
    assert Asset.objects.count() == PoolMember.objects.count() == 2 * 8 * 30
    assert not Asset.objects.filter(school__in=[world.school(each) for each in some[:3]]).exists()
    assert {trolley.members.count() for trolley in Bookable.objects.all()} == {30}
