"""What Today shows of equipment: one query each."""

import datetime as dt
from collections import defaultdict
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from devices.choices import LIVE_RESERVATIONS, ClaimState
from devices.models import Bookable, Claim, Loan, PoolMember
from devices.queries.sweep import Span, peak
from devices.visibility import visible_loans
from schools import affiliations, clock
from schools.models import Person
from schools.statements import written_once

_SOON = dt.timedelta(days=7)
_MOST = 8
_SATURDAY = 6


def booked_today(viewer: Person) -> list[Any]:
    """The viewer's own claims of today, next first, with the unit when it is fetched. One query."""
    return _booked(viewer.pk, clock.day_bounds(clock.today())[1], clock.now())


@written_once("requester", "last", "now")
def _booked(requester: int, last: dt.datetime, now: dt.datetime) -> QuerySet[Any]:
    return _own(requester).filter(starts__lt=last, blocked_until__gt=now)[:_MOST]


def due_soon(viewer: Person, child_id: int | None = None) -> list[Loan]:
    """Loans of the viewer, or of the viewer's children, due within a week or late. One query."""
    return _due(viewer, child_id)


@written_once("child_id")
def _due(viewer: Person, child_id: int | None) -> QuerySet[Loan]:
    who = [child_id] if child_id else [viewer.pk, *affiliations.of(viewer).children]
    loans = visible_loans(viewer).filter(
        custodian__in=who, in_at__isnull=True, due_at__lt=clock.now() + _SOON
    )
    joined = loans.select_related("asset__asset_model__category", "custodian")
    return joined.order_by("due_at", "pk")[:_MOST]


def short_next_day(viewer: Person) -> list[tuple[Bookable, int]]:
    """What is promised beyond what there is, on the next weekday, and by how many. One query.

    For the schools the viewer leads: a device broke after it was promised.
    """
    led = affiliations.of(viewer).led_schools
    if not led:
        return []
    day = clock.today() + dt.timedelta(days=1)
    while day.isoweekday() >= _SATURDAY:
        day += dt.timedelta(days=1)
    first, last = clock.day_bounds(day)
    held: dict[Bookable, list[Span]] = defaultdict(list)
    for claim in _claims(sorted(led), first, last):
        held[claim.bookable].append(Span(claim.starts, claim.blocked_until, claim.qty))
    lacking = [(one, peak(spans, first, last) - one.capacity) for one, spans in held.items()]
    return [(one, number) for one, number in lacking if number > 0][:_MOST]


@written_once("schools", "first", "last")
def _claims(schools: list[int], first: dt.datetime, last: dt.datetime) -> QuerySet[Claim]:
    claims = Claim.objects.filter(
        school__in=schools, state=ClaimState.ACTIVE, starts__lt=last, blocked_until__gt=first
    )
    return claims.select_related("bookable__category").order_by("bookable", "starts")


def _own(requester: int) -> QuerySet[Any]:
    lent = Loan.objects.filter(allocation__claim=OuterRef("pk"), in_at__isnull=True)
    number = PoolMember.objects.filter(
        bookable=OuterRef("bookable"),
        ends__isnull=True,
        asset__loans__allocation__claim=OuterRef("pk"),
        asset__loans__in_at__isnull=True,
    )
    claims = Claim.objects.filter(
        reservation__requester=requester,
        reservation__state__in=LIVE_RESERVATIONS,
        state=ClaimState.ACTIVE,
    )
    joined = claims.select_related(
        "bookable__category", "bookable__asset__room", "bookable__school", "reservation__for_group"
    )
    return joined.annotate(
        unit=Subquery(lent.values("asset__tag")[:1]), number=Subquery(number.values("number")[:1])
    ).order_by("starts", "pk")
