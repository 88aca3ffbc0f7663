"""Week plans, laid out by day, merged over a guardian's children."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import QuerySet
from django.utils.translation import get_language

from cms.choices import Weekday
from cms.models import PlanEntry, WeekPlan
from cms.visibility import visible_week_plans
from schools import affiliations, clock
from schools.exceptions import NotVisible
from schools.models import Group, Person, School
from schools.queries.people import children_of
from schools.statements import written_once

_WEEK = re.compile(r"(\d{4})-?W(\d{1,2})")


@dataclass(frozen=True)
class Week:
    """An ISO week."""

    year: int
    number: int

    @property
    def days(self) -> list[dt.date]:
        """Monday to Friday."""
        return clock.week_days(self.year, self.number)

    @property
    def code(self) -> str:
        """As in the address: 2026-W48."""
        return f"{self.year}-W{self.number:02}"

    def other(self, weeks: int) -> "Week":
        """So many weeks later."""
        return week_of(self.days[0] + dt.timedelta(weeks=weeks))

    @property
    def before(self) -> "Week":
        """The week before."""
        return self.other(-1)

    @property
    def after(self) -> "Week":
        """The week after."""
        return self.other(1)

    @property
    def is_now(self) -> bool:
        """Whether today lies in it."""
        return self == week_of(clock.today())


@dataclass(frozen=True)
class Line:
    """One entry with those it concerns: children for a guardian, else nobody."""

    entry: PlanEntry
    group: Group
    children: list[Person] = field(default_factory=list)

    @property
    def due_name(self) -> str:
        """The day the homework is due, as it stands inside a sentence."""
        name = str(Weekday(self.entry.due_weekday).label) if self.entry.due_weekday else ""
        return name if get_language() == "en" else name.lower()


@dataclass(frozen=True)
class Day:
    """One school day: what is on, and what homework is due."""

    number: int
    date: dt.date
    free: str = ""
    lines: list[Line] = field(default_factory=list)
    due: list[Line] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Monday …, in the reader's language."""
        return str(Weekday(self.number).label)

    @property
    def is_today(self) -> bool:
        """Whether it is today."""
        return self.date == clock.today()


@dataclass(frozen=True)
class WeekView:
    """A week as it is shown."""

    week: Week
    plans: list[WeekPlan]
    days: list[Day]
    all_week: list[Line]
    messages: list[tuple[WeekPlan, list[Person]]]

    @property
    def is_empty(self) -> bool:
        """Nothing at all is planned."""
        return not self.plans


def week_of(day: dt.date) -> Week:
    """The ISO week of a day."""
    year, number, _weekday = day.isocalendar()
    return Week(year, number)


def week_from(code: str | None) -> Week:
    """The week of ``?uke=2026-W48``; without it, this week (at weekends, the next).

    Raises NotVisible for a week that does not exist.
    """
    if not code:
        return week_of(clock.today() + dt.timedelta(days=2))
    found = _WEEK.fullmatch(code)
    if not found:
        raise NotVisible
    week = Week(int(found[1]), int(found[2]))
    try:
        _ = week.days, week.before, week.after
    except (ValueError, OverflowError):
        raise NotVisible from None
    return week


def group_week(viewer: Person, group: Group, week: Week) -> WeekView:
    """One group's week. Three queries."""
    return _view(viewer, [group.pk], week, {}, group.school)


def own_week(viewer: Person, week: Week) -> WeekView:
    """A pupil's own groups, merged. Three queries."""
    return _view(viewer, affiliations.of(viewer).pupil_groups, week, {})


def children_week(viewer: Person, week: Week, child_id: int | None = None) -> WeekView:
    """The weeks of a guardian's children, merged and marked with the child. Four queries."""
    by_group: dict[int, list[Person]] = {}
    children = {child.pk: child for child in children_of(viewer)}
    for child, group in sorted(affiliations.of(viewer).child_group_pairs):
        if child in children and child_id in {None, child}:
            by_group.setdefault(group, []).append(children[child])
    # with one child there is nobody to tell apart
    shown = {child.pk for children in by_group.values() for child in children}
    return _view(viewer, by_group, week, by_group if len(shown) > 1 else {})


def plan_of(viewer: Person, group: Group, week: Week) -> WeekPlan | None:
    """The group's plan row, for its form. Two queries."""
    rows = visible_week_plans(viewer).filter(group=group, iso_year=week.year, iso_week=week.number)
    return rows.prefetch_related("entries").first()


def _view(
    viewer: Person,
    groups: Iterable[int],
    week: Week,
    children: dict[int, list[Person]],
    school: School | None = None,
) -> WeekView:
    plans = _plans(viewer, list(groups), week.year, week.number)
    lines = [
        Line(entry, plan.group, children.get(plan.group_id, []))
        for plan in plans
        for entry in plan.entries.all()
    ]
    free = clock.free_days(week.days[0], week.days[-1], school)
    return WeekView(
        week=week,
        plans=plans,
        days=[_day(number, date, free, lines) for number, date in enumerate(week.days, 1)],
        all_week=[
            line
            for line in lines
            if line.entry.weekday is None and (line.entry.due_weekday is None or _says_more(line))
        ],
        messages=[(plan, children.get(plan.group_id, [])) for plan in plans if plan.to_home],
    )


@written_once("groups", "year", "number")
def _plans(viewer: Person, groups: list[int], year: int, number: int) -> QuerySet[WeekPlan]:
    rows = visible_week_plans(viewer).filter(group__in=groups, iso_year=year, iso_week=number)
    return rows.select_related("group").prefetch_related("entries")


def _says_more(line: Line) -> bool:
    return bool(line.entry.theme or line.entry.goal or line.entry.gear)


def _day(number: int, date: dt.date, free: dict[dt.date, str], lines: list[Line]) -> Day:
    return Day(
        number=number,
        date=date,
        free=free.get(date, ""),
        lines=[line for line in lines if line.entry.weekday == number],
        due=[line for line in lines if line.entry.homework and line.entry.due_weekday == number],
    )
