"""The week of a school: what is free in each lesson, for every trolley and device."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from devices.models import Bookable, Claim
from devices.policies import is_staff_somewhere
from devices.queries.occupancy import Spans, spans_at
from devices.queries.sweep import taken_per_slot
from devices.visibility import visible_bookables
from schools import affiliations, clock
from schools.exceptions import NotVisible
from schools.models import Person, School
from schools.queries.bells import Slot, slots_on

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


def week_grid(viewer: Person, school: School, monday: dt.date) -> dict[str, Any]:
    """Rows of bookables, columns of lessons, from Monday to Friday.

    Six queries, whatever the number of bookables: one scan of the week's claims,
    counted into the lessons by a difference array.
    """
    dates = [monday + dt.timedelta(days=offset) for offset in range(5)]
    free = clock.free_days(dates[0], dates[-1], school)
    bells = slots_on(school.pk, [day for day in dates if day not in free])
    days = [Day(day, bells.get(day, []), free.get(day, "")) for day in dates]
    bookables = _rows(viewer, school)
    return {"days": days, "lines": _lines(viewer, bookables, days, school)}


def first_day(school: School) -> dt.date:
    """The day to show first: today while it has lessons left, else the next school day."""
    today = clock.today()
    day = clock.nearest_school_day(today, school)
    if day == today:
        slots = slots_on(school.pk, [today])[today]
        if slots and slots[-1].ends <= clock.now():
            return clock.nearest_school_day(today + dt.timedelta(days=1), school)
    return day


def grid_school(viewer: Person, uuid: str | None) -> School:
    """The school asked for, or the viewer's own; only where something can be seen. One query.

    Raises NotVisible.
    """
    schools = School.objects.filter(pk__in=visible_bookables(viewer).order_by().values("school"))
    if uuid:
        schools = schools.filter(uuid=uuid)
    else:
        schools = schools.filter(pk__in=affiliations.of(viewer).own_schools)
    school = schools.order_by("name").first()
    if school is None:
        raise NotVisible
    return school


def grid_schools(viewer: Person) -> list[School]:
    """Schools whose week the viewer may look at, own ones first. At most sixty."""
    own = affiliations.of(viewer).own_schools
    seen = visible_bookables(viewer).order_by().values("school")
    schools = School.objects.filter(pk__in=seen)[:60]
    return sorted(schools, key=lambda school: (school.pk not in own, school.name))


def _rows(viewer: Person, school: School) -> list[Bookable]:
    bookables = visible_bookables(viewer).filter(school=school, is_active=True)
    if not is_staff_somewhere(viewer):
        bookables = bookables.filter(pupil_may_book=True)
    return list(bookables.select_related("category").order_by("-kind", "name")[:_MOST])


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
    rows = Claim.objects.filter(
        reservation__requester=viewer.pk,
        state="active",
        bookable__in=ids,
        starts__lt=moments[-1][1],
        ends__gt=moments[0][0],
    )
    held = rows.values_list("bookable_id", "starts", "ends")
    return {
        (bookable, start)
        for bookable, begins, until in held
        for start, end in moments
        if begins < end and until > start
    }


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
