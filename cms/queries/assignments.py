"""Reads about assignments: lists by role, and one of them."""

import datetime as dt
import uuid as uuids
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, F, Prefetch, Q, QuerySet

from cms.choices import HandInState
from cms.models import Assignment, AssignmentFile, HandIn
from cms.visibility import visible_assignments, visible_hand_ins
from schools import affiliations, clock
from schools.models import Group, Person
from schools.queries.one import the_one
from schools.queries.people import children_of
from schools.statements import written_once

MOST = 60
LOOK_BACK = dt.timedelta(days=21)


@dataclass(frozen=True)
class Task:
    """One assignment as one pupil has it."""

    assignment: Assignment
    pupil: Person | None
    state: str
    is_late: bool = False

    @property
    def state_name(self) -> str:
        """In the reader's language."""
        return str(HandInState(self.state).label)

    @property
    def is_waiting(self) -> bool:
        """Still to be handed in."""
        return self.state not in {HandInState.HANDED_IN, HandInState.ASSESSED}

    @property
    def is_overdue(self) -> bool:
        """Not handed in, and the time is over."""
        return self.is_waiting and self.assignment.due_at < clock.now()


def assignment_by_uuid(viewer: Person, uuid: uuids.UUID) -> Assignment:
    """One the viewer may see, with group, aims and files. Raises NotVisible. Three queries."""
    return the_one(_assignment(viewer, uuid))


@written_once("uuid")
def _assignment(viewer: Person, uuid: uuids.UUID) -> QuerySet[Assignment]:
    found = visible_assignments(viewer).filter(uuid=uuid).select_related("group__school", "author")
    files = AssignmentFile.objects.select_related("file")
    return found.prefetch_related(
        Prefetch("aims", to_attr="aim_rows"), Prefetch("files", files, to_attr="file_rows")
    )


def own_tasks(viewer: Person) -> list[Task]:
    """A pupil's work, next due first, back three weeks. Two queries."""
    groups = affiliations.of(viewer).pupil_groups
    assignments = _recent(viewer).filter(group__in=groups, published_at__isnull=False)
    rows = list(assignments[:MOST])
    states = {row.assignment_id: row for row in _states(viewer, rows).filter(pupil=viewer.pk)}
    return [_task(row, viewer, states.get(row.pk)) for row in rows]


def children_tasks(viewer: Person, child_id: int | None = None) -> list[Task]:
    """The work of a guardian's children, merged, each with the child. Three queries."""
    children = {child.pk: child for child in children_of(viewer) if child_id in {None, child.pk}}
    pairs = affiliations.of(viewer).child_group_pairs
    groups = {group for child, group in pairs if child in children}
    rows = list(_recent(viewer).filter(group__in=groups, published_at__isnull=False)[:MOST])
    states = {
        (row.assignment_id, row.pupil_id): row
        for row in _states(viewer, rows).filter(pupil__in=children)
    }
    return [
        _task(row, child, states.get((row.pk, pk)))
        for row in rows
        for pk, child in children.items()
        if (pk, row.group_id) in pairs
    ]


def taught_assignments(viewer: Person, groups: Collection[int]) -> QuerySet[Assignment]:
    """Assignments of these groups that the viewer sees, newest due first, with figures."""
    return _with_figures(viewer, visible_assignments(viewer).filter(group__in=groups))


def own_taught_assignments(viewer: Person) -> QuerySet[Assignment]:
    """Assignments of the groups the viewer teaches, newest due first. One query."""
    return taught_assignments(viewer, affiliations.of(viewer).staff_groups)[:MOST]


def group_assignments(viewer: Person, group: Group) -> QuerySet[Assignment]:
    """One group's assignments that the viewer may see, newest due first. One query."""
    return _with_figures(viewer, visible_assignments(viewer).filter(group=group))[:MOST]


def open_assignments(viewer: Person, group: Group, most: int = 5) -> list[Assignment]:
    """What the group has to hand in from now on. One query."""
    return _open(viewer, group.pk, most)


@written_once("group")
def _open(viewer: Person, group: int, most: int) -> QuerySet[Assignment]:
    rows = visible_assignments(viewer).filter(
        group=group, published_at__isnull=False, due_at__gte=clock.now()
    )
    return rows.select_related("group").order_by("due_at")[:most]


def _recent(viewer: Person) -> QuerySet[Assignment]:
    since = clock.now() - LOOK_BACK
    return visible_assignments(viewer).filter(due_at__gte=since).select_related("group")


def _with_figures(viewer: Person, rows: QuerySet[Assignment]) -> QuerySet[Assignment]:
    # of the pupils in the viewer's lists only: a number must not tell of a hidden one
    seen = Q(hand_ins__in=visible_hand_ins(viewer).values("pk"))
    waiting = seen & Q(hand_ins__state=HandInState.HANDED_IN)
    unpublished = seen & Q(hand_ins__feedback__isnull=False, hand_ins__feedback__published_at=None)
    return (
        rows.select_related("group")
        .annotate(
            to_look_at=Count("hand_ins", filter=waiting, distinct=True),
            to_publish=Count("hand_ins", filter=unpublished, distinct=True),
        )
        .order_by(F("due_at").desc(), "-pk")
    )


def _states(viewer: Person, rows: list[Assignment]) -> QuerySet[HandIn]:
    return visible_hand_ins(viewer).filter(assignment__in=[row.pk for row in rows])


def _task(assignment: Assignment, pupil: Person, row: HandIn | None) -> Task:
    if row is None:
        return Task(assignment, pupil, HandInState.NOT_STARTED)
    return Task(assignment, pupil, row.state, row.is_late)


def assignments_matching(viewer: Person, words: str, most: int) -> list[Assignment]:
    """Assignments one may see, by title, newest due first. One query."""
    rows = visible_assignments(viewer)
    for word in words.casefold().split():
        rows = rows.filter(search_key__contains=word)
    return list(rows.select_related("group__school").order_by("-due_at", "-pk")[:most])
