"""Reads about classes and other groups."""

import uuid as uuids
from dataclasses import dataclass
from typing import Any

from django.db.models import F

from schools import affiliations
from schools.choices import STAFF_IN_GROUP
from schools.exceptions import NotVisible
from schools.models import Group, Membership, Person
from schools.models.dated import on_day
from schools.visibility import visible_groups, visible_people


@dataclass(frozen=True)
class Member:
    """One person's place in a group."""

    person: Person
    role: str
    role_name: str


def group_page(viewer: Person, uuid: uuids.UUID) -> dict[str, Any]:
    """The group, its staff and the pupils the viewer may know of. Two queries.

    Raises NotVisible for a group the viewer does not see.
    """
    group = visible_groups(viewer).select_related("school").filter(uuid=uuid).first()
    if group is None:
        raise NotVisible
    members = _members(viewer, group)
    return {
        "group": group,
        "staff": [member for member in members if member.role in STAFF_IN_GROUP],
        "pupils": [member for member in members if member.role not in STAFF_IN_GROUP],
    }


def _members(viewer: Person, group: Group) -> list[Member]:
    day = affiliations.of(viewer).day
    rows = Membership.objects.filter(
        on_day(day), group=group, person__in=visible_people(viewer).values("pk")
    )
    rows = rows.select_related("person").order_by(F("person__sort_key"), "person_id")
    seen: dict[int, Member] = {}
    for row in rows:
        seen.setdefault(row.person_id, Member(row.person, row.role, row.get_role_display()))
    return list(seen.values())
