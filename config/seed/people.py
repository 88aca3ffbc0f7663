"""The people of the demo: families first, then classes filled from them. No database here."""

import datetime as dt
import itertools
import random
import unicodedata
from dataclasses import dataclass, field

from config.seed import names

_PLAIN = str.maketrans({"æ": "e", "ø": "o", "å": "a", "ł": "l", "đ": "d", "-": "", " ": ""})
_SIBLING_SHARE = 0.28  # of the pupils of a class
_MOST_CHILDREN = 3
_FAMILY_KINDS = {"one home": 68, "two homes": 20, "one guardian": 12}


@dataclass(eq=False)
class SeedPerson:
    """A row of ``users``."""

    id: str
    username: str
    given: str
    family: str
    email: str = ""
    grade: int | None = None
    protection: str = ""


@dataclass(eq=False)
class SeedGuard:
    """A guardian of a family, and by what right (the words of the metadata column)."""

    person: SeedPerson
    household: str
    responsibility: str = "full"


@dataclass(eq=False)
class SeedFamily:
    """Guardians and the children they share."""

    origin: str
    name: str
    guards: list[SeedGuard]
    grades: list[tuple[str, int]] = field(default_factory=list)  # (area, grade) of the children


@dataclass(eq=False)
class SeedPupil:
    """A child with its family."""

    person: SeedPerson
    family: SeedFamily


@dataclass(eq=False)
class SeedStaff:
    """Somebody who works at a school, and as what (OneRoster's words)."""

    person: SeedPerson
    role: str
    ends: dt.date | None = None


@dataclass(eq=False)
class SeedClass:
    """A class with its pupils and teachers; the first teacher is the contact teacher."""

    id: str
    name: str
    grade: int
    pupils: list[SeedPupil] = field(default_factory=list)
    teachers: list[SeedStaff] = field(default_factory=list)


@dataclass(eq=False)
class SeedSchool:
    """A school with its classes and staff. ``area``: children of a family go to schools of one."""

    id: str
    name: str
    slug: str
    org_number: str
    grades: range
    area: str
    address: str
    place: tuple[float, float]
    classes: list[SeedClass] = field(default_factory=list)
    staff: list[SeedStaff] = field(default_factory=list)

    def class_named(self, name: str) -> SeedClass:
        """The class of this name."""
        return next(each for each in self.classes if each.name == name)


class People:
    """Makes people whose user names are unique, from one stream of chance."""

    def __init__(self, seed: int, domain: str = "post.example") -> None:
        self.chance = random.Random(seed)  # noqa: S311 -- the same people every time
        self._domain = domain
        self._taken: set[str] = set()
        self._count = itertools.count(1)
        self._households = itertools.count(1)
        self._siblings: dict[str, list[SeedFamily]] = {}

    def person(
        self, given: str, family: str, *, username: str = "", mail: bool = True
    ) -> SeedPerson:
        """A person with a new id."""
        chosen = username or self._username(given, family)
        self._taken.add(chosen)
        email = f"{chosen}@{self._domain}" if mail else ""
        return SeedPerson(f"p{next(self._count):06}", chosen, given, family, email)

    def adult(self, origin: str, family: str = "") -> SeedPerson:
        """Some grown-up."""
        given = self.chance.choice(names.ADULTS[origin])
        return self.person(given, family or self.chance.choice(names.FAMILY[origin]))

    def staff(self, role: str) -> SeedStaff:
        """Somebody to work at a school."""
        return SeedStaff(self.adult(self._origin()), role)

    def household(self) -> str:
        """A key that the guardians of one home share."""
        return f"h{next(self._households):05}"

    def family(self) -> SeedFamily:
        """A new family: together, in two homes, or alone."""
        origin = self._origin()
        name = self.chance.choice(names.FAMILY[origin])
        kind = self._weighted(_FAMILY_KINDS)
        home = self.household()
        guards = [SeedGuard(self.adult(origin, name), home)]
        if kind != "one guardian":
            other = home if kind == "one home" else self.household()
            guards.append(SeedGuard(self.adult(origin), other))
        return SeedFamily(origin, name, guards)

    def pupil(self, family: SeedFamily, grade: int, area: str, given: str = "") -> SeedPupil:
        """A child of the family in a grade of 1 to 10."""
        given = given or self.chance.choice(names.GIVEN[family.origin])
        person = self.person(given, family.name, mail=False)
        person.grade = grade
        family.grades.append((area, grade))
        return SeedPupil(person, family)

    def fill(self, room: SeedClass, size: int, area: str) -> None:
        """Fill a class; one child in four is the sibling of somebody in another grade."""
        while len(room.pupils) < size:
            family = self._with_sibling(room.grade, area) or self._new_family(area)
            room.pupils.append(self.pupil(family, room.grade, area))

    def _new_family(self, area: str) -> SeedFamily:
        family = self.family()
        self._siblings.setdefault(area, []).append(family)
        return family

    def _with_sibling(self, grade: int, area: str) -> SeedFamily | None:
        families = self._siblings.get(area, [])
        if not families or self.chance.random() > _SIBLING_SHARE:
            return None
        family = self.chance.choice(families)
        apart = all(abs(grade - other) > 1 for _, other in family.grades)
        return family if apart and len(family.grades) < _MOST_CHILDREN else None

    def _origin(self) -> str:
        return self._weighted(names.ORIGINS)

    def _weighted(self, shares: dict[str, int]) -> str:
        return self.chance.choices(list(shares), list(shares.values()))[0]

    def _username(self, given: str, family: str) -> str:
        stem = f"{_plain(given)}.{_plain(family)}"
        numbered = (f"{stem}{number}" for number in itertools.count(2))
        return next(name for name in itertools.chain([stem], numbered) if name not in self._taken)


def _plain(name: str) -> str:
    folded = unicodedata.normalize("NFKD", name.casefold().translate(_PLAIN))
    return "".join(letter for letter in folded if letter.isascii() and letter.isalnum())
