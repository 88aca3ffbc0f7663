"""Groups as plans, assignments and class pages need them."""

import uuid as uuids

from django.db.models import QuerySet

from cms.visibility import read_groups
from schools import affiliations
from schools.exceptions import NotVisible
from schools.models import Group, Person
from schools.queries.naming import beyond_name
from schools.queries.one import the_one
from schools.statements import written_once
from schools.visibility import visible_among
from schools.visibility.people import pupils_in


def group_by_uuid(viewer: Person, uuid: uuids.UUID) -> Group:
    """A group whose page the viewer reads. Raises NotVisible otherwise. One query."""
    return the_one(_group(viewer, uuid))


@written_once("uuid")
def _group(viewer: Person, uuid: uuids.UUID) -> QuerySet[Group]:
    return read_groups(viewer).select_related("school").filter(uuid=uuid)


def taught_groups(viewer: Person) -> QuerySet[Group]:
    """Groups the viewer is staff of, by name."""
    held = affiliations.of(viewer).staff_groups
    return read_groups(viewer).select_related("school").filter(pk__in=held)


def pupils_of(viewer: Person, group: Group) -> list[Person]:
    """The group's pupils that the viewer may know of, in class-list order. One query."""
    return _pupils(viewer, group.pk, group.pk in affiliations.of(viewer).groups)


@written_once("group")
def _pupils(viewer: Person, group: int, is_in_it: bool) -> QuerySet[Person]:
    pupils = pupils_in([group], affiliations.of(viewer).day)
    return visible_among(viewer, pupils, knows_all=is_in_it).defer(*beyond_name(""))


def pupil_by_uuid(viewer: Person, group: Group, uuid: uuids.UUID) -> Person:
    """One pupil of the group. Raises NotVisible otherwise. One query."""
    for pupil in pupils_of(viewer, group):
        if pupil.uuid == uuid:
            return pupil
    raise NotVisible


def groups_read(viewer: Person, most: int = 60) -> list[Group]:
    """Groups whose page the viewer reads, own ones first. One query."""
    own = affiliations.of(viewer).groups
    rows = list(read_groups(viewer).select_related("school")[:most])
    return sorted(rows, key=lambda group: group.pk not in own)
