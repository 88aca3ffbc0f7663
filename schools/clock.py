"""The only source of "now" and of school days. UTC in, municipal wall time out."""

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from schools.models import FreeDay, School

_WEEKEND = (6, 7)
_set_to: ContextVar[dt.datetime | None] = ContextVar("clock_set_to", default=None)


def zone() -> ZoneInfo:
    """The municipality's time zone."""
    return ZoneInfo(settings.TIME_ZONE)


def now() -> dt.datetime:
    """This moment, aware, in UTC."""
    return (_set_to.get() or timezone.now()).astimezone(dt.UTC)


@contextmanager
def set_to(moment: dt.datetime) -> Iterator[None]:
    """Let what is done inside happen at another moment, in this thread.

    For seed data, which has a history that goes through the actions; never in a request.
    """
    token = _set_to.set(moment)
    try:
        yield
    finally:
        _set_to.reset(token)


def today() -> dt.date:
    """The municipal date; roles begin and end at its midnight."""
    return now().astimezone(zone()).date()


def local(moment: dt.datetime) -> dt.datetime:
    """The same moment on the municipality's wall clock."""
    return moment.astimezone(zone())


def at(day: dt.date, time: dt.time) -> dt.datetime:
    """A wall-clock time as UTC. In the doubled hour of autumn, the first one.

    Raises ValueError for a time that spring skips.
    """
    wall = dt.datetime.combine(day, time, tzinfo=zone())
    moment = wall.astimezone(dt.UTC)
    if moment.astimezone(zone()).replace(tzinfo=None) != wall.replace(tzinfo=None):
        message = f"{wall:%Y-%m-%d %H:%M} does not exist"
        raise ValueError(message)
    return moment


def day_bounds(day: dt.date) -> tuple[dt.datetime, dt.datetime]:
    """First moment of a municipal day and of the next, in UTC."""
    return at(day, dt.time()), at(day + dt.timedelta(days=1), dt.time())


def monday_of(day: dt.date) -> dt.date:
    """Monday of the ISO week."""
    return day - dt.timedelta(days=day.isoweekday() - 1)


def week_days(year: int, week: int) -> list[dt.date]:
    """Monday to Friday of an ISO week. Raises ValueError for a week that does not exist."""
    return [dt.date.fromisocalendar(year, week, weekday) for weekday in range(1, 6)]


def free_days(
    first: dt.date, last: dt.date, school: School | int | None = None
) -> dict[dt.date, str]:
    """Names of the days without lessons from ``first`` to ``last``, both included. One query."""
    place = Q(school__isnull=True) | Q(school=school) if school else Q(school__isnull=True)
    rows = FreeDay.objects.filter(place, date__range=(first, last))
    return dict(rows.values_list("date", "name"))


def is_school_day(day: dt.date, free: Iterable[dt.date] = ()) -> bool:
    """Monday to Friday and not among the free days given."""
    return day.isoweekday() not in _WEEKEND and day not in free


def nearest_school_day(day: dt.date, school: School | None = None) -> dt.date:
    """The day itself when it has lessons, else the next one, looking at most 120 days ahead."""
    free = free_days(day, day + dt.timedelta(days=120), school)
    for offset in range(121):
        candidate = day + dt.timedelta(days=offset)
        if is_school_day(candidate, free):
            return candidate
    return day
