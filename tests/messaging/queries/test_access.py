"""What the live process compares, to know that whoever has a socket open is who they were."""

import datetime as dt
from typing import Any

import pytest
import time_machine

from messaging.queries.access import marks_of
from schools import clock
from schools.choices import Access
from schools.models import Guardianship, Person
from tests import helping
from tests.cast import Cast

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]


def _roles(person: Person) -> dict[str, tuple[int, int]]:
    marks, _sessions = marks_of([person.pk], [])
    return marks[person.pk].roles


def test_marks_of_a_helper_change_when_the_last_day_is_over(cast: Cast) -> None:
    halima = helping.somebody()
    row = helping.let_help(cast, halima)
    assert row.ends is not None
    helps = _roles(halima)
    midnight, _next = clock.day_bounds(row.ends)
    with time_machine.travel(midnight - dt.timedelta(minutes=1), tick=False):
        assert _roles(halima) == helps
    with time_machine.travel(midnight, tick=False):
        assert _roles(halima) == {} != helps


def test_marks_of_a_helper_change_with_the_right_of_the_guardian(cast: Cast) -> None:
    halima = helping.somebody()
    helping.let_help(cast, halima)
    helps = _roles(halima)
    Guardianship.objects.filter(guardian=cast.kari, pupil=cast.nora).update(access=Access.NONE)
    assert _roles(halima) != helps


@pytest.mark.parametrize("count", [1, 3])
def test_marks_cost_the_same_for_many(
    cast: Cast, django_assert_num_queries: Any, count: int
) -> None:
    helpers = [helping.somebody(name) for name in ("Halima", "Greta", "Ali")[:count]]
    for each in helpers:
        helping.let_help(cast, each)
    with django_assert_num_queries(6):
        marks, _sessions = marks_of([each.pk for each in helpers], ["key"])
    assert len(marks) == count
