"""The only way to take equipment for a time."""

import datetime as dt
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from devices import events
from devices.choices import SHORT_KINDS, ClaimKind, ClaimState
from devices.exceptions import Taken
from devices.models import Bookable, Claim, Reservation
from devices.queries import occupancy
from devices.queries.sweep import Span, peak
from schools import clock
from schools.exceptions import InvalidInput
from schools.models import School
from schools.statements import written_once

Result = TypeVar("Result")

MANY = 20  # above this number of bookables the school is locked instead of each
ATTEMPTS = 4  # the first and three more
_TRANSIENT = {"40P01", "40001", "55P03"}  # deadlock, serialisation, lock time-out


@dataclass(frozen=True)
class Wanted:
    """``qty`` of one bookable from ``starts`` to ``ends`` (UTC, half-open)."""

    bookable_id: int
    starts: dt.datetime
    ends: dt.datetime
    qty: int = 1
    kind: ClaimKind = ClaimKind.BOOKING
    expires_at: dt.datetime | None = None


def commit(
    *,
    wanted: Sequence[Wanted],
    reservation: Reservation | None = None,
    also: Callable[[list[Claim]], None] | None = None,
) -> list[Claim]:
    """Take all that is wanted, or nothing.

    Locks the bookables in key order, sweeps what is taken, writes the reservation
    (when given) and its claims, and runs ``also`` in the same transaction, so that
    it may run more than once. Raises ``Taken`` without alternatives when too little
    is free (``bookings`` adds them), ``InvalidInput`` for a window that cannot be.
    """
    for want in wanted:
        _check_shape(want)
    try:
        return retried(lambda: _commit(wanted, reservation, also))
    except IntegrityError as error:
        if _net_caught(error):
            raise Taken(_taken_text()) from error
        raise


def retried(work: Callable[[], Result]) -> Result:
    """Run ``work`` in a transaction; again, up to three times, when the database asks for it.

    Inside somebody else's transaction it runs once: only the outermost can start over.
    """
    attempts = 1 if connection.in_atomic_block else ATTEMPTS
    for attempt in range(1, attempts + 1):
        try:
            with transaction.atomic():
                return work()
        except OperationalError as error:
            if attempt == attempts or not _is_transient(error):
                raise
            time.sleep(random.uniform(0.01, 0.05) * attempt)  # noqa: S311 (jitter, no secret)
    raise AssertionError  # pragma: no cover


def lock(bookable_ids: Sequence[int]) -> dict[int, Bookable]:
    """Lock bookables for this transaction, in key order so that no two writers wait in a ring.

    The lock is FOR NO KEY UPDATE: it does not stop rows that only refer to them.
    Those who want very many queue at the school first, so that they do not wait row
    by row for each other. SQLite needs none: BEGIN IMMEDIATE has one writer at a time.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '3s'")
    if len(bookable_ids) > MANY:
        meant = Bookable.objects.filter(pk__in=bookable_ids).order_by().values("school")
        schools = School.objects.filter(pk__in=meant)
        list(schools.select_for_update(no_key=True).order_by("pk"))
    return {row.pk: row for row in _locked(list(bookable_ids))}


@written_once("keys")
def _locked(keys: list[int]) -> QuerySet[Bookable]:
    rows = Bookable.objects.filter(pk__in=keys).order_by("pk")
    return rows.select_for_update(no_key=True, of=("self",))


def release(*, claim: Claim, at: dt.datetime) -> None:
    """Give back what is left of a claim; turnaround after use still holds. Never conflicts."""
    turnaround = dt.timedelta(minutes=claim.bookable.turnaround_min)
    if claim.starts < at < claim.ends and turnaround:
        claim.ends, claim.blocked_until = at, min(claim.blocked_until, at + turnaround)
        claim.save(update_fields=["ends", "blocked_until"])
        events.notify(claim.school_id)
    else:
        drop(claim=claim)


def drop(*, claim: Claim) -> None:
    """End a claim whose units were not used, or have no turnaround. Never conflicts."""
    claim.state = ClaimState.RELEASED
    claim.save(update_fields=["state"])
    events.notify(claim.school_id)


def _commit(
    wanted: Sequence[Wanted],
    reservation: Reservation | None,
    also: Callable[[list[Claim]], None] | None,
) -> list[Claim]:
    bookables = lock(sorted({want.bookable_id for want in wanted}))
    _tidy_holds(bookables)
    _check_room(wanted, bookables)
    if reservation is not None:
        reservation.pk = None  # a second attempt writes it anew
        reservation.save(force_insert=True)
    claims = Claim.objects.bulk_create(
        _claim(want, bookables[want.bookable_id], reservation) for want in wanted
    )
    if also:
        also(claims)
    for school_id in {bookable.school_id for bookable in bookables.values()}:
        events.notify(school_id)
    return claims


def _check_shape(want: Wanted) -> None:
    if want.starts >= want.ends:
        raise InvalidInput(_("The end must be after the start."), "ends")
    if want.qty < 1:
        raise InvalidInput(_("Ask for at least one."), "qty")
    if want.kind in SHORT_KINDS and want.ends - want.starts > occupancy.LONGEST:
        raise InvalidInput(_("A booking lasts at most 14 days. Ask for a loan instead."), "ends")


def _tidy_holds(bookables: dict[int, Bookable]) -> None:
    # the exclusion constraint cannot know that a hold has expired
    Claim.objects.filter(
        bookable__in=bookables, state=ClaimState.ACTIVE, expires_at__lte=clock.now()
    ).update(state=ClaimState.RELEASED)


def _check_room(wanted: Sequence[Wanted], bookables: dict[int, Bookable]) -> None:
    first = min(want.starts for want in wanted)
    last = max(_blocked_until(want, bookables[want.bookable_id]) for want in wanted)
    spans = occupancy.spans_of(bookables, first, last)
    for want in wanted:
        bookable = bookables[want.bookable_id]
        until = _blocked_until(want, bookable)
        taken = peak(spans[bookable.pk], want.starts, until)
        if taken + want.qty > bookable.capacity:
            raise Taken(_taken_text())
        spans[bookable.pk].append(Span(want.starts, until, want.qty))


def _blocked_until(want: Wanted, bookable: Bookable) -> dt.datetime:
    return want.ends + dt.timedelta(minutes=bookable.turnaround_min)


def _claim(want: Wanted, bookable: Bookable, reservation: Reservation | None) -> Claim:
    return Claim(
        bookable=bookable,
        school_id=bookable.school_id,
        reservation=reservation,
        starts=want.starts,
        ends=want.ends,
        blocked_until=_blocked_until(want, bookable),
        qty=want.qty,
        exclusive=bookable.is_single,
        kind=want.kind,
        expires_at=want.expires_at,
    )


def _taken_text() -> str:
    return _("Somebody else has it at that time.")


def _net_caught(error: IntegrityError) -> bool:
    cause = error.__cause__
    return getattr(cause, "sqlstate", None) == "23P01" or "overbooked" in str(cause)


def _is_transient(error: OperationalError) -> bool:
    cause = error.__cause__
    return getattr(cause, "sqlstate", None) in _TRANSIENT or "database is locked" in str(cause)
