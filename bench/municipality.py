"""A municipality of some size, in bulk: schools, classes, pupils, guardians, their wishes."""

import datetime as dt
from collections.abc import Iterator

from messaging.choices import Channel, NoticeClass, Timing
from messaging.models import NoticeHours, NoticeWish
from schools.choices import Access, MemberRole, PositionRole, Responsibility
from schools.models import Group, Guardianship, Membership, Person, Position, School

_GROUPS, _PUPILS = 20, 20  # classes of a school, pupils of a class
_HOMES_PER_PUPIL = 0.8  # every fourth home has two children
_AT_ONCE = 10_000


def fill(guardians: int) -> tuple[Person, Person]:
    """So many guardians, two a home, at as many schools as they need.

    Answers who leads all the schools, and who leads the first.

    Of the guardians one in ten has wishes of their own and one in ten has hours of their own.
    """
    homes = guardians // 2
    groups = _places(max(2, round(homes / _HOMES_PER_PUPIL) // (_GROUPS * _PUPILS)))
    parents = _people("foresatt", homes * 2, has_address=True)
    pupils = _people("elev", len(groups) * _PUPILS)
    Membership.objects.bulk_create(
        (
            Membership(person=pupil, group=groups[number // _PUPILS], role=MemberRole.PUPIL)
            for number, pupil in enumerate(pupils)
        ),
        batch_size=_AT_ONCE,
    )
    Guardianship.objects.bulk_create(_stands(pupils, parents, homes), batch_size=_AT_ONCE)
    _wishes(parents)
    return _staff(groups)


def _places(count: int) -> list[Group]:
    schools = School.objects.bulk_create(
        School(
            name=f"Skole {number}",
            slug=f"kommune-{number}",
            org_number=f"97600{number:04}",
            first_grade=1,
            last_grade=10,
        )
        for number in range(count)
    )
    return Group.objects.bulk_create(
        Group(school=school, name=f"{1 + place // 2}{'AB'[place % 2]}", grade=1 + place // 2)
        for school in schools
        for place in range(_GROUPS)
    )


def _people(kind: str, count: int, *, has_address: bool = False) -> list[Person]:
    people = [
        Person(
            username=f"{kind}.{number}",
            email=f"{kind}.{number}@skolebro.test" if has_address else "",
            given_name=kind.title(),
            family_name=f"Nr {number:05}",
        )
        for number in range(count)
    ]
    for person in people:
        person.refresh_keys()
    return Person.objects.bulk_create(people, batch_size=_AT_ONCE)


def _stands(pupils: list[Person], parents: list[Person], homes: int) -> Iterator[Guardianship]:
    """Siblings go to other schools."""
    for number, pupil in enumerate(pupils):
        home = number % homes
        for guardian in parents[2 * home : 2 * home + 2]:
            yield Guardianship(
                guardian=guardian,
                pupil=pupil,
                household_key="x",
                responsibility=Responsibility.FULL,
                access=Access.FULL,
            )


def _wishes(parents: list[Person]) -> None:
    timings = (Timing.DIGEST, Timing.OFF, Timing.AT_ONCE)
    NoticeWish.objects.bulk_create(
        (
            NoticeWish(
                person=person,
                notice_class=NoticeClass.SCHOOL,
                channel=Channel.EMAIL,
                timing=timings[number % 3],
            )
            for number, person in enumerate(parents[3::10])
        ),
        batch_size=_AT_ONCE,
    )
    NoticeHours.objects.bulk_create(
        (
            NoticeHours(
                person=person,
                quiet_from=dt.time(20 + number % 3),
                quiet_until=dt.time(6, 15 * (number % 4)),
                digest_at=dt.time(12 + number % 8),
            )
            for number, person in enumerate(parents[7::10])
        ),
        batch_size=_AT_ONCE,
    )


def _staff(groups: list[Group]) -> tuple[Person, Person]:
    teachers = _people("laerer", len(groups), has_address=True)
    Membership.objects.bulk_create(
        Membership(person=teacher, group=group, role=MemberRole.CONTACT_TEACHER)
        for teacher, group in zip(teachers, groups, strict=True)
    )
    [leader], [head] = _people("skolesjef", 1), _people("rektor", 1)
    schools = sorted({group.school_id for group in groups})
    leads = [*((leader, school) for school in schools), (head, schools[0])]
    positions = [
        *(
            Position(person=one, school_id=school, role=PositionRole.LEADER)
            for one, school in leads
        ),
        *(
            Position(person=teacher, school_id=group.school_id, role=PositionRole.TEACHER)
            for teacher, group in zip(teachers, groups, strict=True)
        ),
    ]
    Position.objects.bulk_create(positions, batch_size=_AT_ONCE)
    return leader, head
