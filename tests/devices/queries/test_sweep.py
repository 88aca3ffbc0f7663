"""The sweep against brute force."""

import datetime as dt
import random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from devices.queries.sweep import Span, peak, taken_per_slot
from schools import clock

# a busy machine is slow to draw, which says nothing of the sweep
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
START = dt.datetime(2026, 11, 23, 7, tzinfo=dt.UTC)


def _at(minute: int) -> dt.datetime:
    return START + dt.timedelta(minutes=minute)


spans = st.lists(
    st.builds(
        lambda start, length, qty: Span(_at(start), _at(start + length), qty),
        st.integers(0, 60),
        st.integers(1, 40),
        st.integers(1, 9),
    ),
    max_size=25,
)


def _brute(held: list[Span], first: int, last: int) -> int:
    return max(
        sum(span.qty for span in held if span.starts <= _at(minute) < span.until)
        for minute in range(first, last)
    )


@patient
@given(spans, st.integers(0, 80), st.integers(1, 40))
def test_peak_is_the_most_at_any_minute(held: list[Span], first: int, length: int) -> None:
    assert peak(held, _at(first), _at(first + length)) == _brute(held, first, first + length)


@patient
@given(spans, st.lists(st.integers(1, 20), min_size=1, max_size=8), st.integers(0, 5))
def test_taken_per_slot_is_the_peak_of_each(
    held: list[Span], lengths: list[int], pause: int
) -> None:
    slots, at = [], 0
    for length in lengths:
        slots.append((_at(at), _at(at + length)))
        at += length + pause
    assert taken_per_slot(held, slots) == [peak(held, *slot) for slot in slots]


def test_peak_back_to_back_is_not_overlap() -> None:
    held = [Span(_at(0), _at(45), 20), Span(_at(45), _at(90), 20)]
    assert peak(held, _at(0), _at(90)) == 20


@patient
@given(st.integers(0, 2**32), st.integers(1, 10))
def test_units_never_run_out_when_the_count_fits(seed: int, units: int) -> None:
    """Late binding: whatever free unit is handed out, the next one gets one too."""
    chance = random.Random(seed)
    admitted: list[Span] = []
    for _ in range(30):
        start = chance.randrange(60)
        span = Span(_at(start), _at(start + chance.randrange(1, 20)), chance.randint(1, units))
        if peak(admitted, span.starts, span.until) + span.qty <= units:
            admitted.append(span)
    free, out = list(range(units)), list[tuple[dt.datetime, list[int]]]()
    for span in sorted(admitted):
        for back in [held for held in out if held[0] <= span.starts]:
            out.remove(back)
            free.extend(back[1])
        chance.shuffle(free)
        assert len(free) >= span.qty
        out.append((span.until, [free.pop() for _ in range(span.qty)]))


def test_wall_time_is_kept_over_the_change_of_clocks() -> None:
    """08:30 on both sides of 25 October 2026 and 28 March 2027, an hour apart in UTC."""
    half_past = dt.time(8, 30)
    for friday, monday in (
        (dt.date(2026, 10, 23), dt.date(2026, 10, 26)),
        (dt.date(2027, 3, 26), dt.date(2027, 3, 29)),
    ):
        before, after = clock.at(friday, half_past), clock.at(monday, half_past)
        assert clock.local(before).time() == clock.local(after).time() == half_past
        assert abs((after - before) - dt.timedelta(days=3)) == dt.timedelta(hours=1)
