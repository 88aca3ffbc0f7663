"""Today's panels: only what is still to be done, each in one query."""

import datetime as dt

from django.db import connection
from django.test.utils import CaptureQueriesContext

from cms.actions.feedback import save_feedback
from cms.actions.hand_ins import hand_in
from cms.actions.plans import PlanLine, publish_plan, save_plan
from cms.models import Assignment
from cms.queries.today import due_work, next_weekday, to_remember, work_to_look_at
from schools import affiliations
from tests.cast import Cast

TUESDAY = dt.date(2026, 11, 24)


def test_work_is_listed_until_it_is_handed_in(cast: Cast, assignment: Assignment) -> None:
    affiliations.of(cast.kari)
    with CaptureQueriesContext(connection) as asked:
        tasks = due_work(cast.kari, {cast.nora.pk})
    assert len(asked) == 1
    assert [(task.assignment.title, task.pupil.given_name) for task in tasks] == [
        ("Fortelling", "Nora")
    ]
    assert not work_to_look_at(cast.tone)
    hand_in(actor=cast.nora, assignment=assignment, text="Ferdig")
    assert not due_work(cast.kari, {cast.nora.pk})
    assert due_work(cast.jonas, {cast.jonas.pk})
    assert work_to_look_at(cast.tone) == [assignment]
    assert not work_to_look_at(cast.odd)


def test_other_peoples_children_give_nothing(cast: Cast, assignment: Assignment) -> None:
    save_feedback(
        actor=cast.tone, assignment=assignment, pupil=cast.nora, text="", outcome="assessed"
    )
    for name in ("geir", "inger", "odd", "stian"):
        assert not due_work(cast.people[name], {cast.nora.pk}), name


def test_gear_and_homework_of_the_day_are_remembered(cast: Cast) -> None:
    lines = [
        PlanLine(weekday=2, subject="Kroppsøving", gear="Gymtøy"),
        PlanLine(weekday=1, subject="Norsk", homework="Les", due_weekday=2),
        PlanLine(weekday=3, subject="Tur", gear="Sekk"),
    ]
    plan = save_plan(actor=cast.tone, group=cast.class_6a, iso_year=2026, iso_week=48, lines=lines)
    assert not to_remember(cast.kari, {cast.nora.pk}, TUESDAY)
    publish_plan(actor=cast.tone, plan=plan)
    rows = to_remember(cast.kari, {cast.nora.pk}, TUESDAY)
    assert [(row.child.given_name, row.gear, row.homework) for row in rows] == [
        ("Nora", "Gymtøy", ""),
        ("Nora", "", "Les"),
    ]
    assert not to_remember(cast.geir, {cast.nora.pk}, TUESDAY)


def test_after_friday_comes_monday() -> None:
    assert next_weekday(dt.date(2026, 11, 26)) == dt.date(2026, 11, 27)
    for day in (27, 28, 29):
        assert next_weekday(dt.date(2026, 11, day)) == dt.date(2026, 11, 30)
