"""The reasons to be in a conversation, one per capacity, from the viewer's side and back.

A participant's place counts only while the capacity is held: staff at the school, pupil at
the school, guardian of that pupil. Nobody reads content by administering.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import BigIntegerField, Exists, OuterRef, Q, QuerySet, Value

from messaging.choices import Kind, Part, Side
from messaging.models import Audience, Conversation, Participant
from messaging.visibility.helping import helped_audiences, helped_places
from schools import scopes
from schools.affiliations import LEADS, Affiliations
from schools.models import Group
from schools.models.dated import on_day
from schools.scopes import KINDS_WITH_YEAR, ROLE_DIGITS, Scope
from schools.statements import written_once
from schools.visibility.columns import Column
from schools.visibility.people import (
    guardians_at,
    guardians_in,
    pupils_at,
    pupils_in,
    staff_at,
    staff_in,
    standing,
)

# --- from the viewer


def sides_held(held: Affiliations) -> list[Side]:
    """Capacities the viewer has anywhere today; in the others nothing can be read."""
    has = {
        Side.STAFF: held.staff_schools or held.staff_groups,
        Side.GUARDIAN: held.readable_children,
        Side.PUPIL: held.pupil_groups,
        Side.HELPER: held.helped_children,
    }
    return [side for side in Side if has[side]]


def places(held: Affiliations, side: Side, children: frozenset[int]) -> QuerySet[Participant]:
    """The viewer's own places in one capacity, as far as the capacity is held today.

    A helper has none of their own: those of the guardians who let them read.
    """
    if side == Side.HELPER:
        return helped_places(held)
    rows = Participant.objects.filter(on_day(held.day), person=held.person_id, side=side)
    if side == Side.GUARDIAN:
        return rows.filter(pupil__in=children)
    if side == Side.PUPIL:
        return rows.filter(conversation__school__in=held.pupil_schools)
    return rows.filter(conversation__school__in=held.staff_schools | held.staff_group_schools)


def audiences(held: Affiliations, side: Side, children: frozenset[int]) -> QuerySet[Audience]:
    """Audiences that mean the viewer in one capacity."""
    if side == Side.HELPER:
        return helped_audiences(held)
    if side == Side.GUARDIAN:
        theirs = {scope for pupil, scope in held.child_scope_pairs if pupil in children}
        return Audience.objects.filter(part=Part.GUARDIANS, scope__in=theirs)
    if side == Side.PUPIL:
        return Audience.objects.filter(part=Part.PUPILS, scope__in=held.pupil_scopes)
    return Audience.objects.filter(part=Part.STAFF, scope__in=held.staff_scopes)


def overseen(held: Affiliations, side: Side) -> QuerySet[Conversation] | None:
    """Announcements are the school's own word: its leaders and office answer for them."""
    if side != Side.STAFF or not held.led_schools:
        return None
    return Conversation.objects.filter(kind=Kind.ANNOUNCEMENT, school__in=held.led_schools)


# --- and back, from the conversation


@dataclass(frozen=True)
class Ways:
    """How anybody comes into one conversation: capacities of its places, scopes by part.

    ``groups`` are apart from the ``wider`` scopes: years, roles and schools.
    """

    sides: tuple[Side, ...]
    groups: Mapping[Part, list[int]]
    wider: Mapping[Part, list[Scope]] = field(default_factory=dict)

    def only(self, *parts: Part) -> "Ways":
        """The scopes of these parts, without places."""
        groups = {part: held for part, held in self.groups.items() if part in parts}
        return Ways((), groups, {part: held for part, held in self.wider.items() if part in parts})


def ways_into(conversation: Conversation) -> Ways:
    """Asked first (one small query), so that no condition is built for what it has not."""
    groups: dict[Part, list[int]] = {}
    wider: dict[Part, list[Scope]] = {}
    sides = set()
    for name, number in _ways(conversation.pk):
        if number is None:
            sides.add(Side(name))
        elif number > 0:
            groups.setdefault(Part(name), []).append(number)
        else:
            wider.setdefault(Part(name), []).append(scopes.read(number))
    return Ways(tuple(sorted(sides)), groups, wider)


@written_once("conversation")
def _ways(conversation: int) -> QuerySet[Any, tuple[str, int | None]]:
    """Parts with their scopes, and the capacities of places, which have none."""
    meant = Audience.objects.filter(conversation=conversation).order_by()
    places = Participant.objects.filter(conversation=conversation).order_by()
    nothing = Value(None, output_field=BigIntegerField())
    return meant.values_list("part", "scope").union(places.values_list("side", nothing))


def place_holders(conversation: Conversation, side: Side, day: dt.date) -> QuerySet[Participant]:
    """The places in one capacity that count today; see ``helping`` for helpers, who have none."""
    if side == Side.HELPER:
        return Participant.objects.none()
    rows = Participant.objects.filter(on_day(day), conversation=conversation.pk, side=side)
    if side == Side.GUARDIAN:
        stands = standing(day).filter(guardian=OuterRef("person"), pupil=OuterRef("pupil"))
        return rows.filter(Exists(stands))
    if side == Side.PUPIL:
        return rows.filter(person__in=pupils_at([conversation.school_id], day))
    here = Group.objects.filter(school=conversation.school_id).values_list("pk")
    at_school = Q(person__in=staff_at([conversation.school_id], day))
    at_school |= Q(person__in=staff_in(here, day))
    return rows.filter(at_school)


def part_people(groups: Any, part: Part, day: dt.date) -> Column:
    """Ids of the people a part of these groups means today; the one place that says who."""
    if part == Part.GUARDIANS:
        return guardians_in(groups, day)
    if part == Part.PUPILS:
        return pupils_in(groups, day)
    return staff_in(groups, day)


def wider_people(meant: Iterable[Scope], part: Part, day: dt.date) -> list[Column]:
    """The same for years, roles and whole schools: columns of ids."""
    rows = list(meant)
    columns: list[Column] = []
    if years := [scope for scope in rows if scope.grade]:
        columns.append(part_people(_groups_of(years), part, day))
    for role in (None, *ROLE_DIGITS):
        there = [scope.school for scope in rows if scope.role == role and not scope.grade]
        if schools := [school for school in there if school is not None]:
            columns += _at_schools(schools, part, role, day)
    return columns


def _at_schools(schools: list[int], part: Part, role: str | None, day: dt.date) -> list[Column]:
    if role is not None:
        return [staff_at(schools, day, [role])]
    if part == Part.GUARDIANS:
        return [guardians_at(schools, day)]
    if part == Part.PUPILS:
        return [pupils_at(schools, day)]
    here = Group.objects.filter(school__in=schools).values("pk")
    return [staff_at(schools, day), staff_in(here, day)]


def _groups_of(years: Iterable[Scope]) -> Column:
    """The groups that make up these years."""
    why = Q(pk__in=[])
    for year in years:
        why |= Q(school=year.school, grade=year.grade)
    return Group.objects.filter(why, kind__in=KINDS_WITH_YEAR).values("pk")


def overseers(conversation: Conversation, day: dt.date) -> Column | None:
    """Ids of those who answer for an announcement; None for other kinds."""
    if conversation.kind != Kind.ANNOUNCEMENT:
        return None
    return staff_at([conversation.school_id], day, LEADS)
