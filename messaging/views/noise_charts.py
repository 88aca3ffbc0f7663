"""Bars of a school's weeks. They repeat what the table beside them says, for the eye."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

HEIGHT, STEP = 40, 10  # of the drawing, in its own units
_BAR, _LEAST = 6, 0.5


@dataclass(frozen=True)
class Bar:
    """One week: where its bar stands and how high; ``mark``: where its upper line is."""

    x: float
    y: float
    height: float
    is_newest: bool
    mark: float | None = None


@dataclass(frozen=True)
class Chart:
    """One measure over the weeks, the oldest first; ``said``: the newest one in words."""

    title: str
    said: str
    note: str
    bars: Sequence[Bar]
    weeks: Sequence[int]

    @property
    def width(self) -> int:
        """Of the drawing, in its own units."""
        return len(self.weeks) * STEP


@dataclass(frozen=True)
class Line:
    """One week in the table; what is too few to tell of says so."""

    week: int
    per_home: str
    per_busy_home: str
    late: str
    answer: str
    unread: str


def line(row: Any) -> Line:
    """A week's numbers in words."""
    return Line(
        week=row.week.isocalendar().week,
        per_home=_number_said(row.per_home),
        per_busy_home=_number_said(row.per_busy_home),
        late=_share_said(row.late_share),
        answer=wait(row.answer_minutes),
        unread=_share_said(row.unread_share),
    )


def charts(weeks: Sequence[Any]) -> list[Chart]:
    """The four measures of these weeks, which come the newest first."""
    oldest_first = list(reversed(weeks))
    newest = weeks[0]
    return [
        Chart(
            _("Messages to each home"),
            _number_said(newest.per_home),
            _busy_said(newest.per_busy_home),
            _bars(oldest_first, lambda row: row.per_home, mark=lambda row: row.per_busy_home),
            _names(oldest_first),
        ),
        Chart(
            _("Sent in the evening or weekend"),
            _share_said(newest.late_share),
            _("After 17:00, before 06:00, on Saturday or Sunday."),
            _bars(oldest_first, lambda row: row.late_share, most=100),
            _names(oldest_first),
        ),
        Chart(
            _("Time to answer homes"),
            wait(newest.answer_minutes),
            _("The middle one, in working hours. Threads that were not answered are not counted."),
            _bars(oldest_first, lambda row: row.answer_minutes),
            _names(oldest_first),
        ),
        Chart(
            _("Not read"),
            _share_said(newest.unread_share),
            _("Three days after the week, nobody at home had read it."),
            _bars(oldest_first, lambda row: row.unread_share, most=100),
            _names(oldest_first),
        ),
    ]


def wait(minutes: int | None) -> str:
    """«45 min», «2 t 30 min»: hours are working hours."""
    if minutes is None:
        return too_few()
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("%(minutes)s min") % {"minutes": rest}
    return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": rest}


def too_few() -> str:
    """Said instead of a number of fewer homes than may be told of."""
    return _("too few")


def _share_said(share: int | None) -> str:
    return too_few() if share is None else _("%(share)s %%") % {"share": share}


def _number_said(number: Any) -> str:
    return too_few() if number is None else _short(number)


def _busy_said(number: Any) -> str:
    if number is None:
        return _("Half of the homes got this many or fewer.")
    text = _("Half of the homes got this many or fewer, nine of ten at most %(count)s.")
    return text % {"count": _short(number)}


def _short(number: Any) -> str:
    return f"{number:.0f}" if number == int(number) else f"{number:.1f}".replace(".", ",")


def _names(weeks: Sequence[Any]) -> list[int]:
    days: list[dt.date] = [row.week for row in weeks]
    return [day.isocalendar().week for day in days]


_Value = Callable[[Any], Any]


def _bars(
    weeks: Sequence[Any], value: _Value, *, mark: _Value | None = None, most: float = 0
) -> list[Bar]:
    tops = [float(part(row) or 0) for row in weeks for part in (value, mark) if part]
    scale = HEIGHT / (most or max(tops) or 1)
    found = []
    for index, row in enumerate(weeks):
        if value(row) is None:
            continue
        height = max(float(value(row)) * scale, _LEAST)
        upper = mark(row) if mark else None
        top = None if upper is None else HEIGHT - float(upper) * scale
        x = index * STEP + (STEP - _BAR) / 2
        found.append(Bar(x, HEIGHT - height, height, row is weeks[-1], top))
    return found
