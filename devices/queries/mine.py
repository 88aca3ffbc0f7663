"""What one has booked and borrowed, oneself or one's children."""

from typing import Any

from django.db.models import Count, F, Min, Prefetch, Q, QuerySet

from devices.choices import LIVE_RESERVATIONS
from devices.models import Claim, Loan, Reservation
from devices.visibility import visible_loans, visible_reservations
from schools import affiliations, clock
from schools.models import Person

_MOST = 60


def with_claims(reservations: QuerySet[Reservation]) -> QuerySet[Any]:
    """By time, with what the pages say of a reservation: what, where, when, how many are out."""
    claims = Claim.objects.select_related("bookable__school", "bookable__asset__room")
    open_loan = Q(claims__allocations__loan__isnull=False)
    open_loan &= Q(claims__allocations__loan__in_at__isnull=True)
    joined = reservations.select_related("for_group", "requester").annotate(
        first=Min("claims__starts"), out=Count("claims__allocations", filter=open_loan)
    )
    ordered = joined.order_by("first", "pk")
    return ordered.prefetch_related(Prefetch("claims", claims, to_attr="held"))


def coming(viewer: Person) -> list[Reservation]:
    """The viewer's own live reservations that have not ended, next first. Two queries."""
    own = visible_reservations(viewer).filter(
        requester=viewer.pk, state__in=LIVE_RESERVATIONS, claims__blocked_until__gt=clock.now()
    )
    ids = own.order_by().values("pk")
    return list(with_claims(Reservation.objects.filter(pk__in=ids))[:_MOST])


def open_loans(viewer: Person, child_id: int | None = None) -> list[Loan]:
    """What the viewer and the viewer's children have now, first due first. One query."""
    who = [child_id] if child_id else [viewer.pk, *affiliations.of(viewer).children]
    loans = visible_loans(viewer).filter(custodian__in=who, in_at__isnull=True)
    joined = loans.select_related("asset__asset_model__category", "asset__room", "custodian")
    return list(joined.order_by(F("due_at").asc(), "pk")[:_MOST])
