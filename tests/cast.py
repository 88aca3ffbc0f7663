"""The people of the tests: two schools whose data could leak into each other.

Nora in 6A at Lade is the pupil that everything is about. The fourteen columns of
the access matrix are the roles in ``ROLES``; the others are there because they
have caught mistakes elsewhere (two homes, protected, quarantined, both parent and
teacher). Dates: what ended, ended today (ends are exclusive); what goes on is open.
"""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from schools import clock
from schools.choices import Access, MemberRole, PositionRole, Protection, Responsibility
from schools.models import (
    Group,
    Guardianship,
    Membership,
    Person,
    Position,
    ProtectionHandler,
    School,
)
from tests.factories import PersonFactory

PASSWORD = "en lang nok setning"

ROLES = {
    "AN": "",  # signed out
    "PU": "nora",  # the pupil
    "PC": "jonas",  # classmate
    "GU": "kari",  # guardian with responsibility
    "GX": "geir",  # parent without responsibility
    "GO": "mona",  # another guardian in the class
    "TC": "tone",  # class teacher
    "TO": "odd",  # another teacher at the school
    "SA": "sissel",  # leader of the school
    "SB": "bjarne",  # leader of another school
    "MA": "marit",  # municipality administrator
    "SU": "sverre",  # substitute whose time is over
    "XG": "inger",  # ex-guardian
    "XT": "torleif",  # ex-teacher
}

_PEOPLE = {
    # Lade, class 6A
    "nora": "Nora Hansen",
    "jonas": "Jonas Berg",
    "amira": "Amira Haddad",  # strictly confidential address; only hanne is named
    "kari": "Kari Hansen",  # Nora's first home
    "erik": "Erik Hansen",  # Nora's first home
    "ola": "Ola Nilsen",  # Nora's second home
    "geir": "Geir Moen",
    "inger": "Inger Strand",
    "mona": "Mona Berg",
    "ivar": "Ivar Berg",  # Jonas: information only, to an end date
    "kjell": "Kjell Rø",  # Jonas: row waits in quarantine
    "leila": "Leila Haddad",  # Amira's mother
    "tone": "Tone Lie",
    "arne": "Arne Dahl",  # assistant in 6A
    "sverre": "Sverre Wold",
    "torleif": "Torleif Aas",
    # Lade, class 6B and the house
    "lise": "Lise Østby",
    "per": "Per Ås",
    "anne": "Anne Østby",  # children at both schools
    "odd": "Odd Haugen",
    "sissel": "Sissel Aune",
    "hanne": "Hanne Vik",  # office; named handler of Amira
    "ida": "Ida Sand",  # ICT contact
    # Rosenborg, class 8A
    "magnus": "Magnus Østby",
    "sara": "Sara Lund",
    "stian": "Stian Lund",  # Sara's father
    "tuva": "Tuva Ås",  # teacher at Rosenborg, guardian of Per at Lade
    "bjarne": "Bjarne Solberg",
    "roar": "Roar Ness",  # ICT contact
    # neither
    "marit": "Marit Foss",
    "gone": "Gro Borte",  # deactivated account with rows left
}


@dataclass
class Cast:
    """Everybody by first name: ``cast.nora``; groups and schools by name too."""

    lade: School
    rosenborg: School
    class_6a: Group
    class_6b: Group
    class_8a: Group
    people: dict[str, Person] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Person:
        people: dict[str, Person] = self.__dict__.get("people", {})
        if name not in people:
            raise AttributeError(name)
        return people[name]

    def role(self, code: str) -> Person | None:
        """The person of a matrix column; None for signed out."""
        return self.people[ROLES[code]] if ROLES[code] else None

    def fresh(self, name: str) -> Person:
        """The person read anew, without kept affiliations."""
        return Person.objects.get(pk=self.people[name].pk)

    def with_password(self, *names: str) -> None:
        """Let these sign in by the form with ``PASSWORD``."""
        for name in names:
            self.people[name].set_password(PASSWORD)
            self.people[name].save(update_fields=["password"])


def build_cast() -> Cast:
    """All rows in a dozen statements."""
    cast = _places()
    cast.people = _people()
    _memberships(cast)
    _positions(cast)
    _guardianships(cast)
    ProtectionHandler.objects.create(person=cast.amira, handler=cast.hanne)
    return cast


def _places() -> Cast:
    lade = School(
        name="Lade skole", slug="lade", org_number="974000001", first_grade=1, last_grade=10
    )
    rosenborg = School(
        name="Rosenborg skole",
        slug="rosenborg",
        org_number="974000002",
        first_grade=8,
        last_grade=10,
    )
    School.objects.bulk_create([lade, rosenborg])
    groups = [
        Group(school=lade, name="6A", grade=6),
        Group(school=lade, name="6B", grade=6),
        Group(school=rosenborg, name="8A", grade=8),
    ]
    Group.objects.bulk_create(groups)
    return Cast(lade, rosenborg, *groups)


def _people() -> dict[str, Person]:
    people: dict[str, Any] = {}
    for name, full_name in _PEOPLE.items():
        given, family = full_name.split(" ", 1)
        email = f"{name}@skolebro.test"
        people[name] = PersonFactory.build(
            username=name, given_name=given, family_name=family, email=email
        )
    people["amira"].protection = Protection.STRICT
    people["gone"].is_active = False
    Person.objects.bulk_create(people.values())
    return people


def _memberships(cast: Cast) -> None:
    today = clock.today()
    rows: list[tuple[str, Group, MemberRole, dt.date | None]] = [
        ("nora", cast.class_6a, MemberRole.PUPIL, None),
        ("jonas", cast.class_6a, MemberRole.PUPIL, None),
        ("amira", cast.class_6a, MemberRole.PUPIL, None),
        ("gone", cast.class_6a, MemberRole.PUPIL, None),
        ("tone", cast.class_6a, MemberRole.CONTACT_TEACHER, None),
        ("arne", cast.class_6a, MemberRole.ASSISTANT, None),
        ("sverre", cast.class_6a, MemberRole.TEACHER, today),
        ("torleif", cast.class_6a, MemberRole.TEACHER, today),
        ("lise", cast.class_6b, MemberRole.PUPIL, None),
        ("per", cast.class_6b, MemberRole.PUPIL, None),
        ("odd", cast.class_6b, MemberRole.CONTACT_TEACHER, None),
        ("magnus", cast.class_8a, MemberRole.PUPIL, None),
        ("sara", cast.class_8a, MemberRole.PUPIL, None),
        ("tuva", cast.class_8a, MemberRole.CONTACT_TEACHER, None),
    ]
    Membership.objects.bulk_create(
        Membership(person=cast.people[name], group=group, role=role, ends=ends)
        for name, group, role, ends in rows
    )


def _positions(cast: Cast) -> None:
    today = clock.today()
    rows: list[tuple[str, School | None, PositionRole, dt.date | None]] = [
        ("tone", cast.lade, PositionRole.TEACHER, None),
        ("odd", cast.lade, PositionRole.TEACHER, None),
        ("arne", cast.lade, PositionRole.ASSISTANT, None),
        ("sissel", cast.lade, PositionRole.LEADER, None),
        ("hanne", cast.lade, PositionRole.OFFICE, None),
        ("ida", cast.lade, PositionRole.ICT, None),
        ("sverre", cast.lade, PositionRole.TEACHER, today),
        ("torleif", cast.lade, PositionRole.TEACHER, today),
        ("tuva", cast.rosenborg, PositionRole.TEACHER, None),
        ("bjarne", cast.rosenborg, PositionRole.LEADER, None),
        ("roar", cast.rosenborg, PositionRole.ICT, None),
        ("marit", None, PositionRole.MUNICIPAL_ADMIN, None),
    ]
    Position.objects.bulk_create(
        Position(person=cast.people[name], school=school, role=role, ends=ends)
        for name, school, role, ends in rows
    )


def _guardianships(cast: Cast) -> None:
    soon = clock.today() + dt.timedelta(days=30)
    full = {"responsibility": Responsibility.FULL, "access": Access.FULL}
    none = {"responsibility": Responsibility.NONE, "access": Access.NONE}
    informed = {
        "responsibility": Responsibility.INFORMATION,
        "access": Access.INFORMATION,
        "ends": soon,
    }
    rows: list[tuple[str, str, dict[str, Any]]] = [
        ("kari", "nora", {**full, "household_key": "hansen"}),
        ("erik", "nora", {**full, "household_key": "hansen"}),
        ("ola", "nora", {**full, "household_key": "nilsen"}),
        ("geir", "nora", none),
        ("inger", "nora", {**full, "ends": clock.today()}),
        ("mona", "jonas", full),
        ("ivar", "jonas", informed),
        ("kjell", "jonas", {**full, "quarantined": True}),
        ("leila", "amira", full),
        ("anne", "lise", full),
        ("anne", "magnus", full),
        ("tuva", "per", full),
        ("stian", "sara", full),
    ]
    Guardianship.objects.bulk_create(
        Guardianship(guardian=cast.people[guardian], pupil=cast.people[pupil], **fields)
        for guardian, pupil, fields in rows
    )
