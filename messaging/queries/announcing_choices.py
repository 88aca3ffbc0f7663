"""What the writer of an announcement may choose from: schools, years, classes, roles and people.

Each choice has a word for forms: the part, the public key of its class or school, and for a year
or a role which one: ``guardians.<class>``, ``pupils.<school>.6``, ``staff.<school>.teacher``.
"""

import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from messaging import targets
from messaging.choices import Part, Side
from messaging.queries.audiences import writable_groups
from messaging.targets import Target
from messaging.visibility import writable_homes_of, writable_people
from schools import affiliations
from schools.choices import PositionRole
from schools.models import Group, Person, School
from schools.queries.search import FEWEST_LETTERS, groups_now, has_words
from schools.scopes import ROLE_DIGITS

MOST_FOUND = 12
_ROLES = {
    PositionRole.LEADER: gettext_lazy("Leaders"),
    PositionRole.OFFICE: gettext_lazy("The office"),
    PositionRole.ICT: gettext_lazy("ICT contacts"),
    PositionRole.TEACHER: gettext_lazy("Teachers"),
    PositionRole.ASSISTANT: gettext_lazy("Assistants"),
    PositionRole.EDITOR: gettext_lazy("Editors of the site"),
}


@dataclass(frozen=True)
class Option:
    """One thing to tick: a part of a place at a ``school``. ``label`` says both."""

    value: str
    part: Part
    label: str
    target: Target
    school: int


@dataclass(frozen=True)
class PlaceRow:
    """A class, a year, a school or a role there, and its parts."""

    name: str
    options: tuple[Option, ...]


@dataclass(frozen=True)
class SchoolPlaces:
    """What can be chosen at one school; only ``classes`` for those who do not lead it."""

    school: School
    wide: tuple[PlaceRow, ...]
    roles: tuple[PlaceRow, ...]
    years: tuple[PlaceRow, ...]
    classes: tuple[PlaceRow, ...]

    @property
    def rows(self) -> tuple[PlaceRow, ...]:
        """All of them."""
        return (*self.wide, *self.roles, *self.years, *self.classes)


@dataclass(frozen=True)
class Found:
    """A person who may be chosen: themselves, or as a pupil whose home is meant."""

    person: Person
    place: str
    has_home: bool


def places(viewer: Person) -> list[SchoolPlaces]:
    """Schools in order of name. Two queries."""
    by_school: dict[int, list[Group]] = {}
    for group in writable_groups(viewer):
        by_school.setdefault(group.school_id, []).append(group)
    led = affiliations.of(viewer).led_schools
    keys = led | frozenset(by_school)
    schools = School.objects.filter(pk__in=keys).order_by("name", "pk") if keys else ()
    return [_at(school, by_school.get(school.pk, []), school.pk in led) for school in schools]


def options(schools: Iterable[SchoolPlaces]) -> dict[str, Option]:
    """All that can be ticked, by its word."""
    every = (row for school in schools for row in school.rows)
    return {option.value: option for row in every for option in row.options}


def find_people(viewer: Person, words: str) -> list[Found]:
    """Colleagues and pupils by name, at most twelve; none for one letter. Three queries."""
    if len(words.strip()) < FEWEST_LETTERS:
        return []
    return _found(viewer, [], words)


def chosen_people(viewer: Person, keys: Collection[uuid.UUID]) -> list[Found]:
    """Those of these people who may still be chosen, in order of name. Three queries."""
    return _found(viewer, keys, "") if keys else []


def _found(viewer: Person, keys: Collection[uuid.UUID], words: str) -> list[Found]:
    people = writable_people(viewer, Side.STAFF).prefetch_related(groups_now(viewer))
    wanted = people.filter(has_words(words)) if words else people.filter(uuid__in=keys)
    rows = list(wanted.order_by("sort_key", "pk")[: MOST_FOUND if words else len(keys)])
    homes = writable_homes_of(viewer).filter(pk__in=[row.pk for row in rows])
    with_home = set(homes.values_list("pk", flat=True))
    return [_found_one(row, row.pk in with_home) for row in rows]


def _found_one(person: Person, has_home: bool) -> Found:
    names = dict.fromkeys(row.group.name for row in person.now_in)  # type: ignore[attr-defined]
    return Found(person, ", ".join(names), has_home)


def _at(school: School, groups: list[Group], is_led: bool) -> SchoolPlaces:
    return SchoolPlaces(
        school=school,
        wide=(_whole(school),) if is_led else (),
        roles=tuple(_role(school, role) for role in ROLE_DIGITS) if is_led else (),
        years=tuple(_year(school, grade) for grade in _grades(groups)) if is_led else (),
        classes=tuple(_class(group) for group in groups),
    )


def _grades(groups: Iterable[Group]) -> list[int]:
    return sorted({group.grade for group in groups if group.grade})


def _whole(school: School) -> PlaceRow:
    name = _("Everybody at %(school)s") % {"school": school.name}
    return PlaceRow(
        name,
        tuple(
            _option(school.uuid, "", school.name, targets.of_school(school.pk, part), school.pk)
            for part in Part
        ),
    )


def _year(school: School, grade: int) -> PlaceRow:
    name = _("Year %(grade)s") % {"grade": grade}
    return PlaceRow(
        name,
        tuple(
            _option(school.uuid, f".{grade}", f"{name}, {school.name}", target, school.pk)
            for target in (targets.of_school(school.pk, part, grade) for part in Part)
        ),
    )


def _role(school: School, role: str) -> PlaceRow:
    target = targets.of_role(school.pk, role)
    name = str(_ROLES[PositionRole(role)])
    label = f"{name}, {school.name}"
    option = Option(f"{Part.STAFF}.{school.uuid}.{role}", Part.STAFF, label, target, school.pk)
    return PlaceRow(name, (option,))


def _class(group: Group) -> PlaceRow:
    return PlaceRow(
        group.name,
        tuple(
            _option(group.uuid, "", group.name, target, group.school_id)
            for target in (targets.of_group(group.pk, part) for part in Part)
        ),
    )


def _option(key: uuid.UUID, rest: str, place: str, target: Target, school: int) -> Option:
    label = f"{place} – {str(target.part.label).lower()}"
    return Option(f"{target.part}.{key}{rest}", target.part, label, target, school)
