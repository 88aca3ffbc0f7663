"""What reaches homes in a week, and what is told of it."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from messaging.actions import conversations, messages, reading
from messaging.choices import Side
from messaging.models import NoiseWeek
from messaging.queries import noise_weeks
from schools import clock
from schools.models import FreeDay, Position
from tests.cast import Cast, build_cast
from tests.messaging import conversations as made
from tests.messaging.noisy import (
    COUNTED,
    MONDAY,
    WRITERS,
    answer,
    asked_by,
    at,
    to_class,
    to_school,
)


@pytest.fixture
def cast(db: None) -> Cast:
    """As it was before the week: who stopped, had stopped by then."""
    with at(-1):
        return build_cast()


def counted(cast: Cast, school: str = "lade") -> NoiseWeek:
    """The week as it is counted on the Thursday after next."""
    with at((COUNTED - MONDAY).days):
        return noise_weeks.counted(getattr(cast, school), MONDAY)


def test_each_home_is_counted_for_what_it_got_in_any_way(cast: Cast) -> None:
    with at(0):
        to_class(cast)  # four homes
        to_school(cast)  # six
        made.home_threads(cast)  # Nora's two
        made.group_thread(cast)  # Nora's two and Jonas' two
    row = counted(cast)  # 4, 4, 3, 3, 1, 1
    assert (row.per_home, row.per_busy_home) == (Decimal(3), Decimal(4))


def test_what_is_withdrawn_of_another_week_or_from_a_home_is_not_counted(cast: Cast) -> None:
    with at(-1, "23:59"):
        to_school(cast)
    with at(7, "00:00"):
        to_school(cast)
    with at(2):
        asked_by(cast, "kari")
        gone = to_school(cast)
        messages.withdraw_message(actor=cast.fresh("sissel"), message=gone.messages.get())
    row = counted(cast)
    assert (row.per_home, row.per_busy_home, row.late_share) == (0, 0, None)


def test_messages_to_staff_and_pupils_alone_are_not_counted(cast: Cast) -> None:
    with at(1):
        made.direct(cast, "tone", "nora")
        made.direct(cast, "tone", "arne")
    assert counted(cast).per_busy_home == 0


@pytest.mark.parametrize(
    ("day", "time", "share"),
    [
        (4, "16:59", 0),
        (4, "17:00", 100),
        (1, "05:59", 100),
        (1, "06:00", 0),
        (5, "12:00", 100),
        (6, "12:00", 100),
    ],
)
def test_evening_night_and_weekend_are_late(cast: Cast, day: int, time: str, share: int) -> None:
    with at(day, time):
        to_school(cast)
    assert counted(cast).late_share == share


def test_of_four_homes_nothing_is_told(cast: Cast) -> None:
    with at(1, "21:00"):
        to_class(cast)
    row = counted(cast)
    assert (row.late_share, row.unread_share, row.answer_minutes) == (None, None, None)
    assert counted(cast, "rosenborg").per_home is None


def test_what_one_guardian_reads_the_home_has_read(cast: Cast) -> None:
    with at(1):
        first, second = to_school(cast), to_school(cast)
        for name in ("kari", "erik", "ola", "mona"):
            reading.mark_read(actor=cast.fresh(name), conversation=first, seq=1)
    assert second.last_seq == 1
    # 12 times a home got a message: read by three homes, once each
    assert counted(cast).unread_share == 75


def test_answers_are_timed_in_the_hours_of_the_schools_staff(cast: Cast) -> None:
    with at(4, "16:00"):  # a Friday
        threads = [asked_by(cast, name) for name in WRITERS]
    with at(7, "08:00"):
        for thread in threads:
            answer(cast, thread)
    assert counted(cast).answer_minutes == 60


def test_a_free_day_is_no_time_to_answer(cast: Cast) -> None:
    FreeDay.objects.create(date=MONDAY.replace(day=17), name="Planleggingsdag")
    with at(0, "16:00"):
        threads = [asked_by(cast, name) for name in WRITERS]
    with at(2, "08:30"):
        for thread in threads:
            answer(cast, thread)
    assert counted(cast).answer_minutes == 90


def test_a_turn_is_timed_from_its_first_word_and_only_when_it_is_answered(cast: Cast) -> None:
    with at(0, "10:00"):
        threads = [asked_by(cast, name) for name in WRITERS]
    with at(0, "10:30"):
        answer(cast, threads[0], "kari")  # more from the home: the same turn
    with at(0, "11:00"):
        for thread in threads:
            answer(cast, thread)
    with at(0, "12:00"):
        answer(cast, threads[0], "kari")  # «takk»: never answered
    assert counted(cast).answer_minutes == 60


def test_answers_to_four_homes_are_not_told_of(cast: Cast) -> None:
    with at(0, "10:00"):
        threads = [asked_by(cast, name) for name in WRITERS if name != "tuva"]
    with at(0, "11:00"):
        for thread in threads:
            answer(cast, thread)
    assert counted(cast).answer_minutes is None


def test_answers_to_protected_homes_are_in_no_count(cast: Cast) -> None:
    with at(0, "10:00"):
        threads = [asked_by(cast, name) for name in WRITERS]
        threads.append(
            conversations.start_direct(
                actor=cast.fresh("leila"),
                side=Side.GUARDIAN,
                person=cast.tone,
                child=cast.amira,
                draft=made.draft(),
            )
        )
    times = ("10:30", "10:30", "11:00", "11:30", "11:30", "12:00")
    for thread, time in zip(threads, times, strict=True):
        with at(0, time):
            answer(cast, thread)
    assert counted(cast).answer_minutes == 60  # not 75


def test_a_week_is_shown_when_its_last_message_is_three_days_old() -> None:
    weeks = noise_weeks.weeks_to_count(COUNTED)
    assert weeks[0] == MONDAY
    assert len(weeks) == 8
    assert noise_weeks.weeks_to_count(COUNTED.replace(day=25))[0] == MONDAY.replace(day=9)


@pytest.mark.parametrize("times", [1, 3])
def test_a_week_is_counted_in_a_fixed_number_of_queries(
    cast: Cast, django_assert_num_queries: Callable, times: int
) -> None:
    with at(1):
        for _ in range(times):
            to_school(cast)
            made.home_threads(cast)
        for name in WRITERS:
            answer(cast, asked_by(cast, name))
    with at(10), django_assert_num_queries(9):
        noise_weeks.counted(cast.lade, MONDAY)


def test_threads_that_wait_without_an_owner_are_counted(cast: Cast) -> None:
    threads = [asked_by(cast, name) for name in WRITERS]
    assert noise_weeks.without_owner([cast.lade.pk]) == {}
    type(threads[0]).objects.filter(pk=threads[0].pk).update(owner=None)
    Position.objects.filter(person=cast.odd).update(ends=clock.today())
    assert noise_weeks.without_owner([cast.lade.pk]) == {cast.lade.pk: 1}  # Odd still teaches 6B
    cast.odd.memberships.update(ends=clock.today())
    assert noise_weeks.without_owner([cast.lade.pk, cast.rosenborg.pk]) == {cast.lade.pk: 3}
    answer(cast, threads[0], "tone")
    assert noise_weeks.without_owner([cast.lade.pk]) == {cast.lade.pk: 2}
