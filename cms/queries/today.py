"""What Today shows of plans and assignments: one query a panel."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from cms.choices import HandInState
from cms.models import Assignment, PlanEntry
from cms.queries.assignments import Task
from cms.visibility import visible_assignments, visible_hand_ins, visible_week_plans
from schools import affiliations, clock
from schools.choices import MemberRole
from schools.models import Person
from schools.models.dated import on_day
from schools.statements import written_once

MOST, MOST_ENTRIES = 6, 200
BEHIND, AHEAD = dt.timedelta(days=7), dt.timedelta(days=14)
_FRIDAY = 5


@dataclass(frozen=True)
class Reminder:
    """Something one child must have with them or have done on a day."""

    child: Person
    subject: str
    gear: str
    homework: str


def due_work(viewer: Person, pupils: Iterable[int], most: int = MOST) -> list[Task]:
    """What these pupils still have to hand in, a week back and two ahead. One query."""
    rows = _due(viewer, list(pupils), most)
    return [Task(row, _person(row), row.state) for row in rows]


@written_once("pupils")
def _due(viewer: Person, pupils: list[int], most: int) -> QuerySet[Any]:
    now = clock.now()
    state = visible_hand_ins(viewer).filter(
        assignment=OuterRef("pk"), pupil=OuterRef("group__memberships__person")
    )
    return (
        visible_assignments(viewer)
        .filter(published_at__isnull=False, due_at__range=(now - BEHIND, now + AHEAD))
        .filter(_pupils(viewer, "group__", pupils))
        .annotate(
            **_child("group__"),
            state=Coalesce(Subquery(state.values("state")[:1]), Value(HandInState.NOT_STARTED)),
        )
        .exclude(state__in=(HandInState.HANDED_IN, HandInState.ASSESSED))
        .select_related("group")
        .order_by("due_at", "pk")
        .distinct()[:most]
    )


def to_remember(viewer: Person, pupils: Iterable[int], day: dt.date) -> list[Reminder]:
    """What these pupils bring and have ready on a day, by the plans. One query."""
    year, week, weekday = day.isocalendar()
    found = [
        Reminder(
            child=_person(row),
            subject=row.subject,
            gear=row.gear if row.weekday == weekday else "",
            homework=row.homework if row.due_weekday == weekday else "",
        )
        for row in _entries(viewer, list(pupils), year, week)
    ]
    return [row for row in found if row.gear or row.homework]


@written_once("pupils", "year", "week")
def _entries(viewer: Person, pupils: list[int], year: int, week: int) -> QuerySet[Any]:
    plans = visible_week_plans(viewer).filter(
        published_at__isnull=False, iso_year=year, iso_week=week
    )
    entries: QuerySet[Any] = PlanEntry.objects.filter(plan__in=plans.values("pk"))
    found = entries.filter(_pupils(viewer, "plan__group__", pupils)).annotate(
        **_child("plan__group__")
    )
    ordered: QuerySet[Any] = found.order_by("child", "plan_id", "order").distinct()
    return ordered[:MOST_ENTRIES]


def next_weekday(day: dt.date) -> dt.date:
    """Tomorrow, after Friday Monday."""
    return day + dt.timedelta(days=1 if day.isoweekday() < _FRIDAY else 8 - day.isoweekday())


def work_to_look_at(viewer: Person, most: int = MOST) -> list[Assignment]:
    """Assignments of one's groups with hand-ins that wait, oldest due first. One query."""
    return _to_look_at(viewer, most)


@written_once()
def _to_look_at(viewer: Person, most: int) -> QuerySet[Assignment]:
    groups = affiliations.of(viewer).staff_groups
    waiting = visible_hand_ins(viewer).filter(state=HandInState.HANDED_IN).values("pk")
    # the count is of the hand-ins the same join has kept
    rows = visible_assignments(viewer).filter(group__in=groups, hand_ins__in=waiting)
    counted = rows.select_related("group").annotate(to_look_at=Count("hand_ins"))
    return counted.order_by("due_at", "pk")[:most]


def pupils_seen_by(viewer: Person, child_id: int | None) -> frozenset[int]:
    """The guardian's children, or the one narrowed to. No query."""
    children = affiliations.of(viewer).readable_children
    return children & {child_id} if child_id else children


def _pupils(viewer: Person, prefix: str, pupils: Iterable[int]) -> Q:
    """The pupil's place in the group, in one join."""
    place = f"{prefix}memberships__"
    who = Q(**{f"{place}person__in": list(pupils), f"{place}role": MemberRole.PUPIL})
    return who & on_day(affiliations.of(viewer).day, place)


def _child(prefix: str) -> dict[str, Any]:
    person = f"{prefix}memberships__person__"
    return {
        "child": F(f"{person}pk"),
        "child_uuid": F(f"{person}uuid"),
        "child_given": F(f"{person}given_name"),
        "child_family": F(f"{person}family_name"),
    }


def _person(row: Any) -> Person:
    """Enough of the child to draw the avatar and the name."""
    return Person(
        pk=row.child,
        uuid=row.child_uuid,
        given_name=row.child_given,
        family_name=row.child_family,
    )
