"""The list of those who would read an announcement, by name and with the reason for each."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from messaging.choices import Part, Side
from messaging.queries import announcing_words
from messaging.queries.announcing_readers import ALONG, OVERSEE, Meant, columns_of
from messaging.targets import Target
from messaging.visibility import active_among
from schools import scopes
from schools.choices import STAFF_IN_GROUP, MemberRole
from schools.models import Group, Membership, Person, Position, School
from schools.models.dated import on_day
from schools.queries.search import FEWEST_LETTERS, has_words
from schools.scopes import KINDS_WITH_YEAR, Scope
from schools.visibility import without_hidden
from schools.visibility.columns import Column
from schools.visibility.people import guardians_of, standing

PER_PAGE = 50
SINGLE, READS_ALONG = "enkeltvis", "med"
Names = Mapping[tuple[str, int], str]
# By person: a part, the number of a scope, and for a guardian nothing of the pupil.
_Belongs = dict[int, set[tuple[Part, int]]]


@dataclass(frozen=True)
class ReaderLine:
    """One reader, and why."""

    person: Person
    why: str


@dataclass(frozen=True)
class ReaderList:
    """One page of it, and what it can be narrowed to (word, text)."""

    page: Page[Person]
    lines: tuple[ReaderLine, ...]
    reasons: tuple[tuple[str, str], ...]


def reader_list(meant: Meant, *, reason: str = "", words: str = "", page: int = 1) -> ReaderList:
    """Fifty readers in order of name. Eight queries at most, whatever their number.

    ``reason``: one of ``reasons``; another shows all. ``words``: of the name.
    """
    people = _narrowed(meant, reason)
    if len(words.strip()) >= FEWEST_LETTERS:
        people = people.filter(has_words(words))
    shown = Paginator(people.order_by("sort_key", "pk"), PER_PAGE).get_page(page)
    rows = list(shown.object_list)
    why = _Why(meant, rows)
    lines = tuple(ReaderLine(person, why.of(person)) for person in rows)
    return ReaderList(shown, lines, tuple(_reasons(meant)))


def _reasons(meant: Meant) -> Iterator[tuple[str, str]]:
    for option in meant.chosen.options:
        yield option.value, option.label
    if meant.singles:
        yield SINGLE, _("chosen one by one")
    yield READS_ALONG, _("reads along")


def _narrowed(meant: Meant, reason: str) -> QuerySet[Person]:
    if reason == SINGLE:
        return _known(meant, meant.of_single())
    if reason == READS_ALONG:
        return meant.people(ALONG, OVERSEE)
    option = next((one for one in meant.chosen.options if one.value == reason), None)
    return meant.people() if option is None else _known(meant, _of(meant, option.target))


def _of(meant: Meant, target: Target) -> list[Column]:
    if target.part != Part.GUARDIANS:
        return columns_of([target], target.part, target.part, meant.day)
    pupils = active_among(columns_of([target], target.part, Part.PUPILS, meant.day))
    known = without_hidden(pupils, meant.viewer).order_by()
    return [guardians_of(known.values("pk"), meant.day)]


def _known(meant: Meant, columns: list[Column]) -> QuerySet[Person]:
    return without_hidden(active_among(columns), meant.viewer).exclude(pk=meant.viewer.pk)


class _Why:
    """Why each of these people reads it: chosen, or the narrowest place, or along."""

    def __init__(self, meant: Meant, people: Sequence[Person]) -> None:
        self.meant, keys = meant, {person.pk for person in people}
        self.names = _names([*meant.to, *meant.along], meant.school)
        self.belongs = _belongs(meant, keys)
        self.single = {one.person.pk: one.side for one in meant.singles}

    def of(self, person: Person) -> str:
        """In words."""
        held = self.belongs.get(person.pk, set())
        if found := _first(self.meant.to, held):
            return announcing_words.why(found, self.names)
        if side := self.single.get(person.pk):
            return _chosen(side)
        if found := _first(self.meant.along, held):
            reason = announcing_words.why(found, self.names)
            return _("%(reason)s, reads along") % {"reason": reason}
        place = self.names["school", self.meant.school]
        return _("leads %(place)s, reads along") % {"place": place}


def _chosen(side: Side) -> str:
    if side == Side.GUARDIAN:
        return _("guardian of a pupil who was chosen one by one")
    return _("chosen one by one")


def _first(some: Iterable[Target], held: set[tuple[Part, int]]) -> Target | None:
    """The narrowest target that means somebody who is all this."""
    mine = [target for target in some if (target.part, number(target.scope)) in held]
    return min(mine, key=_width, default=None)


def _width(target: Target) -> int:
    scope = target.scope
    if scope.group is not None:
        return 0
    return 1 if scope.grade else 2 if scope.role else 3


def number(scope: Scope) -> int:
    """The number that stands for it."""
    if scope.group is not None:
        return scope.group
    school = scope.school or 0
    if scope.grade:
        return scopes.of_year(school, scope.grade)
    return scopes.of_role(school, scope.role) if scope.role else scopes.of_school(school)


def _belongs(meant: Meant, people: set[int]) -> _Belongs:
    """What each is part of: by places in groups, positions, and children. Three queries."""
    children: dict[int, set[int]] = defaultdict(set)
    rows = standing(meant.day).filter(guardian__in=people, pupil__in=meant.home_pupils.values("pk"))
    for guardian, pupil in rows.order_by().values_list("guardian", "pupil"):
        children[pupil].add(guardian)
    found: _Belongs = defaultdict(set)
    for row in _places(meant, people | set(children)):
        numbers = _numbers(row.group)
        part = _part_of(row)
        if row.person_id in people and part:
            found[row.person_id] |= {(part, each) for each in numbers}
        if part == Part.PUPILS:
            for guardian in children.get(row.person_id, ()):
                found[guardian] |= {(Part.GUARDIANS, each) for each in numbers}
    work = Position.objects.filter(on_day(meant.day), person__in=people, school__isnull=False)
    for person, school, role in work.order_by().values_list("person", "school", "role"):
        roles = {scopes.of_role(school, role)} if role in scopes.ROLE_DIGITS else set()
        found[person] |= {(Part.STAFF, each) for each in {scopes.of_school(school), *roles}}
    return found


def _places(meant: Meant, people: set[int]) -> QuerySet[Membership]:
    held = Membership.objects.filter(on_day(meant.day), on_day(meant.day, "group__"))
    return held.filter(person__in=people).select_related("group").order_by()


def _part_of(row: Membership) -> Part | None:
    if row.role == MemberRole.PUPIL:
        return Part.PUPILS
    return Part.STAFF if row.role in STAFF_IN_GROUP else None


def _numbers(group: Group) -> set[int]:
    found = {group.pk, scopes.of_school(group.school_id)}
    if group.grade and group.kind in KINDS_WITH_YEAR:
        found.add(scopes.of_year(group.school_id, group.grade))
    return found


def _names(some: Iterable[Target], school: int) -> Names:
    """Names of the groups and schools of these targets. Two queries."""
    groups = {target.scope.group for target in some if target.scope.group}
    schools = {school, *(target.scope.school for target in some if target.scope.school)}
    named: dict[tuple[str, int], str] = {}
    for key, name in Group.objects.filter(pk__in=groups).values_list("pk", "name"):
        named["group", key] = name
    for key, name in School.objects.filter(pk__in=schools).values_list("pk", "name"):
        named["school", key] = name
    return named
