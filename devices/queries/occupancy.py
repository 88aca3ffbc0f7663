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
from schools.statements import written_once

# The longest a booking may be: reads look no further back than this for short claims.
LONGEST = dt.timedelta(days=14)
# What is not returned in time is taken until now and a little more.
GRACE = dt.timedelta(minutes=30)

Spans = dict[int, list[Span]]
_Taken = tuple[int, dt.datetime, dt.datetime, int]
_Late = tuple[int, dt.datetime]


def active(
    since: dt.datetime, starts: dt.datetime, until: dt.datetime, now: dt.datetime
) -> QuerySet[Claim]:
    """Claims that occupy something between two moments (UTC). Expired holds do not.

    ``since``: no short claim that began before it can last until ``starts``.
    """
    bounded = Q(kind__in=SHORT_KINDS, starts__gt=since)
    long = ~Q(kind__in=SHORT_KINDS)
    lasting = Q(expires_at__isnull=True) | Q(expires_at__gt=now)
    return Claim.objects.filter(
        bounded | long,
        lasting,
        state=ClaimState.ACTIVE,
        starts__lt=until,
        blocked_until__gt=starts,
    )


def overdue(now: dt.datetime, until: dt.datetime) -> QuerySet[Loan]:
    """Loans from a promise that should have been back: they occupy ``until`` now and the grace."""
    return Loan.objects.filter(
        in_at__isnull=True, due_at__lte=now, allocation__claim__blocked_until__lt=until
    )


def spans_of(bookable_ids: Iterable[int], starts: dt.datetime, until: dt.datetime) -> Spans:
    """What is taken of each bookable between two moments. Two queries, whatever the number."""
    ids, now = list(bookable_ids), clock.now()
    claims = _claims_of(ids, starts - LONGEST, starts, until, now)
    return _gather(ids, claims, _late_of(ids, now, now + GRACE), now)


def spans_at(
    school_id: int, starts: dt.datetime, until: dt.datetime, bookable_ids: Iterable[int]
) -> Spans:
    """The same for a whole school's equipment, along the school's own index. Two queries."""
    now = clock.now()
    claims = _claims_at(school_id, starts - LONGEST, starts, until, now)
    return _gather(bookable_ids, claims, _late_at(school_id, now, now + GRACE), now)


@written_once("ids", "since", "starts", "until", "now")
def _claims_of(
    ids: list[int], since: dt.datetime, starts: dt.datetime, until: dt.datetime, now: dt.datetime
) -> QuerySet[Claim, _Taken]:
    return _taken(active(since, starts, until, now).filter(bookable__in=ids))


@written_once("school", "since", "starts", "until", "now")
def _claims_at(
    school: int, since: dt.datetime, starts: dt.datetime, until: dt.datetime, now: dt.datetime
) -> QuerySet[Claim, _Taken]:
    return _taken(active(since, starts, until, now).filter(school=school))


@written_once("ids", "now", "until")
def _late_of(ids: list[int], now: dt.datetime, until: dt.datetime) -> QuerySet[Loan, _Late]:
    return _promised(overdue(now, until).filter(allocation__claim__bookable__in=ids))


@written_once("school", "now", "until")
def _late_at(school: int, now: dt.datetime, until: dt.datetime) -> QuerySet[Loan, _Late]:
    return _promised(overdue(now, until).filter(allocation__claim__school=school))


def _taken(claims: QuerySet[Claim]) -> QuerySet[Claim, _Taken]:
    return claims.order_by().values_list("bookable_id", "starts", "blocked_until", "qty")


def _promised(loans: QuerySet[Loan]) -> QuerySet[Loan, _Late]:
    claim = "allocation__claim__"
    return loans.order_by().values_list(f"{claim}bookable_id", f"{claim}blocked_until")


def _gather(
    ids: Iterable[int], claims: Iterable[_Taken], late: Iterable[_Late], now: dt.datetime
) -> Spans:
    spans: Spans = {bookable: [] for bookable in ids}
    for bookable, starts, until, qty in claims:
        if bookable in spans:
            spans[bookable].append(Span(starts, until, qty))
    for bookable, until in late:
        if bookable in spans:
            spans[bookable].append(Span(until, now + GRACE, 1))
    return spans
