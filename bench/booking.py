"""Sixteen threads that want the same trolley."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

from django.db import connection
from django.db.models import Q

from bench.figures import Figure
from devices.actions import bookings
from devices.choices import ClaimState
from devices.exceptions import Taken
from devices.models import Bookable, Claim
from schools import clock
from schools.models import Person, Position

_THREADS, _ATTEMPTS, _EACH = 16, 320, 4


def measure() -> list[Figure]:
    """320 attempts at four of thirty in twelve lessons; then every moment is counted."""
    trolley = Bookable.objects.get(name="Chromebook-vogn 1", school__name="Lade skole")
    staff = list(
        Person.objects.filter(
            pk__in=Position.objects.filter(Q(ends=None), school=trolley.school).values("person")
        )
    )
    first = clock.day_bounds(clock.today() + clock.dt.timedelta(days=40))[0]
    local = threading.local()
    outcomes = []

    def attempt(number: int) -> None:
        local.used = True
        starts = first + clock.dt.timedelta(hours=8 + number % 12)
        try:
            bookings.book(
                actor=staff[number % len(staff)],
                bookable=trolley.uuid,
                starts=starts,
                ends=starts + clock.dt.timedelta(minutes=45),
                qty=_EACH,
                purpose="",
            )
        except Taken:
            outcomes.append(False)
        else:
            outcomes.append(True)
        finally:
            if number >= _ATTEMPTS - _THREADS:
                connection.close()

    begun = time.perf_counter()
    with ThreadPoolExecutor(_THREADS) as pool:
        list(pool.map(attempt, range(_ATTEMPTS)))
    took = time.perf_counter() - begun
    return [
        Figure("booking.attempts_per_second", len(outcomes) / took, "1/s"),
        Figure("booking.per_second", sum(outcomes) / took, "1/s"),
        Figure("booking.overbooked", _overbooked(trolley), "lessons", 0),
    ]


def _overbooked(trolley: Bookable) -> int:
    """How many claims begin at a moment when more is promised than there is."""
    claims = list(Claim.objects.filter(bookable=trolley, state=ClaimState.ACTIVE))
    return sum(
        sum(other.qty for other in claims if other.starts <= claim.starts < other.blocked_until)
        > trolley.capacity
        for claim in claims
    )
