"""What is taken of each bookable, read from the one table that counts. For actions and queries.

Nothing here asks who looks: callers hand in bookables that are visible or locked.
"""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Q, QuerySet

from devices.choices import SHORT_KINDS, ClaimState
from devices.models import Claim, Loan
from devices.queries.sweep import Span
from schools import clock

# The longest a booking may be: reads look no further back than this for short claims.
LONGEST = dt.timedelta(days=14)
# What is not returned in time is taken until now and a little more.
GRACE = dt.timedelta(minutes=30)

Spans = dict[int, list[Span]]


def active(starts: dt.datetime, until: dt.datetime, now: dt.datetime) -> QuerySet[Claim]:
    """Claims that occupy something between two moments (UTC). Expired holds do not."""
    bounded = Q(kind__in=SHORT_KINDS, starts__gt=starts - LONGEST)
    long = ~Q(kind__in=SHORT_KINDS)
    lasting = Q(expires_at__isnull=True) | Q(expires_at__gt=now)
    return Claim.objects.filter(
        bounded | long,
        lasting,
        state=ClaimState.ACTIVE,
        starts__lt=until,
        blocked_until__gt=starts,
    )


def overdue(now: dt.datetime) -> QuerySet[Loan]:
    """Loans from a promise that should have been back: they occupy until now and the grace."""
    return Loan.objects.filter(
        in_at__isnull=True, due_at__lte=now, allocation__claim__blocked_until__lt=now + GRACE
    )


def spans_of(bookable_ids: Iterable[int], starts: dt.datetime, until: dt.datetime) -> Spans:
    """What is taken of each bookable between two moments. Two queries, whatever the number."""
    ids, now = list(bookable_ids), clock.now()
    claims = active(starts, until, now).filter(bookable__in=ids)
    late = overdue(now).filter(allocation__claim__bookable__in=ids)
    return _gather(ids, claims, late, now)


def spans_at(
    school_id: int, starts: dt.datetime, until: dt.datetime, bookable_ids: Iterable[int]
) -> Spans:
    """The same for a whole school's equipment, along the school's own index. Two queries."""
    now = clock.now()
    claims = active(starts, until, now).filter(school=school_id)
    late = overdue(now).filter(allocation__claim__school=school_id)
    return _gather(bookable_ids, claims, late, now)


def _gather(
    ids: Iterable[int], claims: QuerySet[Claim], late: QuerySet[Loan], now: dt.datetime
) -> Spans:
    spans: Spans = {bookable: [] for bookable in ids}
    rows = claims.order_by().values_list("bookable_id", "starts", "blocked_until", "qty")
    for bookable, starts, until, qty in rows:
        if bookable in spans:
            spans[bookable].append(Span(starts, until, qty))
    promised = late.order_by().values_list(
        "allocation__claim__bookable_id", "allocation__claim__blocked_until"
    )
    for bookable, until in promised:
        if bookable in spans:
            spans[bookable].append(Span(until, now + GRACE, 1))
    return spans
