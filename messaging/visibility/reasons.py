"""The reasons to be in a conversation, one per capacity, from the viewer's side and back.

A participant's place counts only while the capacity is held: staff at the school, pupil at
the school, guardian of that pupil. Nobody reads content by administering.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, Exists, OuterRef, Q, QuerySet, Value

from messaging.choices import Kind, Part, Side
from messaging.models import Audience, Conversation, Participant
from schools.affiliations import LEADS, Affiliations
from schools.models import Group
from schools.models.dated import on_day
from schools.statements import written_once
from schools.visibility.columns import Column
from schools.visibility.people import (
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
    }
    return [side for side in Side if has[side]]


def places(held: Affiliations, side: Side, children: frozenset[int]) -> QuerySet[Participant]:
    """The viewer's own places in one capacity, as far as the capacity is held today."""
    rows = Participant.objects.filter(on_day(held.day), person=held.person_id, side=side)
    if side == Side.GUARDIAN:
        return rows.filter(pupil__in=children)
    if side == Side.PUPIL:
        return rows.filter(conversation__school__in=held.pupil_schools)
    return rows.filter(conversation__school__in=held.staff_schools | held.staff_group_schools)


def audiences(held: Affiliations, side: Side, children: frozenset[int]) -> QuerySet[Audience]:
    """Audiences that mean the viewer in one capacity."""
    if side == Side.GUARDIAN:
        groups = {group for pupil, group in held.child_group_pairs if pupil in children}
        return Audience.objects.filter(part=Part.GUARDIANS, group__in=groups)
    if side == Side.PUPIL:
        return Audience.objects.filter(part=Part.PUPILS, group__in=held.pupil_groups)
    return Audience.objects.filter(part=Part.STAFF, group__in=held.staff_groups)


def overseen(held: Affiliations, side: Side) -> QuerySet[Conversation] | None:
    """Announcements are the school's own word: its leaders and office answer for them."""
    if side != Side.STAFF or not held.led_schools:
        return None
    return Conversation.objects.filter(kind=Kind.ANNOUNCEMENT, school__in=held.led_schools)


# --- and back, from the conversation


@dataclass(frozen=True)
class Ways:
    """How anybody comes into one conversation: capacities of its places, groups by part."""

    sides: tuple[Side, ...]
    groups: Mapping[Part, list[int]]


def ways_into(conversation: Conversation) -> Ways:
    """Asked first (one small query), so that no condition is built for what it has not."""
    groups: dict[Part, list[int]] = {}
    sides = set()
    for name, group in _ways(conversation.pk):
        if group is None:
            sides.add(Side(name))
        else:
            groups.setdefault(Part(name), []).append(group)
    return Ways(tuple(sorted(sides)), groups)


@written_once("conversation")
def _ways(conversation: int) -> QuerySet[Any, tuple[str, int | None]]:
    """Parts with their groups, and the capacities of places, which have none."""
    meant = Audience.objects.filter(conversation=conversation).order_by()
    places = Participant.objects.filter(conversation=conversation).order_by()
    nothing = Value(None, output_field=BigIntegerField())
    return meant.values_list("part", "group_id").union(places.values_list("side", nothing))


def place_holders(conversation: Conversation, side: Side, day: dt.date) -> QuerySet[Participant]:
    """The places in one capacity that count today."""
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
    """Ids of the people an audience means today; the one place that says who that is."""
    if part == Part.GUARDIANS:
        return guardians_in(groups, day)
    if part == Part.PUPILS:
        return pupils_in(groups, day)
    return staff_in(groups, day)


def overseers(conversation: Conversation, day: dt.date) -> Column | None:
    """Ids of those who answer for an announcement; None for other kinds."""
    if conversation.kind != Kind.ANNOUNCEMENT:
        return None
    return staff_at([conversation.school_id], day, LEADS)
