"""What a writer is told about when the readers are told."""

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from django.utils import translation

from messaging.actions import reading
from messaging.choices import Channel, Kind, NoticeClass, Part, Timing
from messaging.models import NoticeHours, NoticeWish, SchoolHours
from messaging.queries import promise
from messaging.queries.promise import Arrival
from tests.cast import Cast
from tests.messaging import conversations as made

NOON = dt.datetime(2026, 11, 25, 12, 0, tzinfo=dt.UTC)
SOON = NOON + dt.timedelta(seconds=30)
EVENING = NOON.replace(hour=21)
MORNING = dt.datetime(2026, 11, 26, 5, 30, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def now() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def arrivals(cast: Cast) -> list[Arrival]:
    """What Tone is told when she writes to the guardians of 6A: six, one of a protected child."""
    return promise.to_groups(cast.fresh("tone"), [cast.class_6a], [Part.GUARDIANS], Kind.CLASS)


def total(found: list[Arrival]) -> int:
    return sum(arrival.people for arrival in found)


def test_by_day_all_are_told_now(cast: Cast) -> None:
    assert [arrival.at for arrival in arrivals(cast)] == [SOON]


def test_in_the_evening_guardians_and_staff_are_told_in_the_morning(
    cast: Cast, now: time_machine.Traveller
) -> None:
    now.move_to(EVENING)
    guardians, staff = arrivals(cast)
    assert guardians.at == MORNING
    assert staff == Arrival(MORNING.replace(hour=6), 1)  # Arne, at 07:30


def test_whoever_has_own_hours_is_counted_by_them(cast: Cast) -> None:
    everybody = total(arrivals(cast))
    NoticeHours.objects.create(
        person=cast.kari, quiet_from=dt.time(12), quiet_until=dt.time(15), digest_at=dt.time(17)
    )
    assert arrivals(cast)[1] == Arrival(NOON.replace(hour=14), 1)
    assert total(arrivals(cast)) == everybody


def test_the_schools_hours_count_for_those_without_own(cast: Cast) -> None:
    SchoolHours.objects.create(
        school=cast.lade,
        side="guardian",
        quiet_from=dt.time(12),
        quiet_until=dt.time(14),
        digest_at=dt.time(17),
    )
    assert arrivals(cast)[0].at == SOON  # staff
    assert arrivals(cast)[1].at == NOON.replace(hour=13)


def test_whoever_wants_no_notices_sees_it_here(cast: Cast) -> None:
    wish = {"notice_class": NoticeClass.SCHOOL, "channel": Channel.EMAIL, "timing": Timing.OFF}
    NoticeWish.objects.create(person=cast.kari, **wish)
    assert arrivals(cast)[-1] == Arrival(None, 1)


def test_a_conversation_promises_what_its_readers_get(cast: Cast) -> None:
    first, _second = made.home_threads(cast, "nora")
    assert promise.to_conversation(cast.fresh("tone"), first) == [Arrival(SOON, 2)]


def test_the_promise_in_words(cast: Cast, now: time_machine.Traveller) -> None:
    now.move_to(EVENING)
    with translation.override("nb"):
        said = promise.in_words([Arrival(EVENING, 19), Arrival(MORNING, 5), Arrival(None, 1)])
    assert said == "Varsles nå til 19, i morgen 06:30 til 5, 1 har ingen varsler og ser det her."


def test_more_moments_than_anybody_reads_are_added_up(cast: Cast) -> None:
    many = [Arrival(NOON + dt.timedelta(hours=hour), 2) for hour in range(5)]
    assert promise.in_words(many).count(",") == 3
    assert promise.in_words([]) == ""


def test_who_has_muted_the_conversation_is_not_promised(cast: Cast) -> None:
    thread, tone = made.class_thread(cast), cast.fresh("tone")
    everybody = total(promise.to_conversation(tone, thread))
    reading.mute(actor=cast.fresh("kari"), conversation=thread, muted=True)
    assert total(promise.to_conversation(tone, thread)) == everybody - 1


def test_between_few_the_promise_does_not_show_who_has_muted_it(cast: Cast) -> None:
    home, _other = made.home_threads(cast, "nora")
    before = promise.to_conversation(cast.fresh("tone"), home)
    reading.mute(actor=cast.fresh("kari"), conversation=home, muted=True)
    assert promise.to_conversation(cast.fresh("tone"), home) == before
