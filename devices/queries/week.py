"""The week of a school: what is free in each lesson, for every trolley and device."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Q, QuerySet

from devices.choices import ClaimState
from devices.models import Bookable, Claim
from devices.policies import is_staff_somewhere
from devices.queries.occupancy import Spans, spans_at
from devices.queries.sweep import taken_per_slot
from devices.visibility import visible_bookables
from schools import affiliations, clock
from schools.exceptions import NotVisible
from schools.models import Person, School
from schools.queries.bells import Slot, slots_on
from schools.statements import written_once

_MOST = 200  # rows of one grid


@dataclass(frozen=True)
class Cell:
    """One bookable in one lesson."""

    slot: Slot
    free: int
    capacity: int
    mine: int
    past: bool

    @property
    def level(self) -> str:
        """For the colour; the page says it in words too."""
        if self.free <= 0:
            return "none"
        return "all" if self.free == self.capacity else "some"


@dataclass(frozen=True)
class Line:
    """One bookable through the week."""

    bookable: Bookable
    days: list[list[Cell]]


@dataclass(frozen=True)
class Day:
    """One day's heading: why it is free, or its lessons."""

    date: dt.date
    slots: list[Slot]
    free_because: str


@dataclass(frozen=True)
class Bells:
    """Days without lessons, and the lessons of the others."""

    free: dict[dt.date, str]
    slots: dict[dt.date, list[Slot]]

    def first_day(self) -> dt.date | None:
        """Today while it has lessons left, else the next day with lessons."""
        today, now = clock.today(), clock.now()
        for day, slots in self.slots.items():
            if day >= today and (not slots or slots[-1].ends > now):
                return day
        return None


def bells(school: School, monday: dt.date, weeks: int = 1) -> Bells:
    """Monday to Friday of one week or more. Two queries."""
    first = [monday + dt.timedelta(days=7 * week) for week in range(weeks)]
    days = [start + dt.timedelta(days=offset) for start in first for offset in range(5)]
    free = clock.free_days(days[0], days[-1], school)
    return Bells(free, slots_on(school.pk, [day for day in days if day not in free]))


def bells_ahead(school: School) -> tuple[dt.date, Bells]:
    """The first day that one can still book for, and its week. Two queries; more in holidays."""
    held = bells(school, clock.monday_of(clock.today()), weeks=2)
    if day := held.first_day():
        return day, held
    day = clock.nearest_school_day(clock.today(), school)
    return day, bells(school, clock.monday_of(day))


def week_grid(viewer: Person, school: School, day: dt.date | None = None) -> dict[str, Any]:
    """Rows of bookables, columns of lessons, Monday to Friday of the week of ``day``.

    Without a day, the week of the next lessons. Six queries, whatever the number of
    bookables: one scan of the week's claims, counted into the lessons by a difference array.
    """
    if day:
        held = bells(school, clock.monday_of(day))
    else:
        day, held = bells_ahead(school)
    monday = clock.monday_of(day)
    dates = [monday + dt.timedelta(days=offset) for offset in range(5)]
    rows = _rows(viewer, school.pk, is_staff_somewhere(viewer))
    days = [Day(one, held.slots.get(one, []), held.free.get(one, "")) for one in dates]
    lines = _lines(viewer, rows, days, school)
    return {"days": days, "lines": lines, "day": day, "monday": monday}


def chosen_school(viewer: Person, schools: Sequence[School], uuid: str) -> School:
    """The school asked for among those the viewer may look at, or the viewer's own.

    Raises NotVisible.
    """
    own = affiliations.of(viewer).own_schools
    for school in schools:
        if str(school.uuid) == uuid or (not uuid and school.pk in own):
            return school
    raise NotVisible


def grid_schools(viewer: Person) -> list[School]:
    """Schools whose week the viewer may look at, own ones first. At most sixty."""
    own = affiliations.of(viewer).own_schools
    return sorted(_schools(viewer), key=lambda school: (school.pk not in own, school.name))


@written_once()
def _schools(viewer: Person) -> QuerySet[School]:
    seen = visible_bookables(viewer).order_by().values("school")
    # staff of a school without equipment find an empty week, not a missing page
    own = Q(pk__in=affiliations.of(viewer).staff_schools)
    return School.objects.filter(Q(pk__in=seen) | own)[:60]


@written_once("school")
def _rows(viewer: Person, school: int, is_staff: bool) -> QuerySet[Bookable]:
    bookables = visible_bookables(viewer).filter(school=school, is_active=True)
    if not is_staff:
        bookables = bookables.filter(pupil_may_book=True)
    return bookables.select_related("category").order_by("-kind", "name")[:_MOST]


def _lines(
    viewer: Person, bookables: Sequence[Bookable], days: Sequence[Day], school: School
) -> list[Line]:
    slots = [slot for day in days for slot in day.slots]
    if not slots or not bookables:
        return [Line(row, [[] for _ in days]) for row in bookables]
    moments = [(slot.starts, slot.ends) for slot in slots]
    ids = [row.pk for row in bookables]
    spans = spans_at(school.pk, moments[0][0], moments[-1][1], ids)
    mine = _mine(viewer, ids, moments)
    return [Line(row, _cells(row, slots, spans, mine)) for row in bookables]


def _mine(
    viewer: Person, ids: Sequence[int], moments: Sequence[tuple[dt.datetime, dt.datetime]]
) -> set[tuple[int, dt.datetime]]:
    """(bookable, start of the lesson) where the viewer has a claim."""
    held = _own_claims(viewer.pk, list(ids), moments[0][0], moments[-1][1])
    return {
        (bookable, start)
        for bookable, begins, until in held
        for start, end in moments
        if begins < end and until > start
    }


@written_once("requester", "ids", "first", "last")
def _own_claims(
    requester: int, ids: list[int], first: dt.datetime, last: dt.datetime
) -> QuerySet[Claim, tuple[int, dt.datetime, dt.datetime]]:
    rows = Claim.objects.filter(
        reservation__requester=requester,
        state=ClaimState.ACTIVE,
        bookable__in=ids,
        starts__lt=last,
        ends__gt=first,
    )
    return rows.values_list("bookable_id", "starts", "ends")


def _cells(
    row: Bookable, slots: Sequence[Slot], spans: Spans, mine: set[tuple[int, dt.datetime]]
) -> list[list[Cell]]:
    now = clock.now()
    counts = taken_per_slot(spans[row.pk], [(slot.starts, slot.ends) for slot in slots])
    cells = [
        Cell(
            slot,
            max(row.capacity - taken, 0),
            row.capacity,
            (row.pk, slot.starts) in mine,
            slot.ends <= now,
        )
        for slot, taken in zip(slots, counts, strict=True)
    ]
    return [list(group) for _, group in groupby(cells, key=lambda cell: cell.slot.day)]
