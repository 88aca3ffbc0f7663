"""School days, weeks and the two nights when clocks change."""

import datetime as dt
from typing import Any

import pytest

from schools import clock
from schools.models import FreeDay
from tests.cast import Cast


def _utc(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=dt.UTC)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (_utc(2026, 6, 19, 21, 59), dt.date(2026, 6, 19)),
        (_utc(2026, 6, 19, 22, 0), dt.date(2026, 6, 20)),
        (_utc(2026, 12, 31, 23, 0), dt.date(2027, 1, 1)),
    ],
)
def test_today_is_the_municipalitys(time_machine: Any, moment: dt.datetime, day: dt.date) -> None:
    time_machine.move_to(moment, tick=False)
    assert clock.now() == moment
    assert clock.now().tzinfo == dt.UTC
    assert clock.today() == day


def test_at_keeps_wall_time_over_the_change() -> None:
    eight = dt.time(8, 15)
    assert clock.at(dt.date(2026, 10, 23), eight) == _utc(2026, 10, 23, 6, 15)
    assert clock.at(dt.date(2026, 10, 26), eight) == _utc(2026, 10, 26, 7, 15)


def test_at_takes_the_first_of_the_doubled_hour() -> None:
    assert clock.at(dt.date(2026, 10, 25), dt.time(2, 30)) == _utc(2026, 10, 25, 0, 30)


def test_at_refuses_the_hour_that_spring_skips() -> None:
    with pytest.raises(ValueError, match="does not exist"):
        clock.at(dt.date(2027, 3, 28), dt.time(2, 30))


@pytest.mark.parametrize(
    ("day", "hours"),
    [(dt.date(2026, 10, 25), 25), (dt.date(2027, 3, 28), 23), (dt.date(2026, 11, 23), 24)],
)
def test_day_bounds(day: dt.date, hours: int) -> None:
    first, last = clock.day_bounds(day)
    assert last - first == dt.timedelta(hours=hours)
    assert clock.local(first).time() == dt.time()


def test_weeks_are_iso_weeks() -> None:
    assert clock.week_days(2026, 53)[-1] == dt.date(2027, 1, 1)
    assert clock.monday_of(dt.date(2027, 1, 3)) == dt.date(2026, 12, 28)
    with pytest.raises(ValueError, match="week"):
        clock.week_days(2027, 53)


def test_free_days_of_one_school_are_not_the_others(cast: Cast) -> None:
    everywhere, at_lade = dt.date(2026, 12, 23), dt.date(2026, 11, 13)
    FreeDay.objects.create(date=everywhere, name="Juleferie")
    FreeDay.objects.create(date=at_lade, name="Planleggingsdag", school=cast.lade)
    span = dt.date(2026, 11, 1), dt.date(2026, 12, 31)
    assert set(clock.free_days(*span, cast.lade)) == {everywhere, at_lade}
    assert set(clock.free_days(*span, cast.rosenborg)) == {everywhere}
    assert set(clock.free_days(*span)) == {everywhere}


def test_nearest_school_day_skips_weekend_and_holiday(cast: Cast) -> None:
    FreeDay.objects.create(date=dt.date(2026, 11, 23), name="Fri")
    friday, saturday = dt.date(2026, 11, 20), dt.date(2026, 11, 21)
    assert clock.nearest_school_day(friday) == friday
    assert clock.nearest_school_day(saturday) == dt.date(2026, 11, 24)


def test_nearest_school_day_gives_up_after_a_long_closure(cast: Cast) -> None:
    start = dt.date(2026, 11, 23)
    FreeDay.objects.bulk_create(
        FreeDay(date=start + dt.timedelta(days=number), name="Stengt") for number in range(130)
    )
    assert clock.nearest_school_day(start) == start
