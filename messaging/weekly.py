"""When a class's weekly letter is sent. Pure: values in, a moment out."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from schools import clock

DAYS = range(1, 6)  # ISO: Monday to Friday


@dataclass(frozen=True)
class Sending:
    """A weekday and a time of the municipal wall."""

    weekday: int
    time: dt.time

    def moment_in(self, week: dt.date, free: Collection[dt.date]) -> dt.datetime | None:
        """When the letter of the week of this Monday is sent (UTC); None in a holiday.

        On a day with school: the one that is set, else the last before it, else the first after.
        """
        days = [week + dt.timedelta(days=each - 1) for each in DAYS]
        school = [day for day in days if clock.is_school_day(day, free)]
        if not school:
            return None
        wanted = week + dt.timedelta(days=self.weekday - 1)
        before = [day for day in school if day <= wanted]
        return clock.at(before[-1] if before else school[0], self.time)


# Before the week ends, so that what concerns Monday is read with a weekend to spare, and after
# lessons.
USUAL = Sending(5, dt.time(14))
EARLIEST, LATEST = dt.time(6), dt.time(21)  # never in the hour that a change of clocks skips
