"""The made-up people as a OneRoster bundle, as a municipality's register would send them."""

import datetime as dt
from dataclasses import dataclass

from config.seed.people import SeedClass, SeedGuard, SeedPupil, SeedSchool, SeedStaff
from schools.roster.bundle import Bundle

SYSTEM = "skolebro-demo"
# The register does not know ICT contacts: the office appoints them here.
_REGISTER_ROLES = {"office": "siteAdministrator", "ict": "teacher"}


@dataclass(frozen=True)
class Year:
    """The school year the bundle is about; ``ends`` is the first day after it."""

    starts: dt.date
    ends: dt.date

    @property
    def id(self) -> str:
        """Id of the session."""
        return f"year-{self.ends.year}"


def write(schools: list[SeedSchool], year: Year) -> bytes:
    """The zip file."""
    bundle = Bundle(system=SYSTEM)
    bundle.add_year(year.id, year.starts, year.ends)
    for school in schools:
        bundle.add_school(school.id, school.name, org_number=school.org_number)
        for room in school.classes:
            bundle.add_class(room.id, room.name, school=school.id, year=year.id, grade=room.grade)
    for school in schools:
        for member in school.staff:
            _add_staff(bundle, school, member)
        for room in school.classes:
            _add_class(bundle, school, room, year)
    _add_guards(bundle, [p for s in schools for room in s.classes for p in room.pupils])
    return bundle.to_bytes()


def _add_staff(bundle: Bundle, school: SeedSchool, member: SeedStaff) -> None:
    person, role = member.person, _REGISTER_ROLES.get(member.role, member.role)
    bundle.add_staff(
        person.id,
        person.username,
        person.given,
        person.family,
        role=role,
        schools=[school.id],
        email=person.email,
    )
    if member.ends:
        bundle.row("roles", f"{person.id}.{role}.{school.id}")["endDate"] = member.ends.isoformat()


def _add_class(bundle: Bundle, school: SeedSchool, room: SeedClass, year: Year) -> None:
    for pupil in room.pupils:
        person = pupil.person
        bundle.add_pupil(
            person.id,
            person.username,
            person.given,
            person.family,
            school=school.id,
            classes=[room.id],
            grade=room.grade,
            protection=person.protection or "none",
        )
    for number, teacher in enumerate(room.teachers):
        bundle.add_teaching(
            teacher.person.id,
            room.id,
            primary=number == 0,
            begins=year.starts,
            ends=teacher.ends,
        )


def _add_guards(bundle: Bundle, pupils: list[SeedPupil]) -> None:
    """Every guardian once, with all their children at all schools."""
    children: dict[str, dict[str, str]] = {}
    guards: dict[str, SeedGuard] = {}
    for pupil in pupils:
        for guard in pupil.family.guards:
            guards[guard.person.id] = guard
            children.setdefault(guard.person.id, {})[pupil.person.id] = guard.responsibility
    staff = {row["sourcedId"] for row in bundle.tables["users"]}
    for key, guard in guards.items():
        if key in staff:
            bundle.add_children(key, children[key], household=guard.household)
            continue
        bundle.add_guardian(
            key,
            guard.person.given,
            guard.person.family,
            children=children[key],
            username=guard.person.username,
            household=guard.household,
            email=guard.person.email,
        )
