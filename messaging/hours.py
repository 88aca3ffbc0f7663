"""When somebody may be disturbed. Pure: values in, a moment out; times are the municipal wall's."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from messaging.choices import Side
from schools import clock

_FARTHEST = 120  # days that are looked ahead; no holiday is longer
LESSONS = (dt.time(8), dt.time(14, 30))  # on school days


@dataclass(frozen=True)
class Hours:
    """Quiet from ``quiet_from`` to ``quiet_until``, over midnight or within a day.

    The same time twice: never quiet. ``free_days_quiet``: days without school are quiet
    from midnight to midnight.
    """

    quiet_from: dt.time
    quiet_until: dt.time
    digest_at: dt.time
    free_days_quiet: bool = False
    lessons_quiet: bool = False

    def is_quiet(self, moment: dt.datetime, free: Collection[dt.date]) -> bool:
        """Whether this moment is a quiet one; ``free`` are days without school."""
        wall = clock.local(moment)
        has_school = clock.is_school_day(wall.date(), free)
        if self.free_days_quiet and not has_school:
            return True
        if self.lessons_quiet and has_school and LESSONS[0] <= wall.time() < LESSONS[1]:
            return True
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= wall.time() < self.quiet_until
        return wall.time() >= self.quiet_from or wall.time() < self.quiet_until

    def opens(self, moment: dt.datetime, free: Collection[dt.date]) -> dt.datetime:
        """The moment itself, or the first one after it that is not quiet. UTC.

        For whom it is always quiet, when the day's notices are collected.
        """
        if not self.is_quiet(moment, free):
            return moment
        first, times = clock.local(moment).date(), sorted({dt.time(), self.quiet_until, LESSONS[1]})
        days = (first + dt.timedelta(days=ahead) for ahead in range(_FARTHEST))
        ends = (_at(day, time) for day in days for time in times)
        open_ends = (end for end in ends if end > moment and not self.is_quiet(end, free))
        return next(open_ends, self.digest_after(moment))

    def open_time(
        self, since: dt.datetime, until: dt.datetime, free: Collection[dt.date]
    ) -> dt.timedelta:
        """How much of the time from one moment to another is not quiet; lessons count."""
        day, total = clock.local(since).date(), dt.timedelta()
        while day <= clock.local(until).date():
            for opens, closes in self._open_parts(day, free):
                total += max(min(until, closes) - max(since, opens), dt.timedelta())
            day += dt.timedelta(days=1)
        return total

    def _open_parts(
        self, day: dt.date, free: Collection[dt.date]
    ) -> list[tuple[dt.datetime, dt.datetime]]:
        first, last = clock.day_bounds(day)
        if self.free_days_quiet and not clock.is_school_day(day, free):
            return []
        if self.quiet_from == self.quiet_until:
            return [(first, last)]
        closes, opens = _at(day, self.quiet_from), _at(day, self.quiet_until)
        return [(opens, closes)] if opens < closes else [(first, closes), (opens, last)]

    def digest_after(self, moment: dt.datetime) -> dt.datetime:
        """The next time the day's notices are collected. UTC."""
        today = clock.local(moment).date()
        at = _at(today, self.digest_at)
        return at if at > moment else _at(today + dt.timedelta(days=1), self.digest_at)


def _at(day: dt.date, time: dt.time) -> dt.datetime:
    """The wall time on this day; an hour later when spring skips it."""
    try:
        return clock.at(day, time)
    except ValueError:
        return clock.at(day, time.replace(hour=time.hour + 1))


# What holds where neither the person nor the school has said anything: staff have the working day,
# guardians all but the night, pupils what is neither lessons (Udir's advice on mobile phones in
# school, 2024) nor evening.
USUAL = {
    Side.STAFF: Hours(dt.time(16, 30), dt.time(7, 30), dt.time(12), free_days_quiet=True),
    Side.GUARDIAN: Hours(dt.time(21), dt.time(6, 30), dt.time(17)),
    Side.PUPIL: Hours(dt.time(20), dt.time(7), dt.time(15), lessons_quiet=True),
}
USUAL[Side.HELPER] = USUAL[Side.GUARDIAN]
