"""The page of a school's messages in numbers."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client

from messaging.models import NoiseWeek
from schools import clock
from schools.models import Person
from tests.cast import Cast

SignIn = Callable[[Person], Client]


def weeks(cast: Cast, count: int, **fields: object) -> None:
    """The newest weeks that are counted by now."""
    newest = clock.monday_of(clock.today() - dt.timedelta(days=10))
    for index in range(count):
        week = newest - index * dt.timedelta(days=7)
        NoiseWeek.objects.create(school=cast.lade, week=week, counted_at=clock.now(), **fields)


FULL = {
    "per_home": 2.5,
    "per_busy_home": 9,
    "late_share": 12,
    "answer_minutes": 150,
    "unread_share": 7,
}


def test_a_leader_is_sent_to_the_school_and_sees_its_weeks(cast: Cast, sign_in: SignIn) -> None:
    weeks(cast, 2, **FULL)
    answer = sign_in(cast.sissel).get("/meldinger/tall/", follow=True)
    page = answer.content.decode()
    assert answer.redirect_chain == [(f"/meldinger/tall/{cast.lade.uuid}/", 302)]
    for said in ("2,5", "ni av ti høyst 9", "12 %", "2 t 30 min", "7 %"):
        assert said in page
    assert page.count('chart__bar"') + page.count("chart__bar ") == 8


def test_what_is_of_too_few_homes_says_so(cast: Cast, sign_in: SignIn) -> None:
    weeks(cast, 1, per_home=0, per_busy_home=0, answer_minutes=None)
    page = sign_in(cast.sissel).get(f"/meldinger/tall/{cast.lade.uuid}/").content.decode()
    assert page.count("for få") == 3 * 2


def test_without_weeks_the_page_says_when_they_come(cast: Cast, sign_in: SignIn) -> None:
    page = sign_in(cast.sissel).get(f"/meldinger/tall/{cast.lade.uuid}/").content.decode()
    assert "Ingen uke er talt ennå" in page


def test_weeks_older_than_eight_are_not_shown(cast: Cast, sign_in: SignIn) -> None:
    weeks(cast, 10, **FULL)
    page = sign_in(cast.sissel).get(f"/meldinger/tall/{cast.lade.uuid}/").content.decode()
    assert page.count('<th scope="row">') == 8


def test_the_municipality_sees_all_schools_side_by_side(cast: Cast, sign_in: SignIn) -> None:
    weeks(cast, 1, **FULL)
    page = sign_in(cast.marit).get("/meldinger/tall/").content.decode()
    assert "Lade skole" in page
    assert "Rosenborg skole" in page
    assert "2 t 30 min" in page
    assert "Ikke talt ennå" in page


@pytest.mark.parametrize("count", [1, 3])
def test_pages_ask_a_fixed_number_of_queries(
    cast: Cast, sign_in: SignIn, django_assert_num_queries: Callable, count: int
) -> None:
    weeks(cast, count, **FULL)
    leader, municipal = sign_in(cast.sissel), sign_in(cast.marit)
    with django_assert_num_queries(8):
        leader.get(f"/meldinger/tall/{cast.lade.uuid}/")
    with django_assert_num_queries(6):
        municipal.get("/meldinger/tall/")
