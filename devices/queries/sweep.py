"""How many are taken at once: one event sweep, used by every reader and by the writer.

Interval partitioning: requests for interchangeable units fit exactly when the
number taken never exceeds the units, so counting is enough and units are bound
at hand-over. Moments are half-open: what ends at ten is free at ten.
"""

import datetime as dt
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import NamedTuple


class Span(NamedTuple):
    """``qty`` units taken from ``starts`` (included) to ``until`` (not included)."""

    starts: dt.datetime
    until: dt.datetime
    qty: int


def peak(spans: Iterable[Span], starts: dt.datetime, until: dt.datetime) -> int:
    """The most units taken at any moment from ``starts`` to ``until``."""
    events: list[tuple[dt.datetime, int]] = []
    for span in spans:
        if span.starts < until and span.until > starts and span.starts < span.until:
            events.append((max(span.starts, starts), span.qty))
            events.append((min(span.until, until), -span.qty))
    # at the same moment what is released (negative) comes before what is claimed
    events.sort()
    return max(accumulate((change for _, change in events), initial=0))


def taken_per_slot(
    spans: Iterable[Span], slots: Sequence[tuple[dt.datetime, dt.datetime]]
) -> list[int]:
    """The peak in each slot (in time order, not overlapping), in one pass over the spans.

    Slots that a span covers whole go through a difference array; the at most two
    that it only touches are swept one by one: O(spans + slots).
    """
    begins, ends = [slot[0] for slot in slots], [slot[1] for slot in slots]
    change = [0] * (len(slots) + 1)
    partly: dict[int, list[Span]] = {}
    for span in spans:
        first, last = bisect_right(ends, span.starts), bisect_left(begins, span.until)
        whole, end = bisect_left(begins, span.starts), bisect_right(ends, span.until)
        if whole < end:
            change[whole] += span.qty
            change[end] -= span.qty
        for slot in {first, last - 1} if first < last else ():
            if not whole <= slot < end:
                partly.setdefault(slot, []).append(span)
    covered = accumulate(change[:-1])
    return [
        count + peak(partly[slot], *slots[slot]) if slot in partly else count
        for slot, count in enumerate(covered)
    ]
