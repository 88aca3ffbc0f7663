import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from schools import affiliations
from schools.choices import Role
from schools.models import BellSchedule, FreeDay, Lesson, Period, Room
from schools.queries.today import children_days, classes_led, lessons_of
from tests.cast import Cast

MONDAY = dt.date(2026, 11, 23)
FRIDAY = dt.date(2026, 11, 27)


@pytest.fixture(autouse=True)
def monday_morning() -> Iterator[None]:
    """08:40 in Trondheim, in the first lesson."""
    with time_machine.travel(dt.datetime(2026, 11, 23, 7, 40, tzinfo=dt.UTC), tick=False):
        yield


@pytest.fixture
def timetable(cast: Cast) -> None:
    bell = BellSchedule.objects.create(school=cast.lade, name="Vanlig")
    for number, (starts, ends) in enumerate([("08:30", "09:15"), ("09:25", "10:10")], 1):
        Period.objects.create(schedule=bell, number=number, starts_at=starts, ends_at=ends)
    room = Room.objects.create(school=cast.lade, name="214")
    for weekday in range(1, 6):
        for number, subject in enumerate(["Norsk", "Matematikk"], 1):
            _lesson(cast, subject, weekday, number, room)
    other = Lesson(group=cast.class_8a, subject="Tysk", weekday=1, period_number=1)
    Lesson.objects.bulk_create([other])


def _lesson(cast: Cast, subject: str, weekday: int, number: int, room: Room) -> None:
    Lesson.objects.create(
        group=cast.class_6a,
        subject=subject,
        teacher=cast.tone,
        room=room,
        weekday=weekday,
        period_number=number,
    )


def subjects(cast: Cast, name: str, role: Role = Role.PUPIL, day: dt.date = MONDAY) -> list[str]:
    plan = lessons_of(cast.fresh(name), role, day)
    return [line.lesson.subject for line in plan.lines] if plan else []


def test_lessons_of_a_pupil_show_what_is_on_and_what_is_next(cast: Cast, timetable: None) -> None:
    plan = lessons_of(cast.nora, Role.PUPIL, MONDAY)
    assert plan is not None
    assert [(line.lesson.subject, line.state) for line in plan.lines] == [
        ("Norsk", "now"),
        ("Matematikk", "next"),
    ]
    assert (plan.starts_at, plan.ends_at) == (dt.time(8, 30), dt.time(10, 10))


def test_lessons_of_other_schools_are_not_shown(cast: Cast, timetable: None) -> None:
    assert "Tysk" not in subjects(cast, "nora")
    assert subjects(cast, "magnus") == ["Tysk"]


def test_lessons_of_a_teacher_are_the_own_ones(cast: Cast, timetable: None) -> None:
    assert subjects(cast, "tone", Role.TEACHER) == ["Norsk", "Matematikk"]
    assert subjects(cast, "odd", Role.TEACHER) == []


def test_lessons_after_the_last_bell_are_those_of_the_next_day(cast: Cast, timetable: None) -> None:
    with time_machine.travel(dt.datetime(2026, 11, 27, 15, tzinfo=dt.UTC), tick=False):
        plan = lessons_of(cast.nora, Role.PUPIL, FRIDAY)
    assert plan is not None
    assert plan.day == dt.date(2026, 11, 30)


def test_lessons_on_a_free_day_are_those_of_the_day_after(cast: Cast, timetable: None) -> None:
    FreeDay.objects.create(school=cast.lade, date=MONDAY, name="Planleggingsdag")
    plan = lessons_of(cast.nora, Role.PUPIL, MONDAY)
    assert plan is not None
    assert plan.day == MONDAY + dt.timedelta(days=1)
    assert subjects(cast, "magnus") == ["Tysk"]  # the other school is open


def test_lessons_on_a_free_day_of_all_schools_are_none(cast: Cast, timetable: None) -> None:
    for offset in range(9):
        FreeDay.objects.create(date=MONDAY + dt.timedelta(days=offset), name="Ferie")
    assert subjects(cast, "nora") == []


def test_children_days_hold_today_and_tomorrow(cast: Cast, timetable: None) -> None:
    plans = children_days(cast.kari, MONDAY, [cast.nora.pk])
    assert [plan.day for plan in plans[cast.nora.pk]] == [MONDAY, MONDAY + dt.timedelta(days=1)]
    assert plans[cast.nora.pk][0].subjects == ["Norsk", "Matematikk"]


@pytest.mark.parametrize("name", ["geir", "inger", "kjell", "tone", "stian"])
def test_children_days_of_somebody_else_are_nothing(cast: Cast, timetable: None, name: str) -> None:
    assert children_days(cast.fresh(name), MONDAY, [cast.nora.pk, cast.jonas.pk]) == {}


@pytest.mark.parametrize("name", ["nora", "anne"])
def test_today_takes_one_query_a_panel_and_one_for_free_days(
    cast: Cast, timetable: None, name: str
) -> None:
    viewer = cast.fresh(name)
    affiliations.of(viewer)
    children = affiliations.of(viewer).readable_children
    with CaptureQueriesContext(connection) as queries:
        if children:
            children_days(viewer, MONDAY, children)
        else:
            lessons_of(viewer, Role.PUPIL, MONDAY)
    assert len(queries) == 2


def test_classes_led_are_those_of_the_own_school(cast: Cast) -> None:
    assert classes_led(cast.sissel) == [cast.class_6a, cast.class_6b]
    assert classes_led(cast.bjarne) == [cast.class_8a]
    assert classes_led(cast.odd) == []
