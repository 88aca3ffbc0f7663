"""What a bundle says there should be, free of tables and of the database."""

import datetime as dt
from dataclasses import dataclass, field

from schools.choices import GroupKind, MemberRole, PositionRole, Protection, Responsibility

Pair = tuple[str, str]
Triple = tuple[str, str, str]


@dataclass
class WantedSchool:
    """A school by its source id."""

    key: str
    name: str
    org_number: str
    grades: set[int] = field(default_factory=set)


@dataclass(frozen=True)
class WantedYear:
    """A school year; ``ends`` exclusive."""

    name: str
    starts: dt.date
    ends: dt.date


@dataclass(frozen=True)
class WantedGroup:
    """A class or teaching group."""

    key: str
    school: str
    kind: GroupKind
    name: str
    grade: int | None
    subject_code: str
    starts: dt.date | None
    ends: dt.date | None


@dataclass
class WantedPerson:
    """A human; ``keys`` are several when two users of the source are one."""

    key: str
    keys: list[str]
    username: str
    given_name: str
    family_name: str
    email: str
    mobile: str
    row: int
    number_hash: str = ""
    eppns: tuple[str, ...] = ()
    protection: Protection | None = None  # None: not stated
    is_pupil: bool = False


@dataclass
class Term:
    """From when to when; ``ends`` exclusive, None is open."""

    starts: dt.date | None
    ends: dt.date | None

    def joined(self, other: "Term") -> "Term":
        """From the first beginning to the last end of both."""
        starts = (
            None if None in (self.starts, other.starts) else min(_days(self.starts, other.starts))
        )
        ends = None if None in (self.ends, other.ends) else max(_days(self.ends, other.ends))
        return Term(starts, ends)


@dataclass
class WantedGuardianship:
    """An adult for a child, as the source states it."""

    responsibility: Responsibility = Responsibility.UNKNOWN
    household: str = ""


@dataclass
class Wanted:
    """The whole bundle, every reference inside it resolved."""

    system: str
    schools: dict[str, WantedSchool] = field(default_factory=dict)
    years: dict[str, WantedYear] = field(default_factory=dict)
    groups: dict[str, WantedGroup] = field(default_factory=dict)
    people: dict[str, WantedPerson] = field(default_factory=dict)
    memberships: dict[Triple, Term] = field(default_factory=dict)  # person, group, MemberRole
    positions: dict[Triple, Term] = field(default_factory=dict)  # person, school, PositionRole
    guardianships: dict[Pair, WantedGuardianship] = field(default_factory=dict)
    says_responsibility: bool = False
    says_protection: bool = False

    def schools_of_pupil(self) -> dict[str, set[str]]:
        """Keys of the schools that each pupil has a place at."""
        found: dict[str, set[str]] = {}
        for person, group, role in self.memberships:
            if role == MemberRole.PUPIL:
                found.setdefault(person, set()).add(self.groups[group].school)
        return found


POSITIONS = {
    "principal": PositionRole.LEADER,
    "siteadministrator": PositionRole.OFFICE,
    "administrator": PositionRole.OFFICE,  # 1.1 knows no better word
    "aide": PositionRole.ASSISTANT,
    "teacher": PositionRole.TEACHER,
}
HIGH_ROLES = frozenset({"districtadministrator", "systemadministrator"})
GUARDIAN_ROLES = frozenset({"guardian", "parent"})


def system_key(system: str) -> str:
    """The source's name as it stands before the ids of its rows."""
    return " ".join(system.casefold().replace(":", "-").split())[:80]


def _days(*days: dt.date | None) -> list[dt.date]:
    """The days, or none of them when one is open."""
    known = [day for day in days if day is not None]
    return known if len(known) == len(days) else []
