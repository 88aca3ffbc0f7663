"""When lessons ring: the bell schedule of a school turned into moments."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from schools import clock
from schools.models import Period
from schools.statements import written_once


@dataclass(frozen=True)
class Slot:
    """One lesson slot of one day at one school; ``starts`` and ``ends`` in UTC."""

    day: dt.date
    number: int
    starts: dt.datetime
    ends: dt.datetime

    def __str__(self) -> str:
        return f"{self.number}. {clock.local(self.starts):%H:%M}–{clock.local(self.ends):%H:%M}"


def slots_on(school_id: int, days: Iterable[dt.date]) -> dict[dt.date, list[Slot]]:
    """Lesson slots of each day by the schedule in force then, in order. One query.

    Where two schedules hold on a day, the one that began last rules.
    """
    wanted = list(days)
    if not wanted:
        return {}
    periods = _periods(school_id, min(wanted), max(wanted))
    return {day: _slots(day, periods) for day in wanted}


@written_once("school", "first", "last")
def _periods(school: int, first: dt.date, last: dt.date) -> QuerySet[Period]:
    held = Q(schedule__starts__isnull=True) | Q(schedule__starts__lte=last)
    held &= Q(schedule__ends__isnull=True) | Q(schedule__ends__gt=first)
    rows = Period.objects.filter(held, schedule__school=school)
    return rows.select_related("schedule").order_by("number")


def _slots(day: dt.date, periods: list[Period]) -> list[Slot]:
    weekday = str(day.isoweekday())
    ruling = [
        period.schedule
        for period in periods
        if weekday in period.schedule.weekdays
        and (period.schedule.starts or day) <= day
        and (period.schedule.ends is None or day < period.schedule.ends)
    ]
    if not ruling:
        return []
    schedule = max(ruling, key=lambda row: (row.starts or dt.date.min, row.pk))
    return [
        Slot(day, row.number, clock.at(day, row.starts_at), clock.at(day, row.ends_at))
        for row in periods
        if row.schedule_id == schedule.pk
    ]
