"""Weeks are counted once, when they are over."""

import pytest
from django.db import connection

from messaging.actions import noise
from messaging.models import NoiseWeek
from messaging.tasks import count_noise
from tests.cast import Cast
from tests.messaging.noisy import MONDAY, at, to_school


def test_each_school_has_a_row_for_each_week_however_often_it_is_counted(cast: Cast) -> None:
    with at(10):
        assert noise.count_weeks() == 16
        assert noise.count_weeks() == 0
    assert NoiseWeek.objects.count() == 16
    assert NoiseWeek.objects.filter(school=cast.lade, week=MONDAY).count() == 1


def test_what_is_counted_stays_as_it_was(cast: Cast) -> None:
    with at(1):
        to_school(cast)
    with at(10):
        count_noise()
    with at(1):
        to_school(cast)
    with at(17):
        assert noise.count_weeks() == 2  # the next week, at both schools
    assert NoiseWeek.objects.get(school=cast.lade, week=MONDAY).per_home == 1


def test_a_long_work_list_is_taken_in_rounds(cast: Cast, monkeypatch: object) -> None:
    monkeypatch.setattr(noise, "_AT_ONCE", 10)  # type: ignore[attr-defined]
    with at(10):
        assert [noise.count_weeks(), noise.count_weeks(), noise.count_weeks()] == [10, 6, 0]


def test_a_school_that_fails_does_not_stop_the_others(
    cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE messaging_noiseweek ADD CONSTRAINT not_lade"
            f" CHECK (school_id <> {cast.lade.pk}) NOT VALID"
        )
    with at(10):
        assert noise.count_weeks() == 8
    assert not NoiseWeek.objects.filter(school=cast.lade).exists()
    assert "could not be counted" in caplog.text
