"""School years, free days, bells, rooms and timetables."""

import datetime as dt

import pytest

from schools import clock
from schools.actions import calendar
from schools.actions.calendar import FreeSpell, PlannedLesson
from schools.choices import DayKind
from schools.exceptions import InvalidInput, NotAllowed
from schools.models import AuditEntry, BellSchedule, FreeDay, Lesson, SchoolYear
from tests.cast import Cast

pytestmark = pytest.mark.django_db

AUTUMN = FreeSpell(dt.date(2026, 10, 5), dt.date(2026, 10, 9), "Høstferie")
YEAR = {"name": "2026-27", "starts": dt.date(2026, 8, 1), "ends": dt.date(2027, 8, 1)}
FIRST, SECOND = (dt.time(8, 30), dt.time(9, 15)), (dt.time(9, 15), dt.time(10))


def test_a_school_year_frees_days_at_every_school(cast: Cast) -> None:
    calendar.open_school_year(actor=cast.marit, **YEAR, free=[AUTUMN])
    free = clock.free_days(dt.date(2026, 10, 1), dt.date(2026, 10, 31), cast.lade)
    assert list(free) == [dt.date(2026, 10, day) for day in range(5, 10)]
    assert AuditEntry.objects.filter(action="school_year_opened").count() == 1


def test_a_school_year_opened_twice_is_there_once(cast: Cast) -> None:
    for _ in range(2):
        calendar.open_school_year(actor=cast.marit, **YEAR, free=[AUTUMN])
    assert SchoolYear.objects.count() == 1
    assert FreeDay.objects.count() == 5


def test_a_school_year_is_opened_by_the_municipality_only(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        calendar.open_school_year(actor=cast.sissel, **YEAR, free=[])


def test_a_school_year_that_ends_before_it_starts_is_refused(cast: Cast) -> None:
    with pytest.raises(InvalidInput):
        calendar.open_school_year(
            actor=cast.marit, name="x", starts=YEAR["ends"], ends=YEAR["starts"], free=[]
        )


def test_free_days_of_one_school_leave_the_others_alone(cast: Cast) -> None:
    day = dt.date(2026, 11, 20)
    spell = FreeSpell(day, day, "Planleggingsdag", DayKind.PLANNING)
    calendar.set_free_days(actor=cast.hanne, school=cast.lade, free=[spell])
    assert day in clock.free_days(day, day, cast.lade)
    assert day not in clock.free_days(day, day, cast.rosenborg)


def test_bells_are_replaced_in_order(cast: Cast) -> None:
    for times in ([FIRST], [FIRST, SECOND]):
        calendar.set_bells(actor=cast.hanne, school=cast.lade, name="Vanlig", times=times)
    periods = BellSchedule.objects.get().periods
    assert [period.starts_at for period in periods.all()] == [FIRST[0], SECOND[0]]


def test_bells_that_overlap_are_refused(cast: Cast) -> None:
    with pytest.raises(InvalidInput):
        calendar.set_bells(actor=cast.hanne, school=cast.lade, name="Vanlig", times=[SECOND, FIRST])


@pytest.mark.parametrize("who", ["tone", "bjarne", "kari", "marit"])
def test_bells_and_rooms_are_the_offices_own(cast: Cast, who: str) -> None:
    actor = cast.people[who]
    with pytest.raises(NotAllowed):
        calendar.set_bells(actor=actor, school=cast.lade, name="Vanlig", times=[FIRST])
    with pytest.raises(NotAllowed):
        calendar.add_rooms(actor=actor, school=cast.lade, names=["101"])
    with pytest.raises(NotAllowed):
        calendar.set_free_days(actor=actor, school=cast.lade, free=[AUTUMN])


def test_a_timetable_is_replaced(cast: Cast) -> None:
    rooms = calendar.add_rooms(actor=cast.hanne, school=cast.lade, names=["101", "101"])
    first = PlannedLesson(1, 1, "Norsk", cast.tone, rooms["101"])
    for lessons in ([first, PlannedLesson(1, 2, "Musikk")], [first]):
        calendar.set_timetable(actor=cast.tone, group=cast.class_6a, lessons=lessons)
    lesson = Lesson.objects.get()
    assert (lesson.subject, lesson.teacher, lesson.room) == ("Norsk", cast.tone, rooms["101"])


@pytest.mark.parametrize("who", ["nora", "kari", "sverre", "bjarne"])
def test_a_timetable_is_set_by_staff_of_the_group(cast: Cast, who: str) -> None:
    with pytest.raises(NotAllowed):
        calendar.set_timetable(actor=cast.people[who], group=cast.class_6a, lessons=[])
