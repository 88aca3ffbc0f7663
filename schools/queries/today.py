"""What Today says about the school day itself: lessons, free days, one's classes."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import CharField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast

from schools import affiliations, clock
from schools.choices import GroupKind, Role
from schools.models import FreeDay, Group, Lesson, Period, Person
from schools.models.dated import on_day
from schools.queries.kept import kept
from schools.statements import written_once

LOOK_AHEAD = dt.timedelta(days=10)
FREE_DAY_NOTICE = dt.timedelta(days=7)


@dataclass(frozen=True)
class LessonLine:
    """One lesson on one day, wall times of the municipality; times None when no bell is set."""

    lesson: Lesson
    day: dt.date
    starts_at: dt.time | None
    ends_at: dt.time | None
    state: str = ""  # "now", "next" or nothing


@dataclass(frozen=True)
class DayPlan:
    """The lessons of one day."""

    day: dt.date
    lines: list[LessonLine]

    @property
    def starts_at(self) -> dt.time | None:
        """When the first lesson begins."""
        return min((line.starts_at for line in self.lines if line.starts_at), default=None)

    @property
    def ends_at(self) -> dt.time | None:
        """When the last lesson ends."""
        return max((line.ends_at for line in self.lines if line.ends_at), default=None)

    @property
    def subjects(self) -> list[str]:
        """Subjects in the order of the day, each once."""
        return list(dict.fromkeys(line.lesson.subject for line in self.lines))


def free_days_ahead(viewer: Person, day: dt.date) -> list[FreeDay]:
    """Days without lessons at the viewer's and the children's schools, ten days ahead.

    One query, shared by all panels of the page.
    """
    schools = sorted(affiliations.of(viewer).schools)
    return kept(
        viewer, ("free days", day, *schools), lambda: _free_days(schools, day, day + LOOK_AHEAD)
    )


@written_once("schools", "first", "last")
def _free_days(schools: list[int], first: dt.date, last: dt.date) -> QuerySet[FreeDay]:
    place = Q(school__isnull=True) | Q(school__in=schools)
    rows = FreeDay.objects.filter(place, date__range=(first, last))
    return rows.select_related("school")[:20]


def lessons_of(viewer: Person, role: Role, day: dt.date) -> DayPlan | None:
    """The pupil's or teacher's lessons of the day, or when it is over of the next school day.

    None without any lesson in sight. One query, beside the shared one for free days.
    """
    days = [day + dt.timedelta(days=offset) for offset in range(8)]
    if role == Role.TEACHER:
        lessons = _lessons_given(viewer.pk, day)
    else:
        lessons = _lessons_had(sorted(affiliations.of(viewer).pupil_groups), day)
    for candidate in days:
        lines = _lines_on(lessons, candidate, free_days_ahead(viewer, day))
        if lines and not _is_over(lines, candidate):
            return DayPlan(candidate, _with_state(lines, candidate))
    return None


def children_days(
    viewer: Person, day: dt.date, children: Iterable[int]
) -> dict[int, list[DayPlan]]:
    """Per child: today and tomorrow, days without lessons left out.

    One query, beside the shared one for free days.
    """
    held = affiliations.of(viewer)
    wanted = held.readable_children & frozenset(children)
    pairs = [(child, group) for child, group in held.child_group_pairs if child in wanted]
    lessons = _lessons_had(sorted({group for _, group in pairs}), day)
    plans: dict[int, list[DayPlan]] = {child: [] for child in wanted}
    for child in wanted:
        groups = {group for owner, group in pairs if owner == child}
        own = [lesson for lesson in lessons if lesson.group_id in groups]
        for date in (day, day + dt.timedelta(days=1)):
            if lines := _lines_on(own, date, free_days_ahead(viewer, day)):
                plans[child].append(DayPlan(date, lines))
    return plans


def groups_taught(viewer: Person) -> list[Group]:
    """Classes and groups the teacher is staff of. One query, at most twenty."""
    return _groups(sorted(affiliations.of(viewer).staff_groups))


@written_once("keys")
def _groups(keys: list[int]) -> QuerySet[Group]:
    return Group.objects.filter(pk__in=keys).select_related("school")[:20]


def classes_led(viewer: Person) -> list[Group]:
    """Classes of the schools the viewer leads, by year. One query, at most sixty."""
    held = affiliations.of(viewer)
    return _classes_at(sorted(held.led_schools), held.day)


@written_once("schools", "day")
def _classes_at(schools: list[int], day: dt.date) -> QuerySet[Group]:
    return Group.objects.filter(on_day(day), kind=GroupKind.CLASS, school__in=schools)[:60]


@written_once("teacher", "day")
def _lessons_given(teacher: int, day: dt.date) -> QuerySet[Lesson]:
    return _lessons(Q(teacher=teacher), day)


@written_once("groups", "day")
def _lessons_had(groups: list[int], day: dt.date) -> QuerySet[Lesson]:
    return _lessons(Q(group__in=groups), day)


def _lessons(mine: Q, day: dt.date) -> QuerySet[Lesson]:
    """This week's lessons with the times their school's bell gives them."""
    period = Period.objects.filter(
        on_day(day, "schedule__"),
        schedule__school=OuterRef("group__school"),
        schedule__weekdays__contains=Cast(OuterRef("weekday"), CharField()),
        number=OuterRef("period_number"),
    ).order_by("-schedule__starts", "schedule")
    lessons = Lesson.objects.filter(mine, on_day(day), on_day(day, "group__"))
    return lessons.select_related("group", "room", "teacher").annotate(
        starts_at=Subquery(period.values("starts_at")[:1]),
        ends_at=Subquery(period.values("ends_at")[:1]),
    )[:200]


def _lines_on(lessons: list[Lesson], day: dt.date, free: list[FreeDay]) -> list[LessonLine]:
    closed = {row.school_id for row in free if row.date == day}
    if None in closed:
        return []
    lines = [
        LessonLine(lesson, day, lesson.starts_at, lesson.ends_at)  # type: ignore[attr-defined]
        for lesson in lessons
        if lesson.weekday == day.isoweekday() and lesson.group.school_id not in closed
    ]
    return sorted(lines, key=lambda line: (line.lesson.period_number, line.lesson.pk))


def _is_over(lines: list[LessonLine], day: dt.date) -> bool:
    now = clock.local(clock.now())
    last = max((line.ends_at for line in lines if line.ends_at), default=None)
    return day == now.date() and last is not None and last < now.time()


def _with_state(lines: list[LessonLine], day: dt.date) -> list[LessonLine]:
    """Mark the lesson that is on, and the one that comes next."""
    now = clock.local(clock.now())
    if day != now.date():
        return lines
    marked, next_given = [], False
    for line in lines:
        state = ""
        if line.starts_at and line.ends_at and line.starts_at <= now.time() < line.ends_at:
            state = "now"
        elif line.starts_at and line.starts_at > now.time() and not next_given:
            state, next_given = "next", True
        marked.append(LessonLine(line.lesson, line.day, line.starts_at, line.ends_at, state))
    return marked
