"""What is free for "what do you need, when?", nearest first; and what else would do."""

import datetime as dt
import math
import uuid as uuids
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from devices.choices import Want
from devices.models import Bookable
from devices.policies import is_staff_somewhere
from devices.queries.occupancy import spans_of
from devices.queries.sweep import peak
from devices.visibility import visible_bookables
from schools import affiliations, clock
from schools.models import Person, School
from schools.queries.bells import slots_on
from schools.queries.one import the_one
from schools.statements import written_once

_MOST = 500  # bookables looked at in one question
_DAYS_AHEAD = 7
_STEP = dt.timedelta(minutes=30)
_OPENS, _CLOSES = dt.time(7), dt.time(17)
Window = tuple[dt.datetime, dt.datetime]


@dataclass(frozen=True)
class Free:
    """How many of one bookable are free in the whole of a window."""

    bookable: Bookable
    count: int
    own: bool
    km: float | None

    @property
    def order(self) -> tuple[bool, float, str]:
        """Own school first, then by distance; schools without position last."""
        return (not self.own, math.inf if self.km is None else self.km, self.bookable.name)


@dataclass(frozen=True)
class Alternative:
    """Something that is free and close to what was asked for."""

    kind: Want
    bookable: Bookable
    starts: dt.datetime
    ends: dt.datetime
    qty: int


def free_between(
    viewer: Person,
    starts: dt.datetime,
    ends: dt.datetime,
    *,
    qty: int = 1,
    category_id: int | None = None,
) -> list[Free]:
    """Bookables with ``qty`` free from ``starts`` to ``ends`` (UTC), nearest first. Five queries.

    A pupil is shown what the school lets pupils book.
    """
    bookables = _asked_of(viewer, category_id, is_staff_somewhere(viewer))
    found = [one for one in _count(viewer, bookables, starts, ends) if one.count >= qty]
    return sorted(found, key=lambda one: one.order)


def nearest(
    viewer: Person, bookable: Bookable, starts: dt.datetime, ends: dt.datetime, qty: int
) -> list[Alternative]:
    """Up to three that are free: another time, other equipment, a smaller number."""
    times = _other_times(bookable, starts, ends, qty)
    around = free_between(viewer, starts, ends, category_id=bookable.category_id)
    places = [
        Alternative(Want.OTHER_PLACE, one.bookable, starts, ends, qty)
        for one in around
        if one.count >= qty and one.bookable != bookable
    ]
    fewer = [
        Alternative(Want.FEWER, one.bookable, starts, ends, one.count)
        for one in around
        if one.bookable == bookable and one.count < qty
    ]
    firsts = [*times[:1], *places[:1], *fewer[:1]]
    return [*firsts, *times[1:], *places[1:]][:3]


@written_once("category_id")
def _asked_of(viewer: Person, category_id: int | None, is_staff: bool) -> QuerySet[Bookable]:
    bookables = visible_bookables(viewer).filter(is_active=True)
    if not is_staff:
        bookables = bookables.filter(pupil_may_book=True)
    if category_id:
        bookables = bookables.filter(category=category_id)
    return bookables.select_related("school", "category", "asset__room")[:_MOST]


def _count(
    viewer: Person, bookables: Sequence[Bookable], starts: dt.datetime, ends: dt.datetime
) -> list[Free]:
    own = affiliations.of(viewer).own_schools
    homes = [row for row in {b.school for b in bookables} if row.pk in own]
    latest = ends + max((_turnaround(row) for row in bookables), default=dt.timedelta())
    spans = spans_of([row.pk for row in bookables], starts, latest)
    return [
        Free(
            row,
            row.capacity - peak(spans[row.pk], starts, ends + _turnaround(row)),
            row.school_id in own,
            _distance(homes, row.school),
        )
        for row in bookables
    ]


def _turnaround(bookable: Bookable) -> dt.timedelta:
    return dt.timedelta(minutes=bookable.turnaround_min)


def _distance(homes: Iterable[School], there: School) -> float | None:
    """Kilometres as the crow flies from the nearest of one's schools."""
    lengths = [_km(home, there) for home in homes]
    return min((length for length in lengths if length is not None), default=None)


def _km(here: School, there: School) -> float | None:
    if here.latitude is None or here.longitude is None:
        return None
    if there.latitude is None or there.longitude is None:
        return None
    north = (there.latitude - here.latitude) * 111.2
    east = (there.longitude - here.longitude) * 111.3 * math.cos(math.radians(here.latitude))
    return math.hypot(north, east)


def _other_times(
    bookable: Bookable, starts: dt.datetime, ends: dt.datetime, qty: int
) -> list[Alternative]:
    windows = sorted(_windows(bookable.school_id, starts, ends), key=lambda w: abs(w[0] - starts))
    if not windows:
        return []
    turnaround = _turnaround(bookable)
    first, last = min(w[0] for w in windows), max(w[1] for w in windows) + turnaround
    spans = spans_of([bookable.pk], first, last)[bookable.pk]
    fits = (
        Alternative(Want.OTHER_TIME, bookable, begins, until, qty)
        for begins, until in windows
        if peak(spans, begins, until + turnaround) + qty <= bookable.capacity
    )
    return [one for _, one in zip(range(3), fits, strict=False)]


def _windows(school_id: int, starts: dt.datetime, ends: dt.datetime) -> list[Window]:
    """As many lessons in a row, when lessons were asked for; else the same length elsewhere."""
    day = clock.local(starts).date()
    days = [day + dt.timedelta(days=offset) for offset in range(_DAYS_AHEAD + 1)]
    free = clock.free_days(days[0], days[-1])
    days = [one for one in days if clock.is_school_day(one, free)]
    slots = [(slot.starts, slot.ends) for row in slots_on(school_id, days).values() for slot in row]
    asked = [slot for slot in slots if starts <= slot[0] and slot[1] <= ends]
    if asked and asked[0][0] == starts and asked[-1][1] == ends:
        rows = zip(slots, slots[len(asked) - 1 :], strict=False)
        windows = [(first[0], last[1]) for first, last in rows if _same_day(first[0], last[1])]
    else:
        windows = _shifted(days, starts, ends)
    now = clock.now()
    return [window for window in windows if window[0] > now and window != (starts, ends)]


def _same_day(first: dt.datetime, last: dt.datetime) -> bool:
    return clock.local(first).date() == clock.local(last).date()


def _shifted(days: Sequence[dt.date], starts: dt.datetime, ends: dt.datetime) -> list[Window]:
    windows = []
    for day in days:
        begins, closes = clock.at(day, _OPENS), clock.at(day, _CLOSES)
        while begins + (ends - starts) <= closes:
            windows.append((begins, begins + (ends - starts)))
            begins += _STEP
    return windows


def one_bookable(viewer: Person, uuid: uuids.UUID) -> Bookable:
    """Something the viewer may see in the week. Raises NotVisible."""
    return the_one(_bookable(viewer, uuid))


@written_once("uuid")
def _bookable(viewer: Person, uuid: uuids.UUID) -> QuerySet[Bookable]:
    joined = visible_bookables(viewer).select_related("school", "category", "asset__room")
    return joined.filter(uuid=uuid, is_active=True)
