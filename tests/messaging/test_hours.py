"""When somebody may be disturbed: over midnight, weekends, holidays, summer time, lessons."""

import datetime as dt

import pytest

from messaging.choices import Side
from messaging.hours import USUAL, Hours
from schools import clock

STAFF, GUARDIAN, PUPIL = USUAL[Side.STAFF], USUAL[Side.GUARDIAN], USUAL[Side.PUPIL]
NEVER = Hours(dt.time(0), dt.time(0), dt.time(17))
FREE_DAYS = Hours(dt.time(0), dt.time(0), dt.time(17), free_days_quiet=True)


def wall(text: str) -> dt.datetime:
    moment = dt.datetime.fromisoformat(text)
    return clock.at(moment.date(), moment.time())


@pytest.mark.parametrize(
    ("hours", "asked", "opens"),
    [
        (GUARDIAN, "2026-11-25T20:59", "2026-11-25T20:59"),
        (GUARDIAN, "2026-11-25T21:00", "2026-11-26T06:30"),
        (GUARDIAN, "2026-11-26T06:29", "2026-11-26T06:30"),
        (STAFF, "2026-11-27T16:30", "2026-11-30T07:30"),  # over the weekend
        (STAFF, "2026-11-28T12:00", "2026-11-30T07:30"),
        (STAFF, "2026-12-23T17:00", "2026-12-28T07:30"),  # over the free days below
        (PUPIL, "2026-11-25T10:00", "2026-11-25T14:30"),  # a lesson
        (PUPIL, "2026-11-28T10:00", "2026-11-28T10:00"),  # no lessons on a Saturday
        (NEVER, "2026-11-28T03:00", "2026-11-28T03:00"),
        (FREE_DAYS, "2026-11-28T03:00", "2026-11-30T00:00"),
    ],
)
def test_a_quiet_moment_opens(hours: Hours, asked: str, opens: str) -> None:
    free = {dt.date(2026, 12, 24), dt.date(2026, 12, 25)}
    assert hours.opens(wall(asked), free) == wall(opens)


def test_quiet_until_a_time_that_spring_skips_ends_an_hour_later() -> None:
    late = Hours(dt.time(22), dt.time(2, 30), dt.time(17))
    assert late.opens(wall("2027-03-27T23:00"), ()) == wall("2027-03-28T03:30")


def test_the_mornings_of_both_kinds_of_time_open_by_the_wall() -> None:
    assert GUARDIAN.opens(wall("2026-10-24T22:00"), ()) == wall("2026-10-25T06:30")
    assert GUARDIAN.opens(wall("2027-03-27T22:00"), ()) == wall("2027-03-28T06:30")


@pytest.mark.parametrize(
    ("asked", "collected"),
    [("2026-11-25T16:59", "2026-11-25T17:00"), ("2026-11-25T17:00", "2026-11-26T17:00")],
)
def test_the_days_notices_are_collected_once(asked: str, collected: str) -> None:
    assert GUARDIAN.digest_after(wall(asked)) == wall(collected)


def test_no_school_for_longer_than_anybody_looks_ahead() -> None:
    first = dt.date(2026, 11, 25)
    free = {first + dt.timedelta(days=day) for day in range(130)}
    assert FREE_DAYS.opens(wall("2026-11-25T12:00"), free) == wall("2026-11-25T17:00")


def test_whoever_has_quiet_hours_all_day_is_told_when_notices_are_collected() -> None:
    always = Hours(dt.time(14), dt.time(8), dt.time(15), lessons_quiet=True, free_days_quiet=True)
    assert always.opens(wall("2026-11-25T03:00"), ()) > wall("2026-11-25T08:00")
