"""The school year around today: days without lessons, bells and subjects."""

import datetime as dt

from config.seed.bundle import Year
from schools.actions.calendar import FreeSpell
from schools.choices import DayKind

_AUGUST = 8


def year_of(day: dt.date) -> Year:
    """The school year (1 August to 31 July) that the day lies in."""
    first = day.year if day.month >= _AUGUST else day.year - 1
    return Year(dt.date(first, 8, 1), dt.date(first + 1, 8, 1))


def term_weeks(year: Year, day: dt.date, most: int = 15) -> list[dt.date]:
    """Mondays from the first week of school to the week after ``day``, the newest ``most``."""
    monday = first_monday(year)
    weeks = []
    while monday <= day + dt.timedelta(days=7):
        weeks.append(monday)
        monday += dt.timedelta(days=7)
    return weeks[-most:]


def first_monday(year: Year) -> dt.date:
    """Monday of the week of 17 to 23 August."""
    middle = dt.date(year.starts.year, 8, 17)
    return middle + dt.timedelta(days=(7 - middle.weekday()) % 7)


def free_spells(year: Year) -> list[FreeSpell]:
    """Days when no school of the municipality has lessons.

    The habits of Trøndelag: autumn holiday in week 41, winter holiday in week 8, Easter from
    Palm Sunday. Planning days are the municipality's choice; these are made up.
    """
    first, second = year.starts.year, year.ends.year
    easter = _easter(second)
    return [
        FreeSpell(year.starts, first_monday(year) - dt.timedelta(days=1), "Sommerferie"),
        _week(first, 41, "Høstferie"),
        FreeSpell(dt.date(first, 12, 21), dt.date(second, 1, 1), "Juleferie"),
        _week(second, 8, "Vinterferie"),
        FreeSpell(easter - dt.timedelta(days=6), easter + dt.timedelta(days=1), "Påskeferie"),
        _day(dt.date(second, 5, 1), "Arbeidernes dag"),
        _day(dt.date(second, 5, 17), "Grunnlovsdagen"),
        _day(easter + dt.timedelta(days=39), "Kristi himmelfartsdag"),
        _day(easter + dt.timedelta(days=50), "Andre pinsedag"),
        FreeSpell(_last_day(second) + dt.timedelta(days=1), dt.date(second, 7, 31), "Sommerferie"),
    ]


def planning_days(year: Year) -> list[FreeSpell]:
    """Two days in the year when the staff plan and the pupils are free."""
    return [
        FreeSpell(day, day, "Planleggingsdag", DayKind.PLANNING)
        for day in (
            dt.date.fromisocalendar(year.starts.year, 46, 5),
            dt.date.fromisocalendar(year.ends.year, 5, 1),
        )
    ]


def bells(first_grade: int) -> list[tuple[dt.time, dt.time]]:
    """Six lessons of 45 minutes; lower secondary starts a quarter later and has seven."""
    if first_grade < _AUGUST:
        return _times("0830-0915 0915-1000 1015-1100 1130-1215 1215-1300 1315-1400")
    return _times("0845-0930 0930-1015 1030-1115 1115-1200 1240-1325 1325-1410 1420-1505")


def _times(listed: str) -> list[tuple[dt.time, dt.time]]:
    return [(_time(slot[:4]), _time(slot[5:])) for slot in listed.split()]


def _time(text: str) -> dt.time:
    return dt.time(int(text[:2]), int(text[2:]))


def _week(year: int, week: int, name: str) -> FreeSpell:
    monday = dt.date.fromisocalendar(year, week, 1)
    return FreeSpell(monday, monday + dt.timedelta(days=4), name)


def _day(day: dt.date, name: str) -> FreeSpell:
    return FreeSpell(day, day, name)


def _last_day(year: int) -> dt.date:
    """The Friday before 21 June or that day."""
    day = dt.date(year, 6, 20)
    return day - dt.timedelta(days=(day.weekday() - 4) % 7)


def _easter(year: int) -> dt.date:
    """Easter Sunday (Gregorian calendar, the algorithm of Meeus, Jones and Butcher)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = b // 4, b % 4
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = c // 4, c % 4
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return dt.date(year, month, day + 1)
