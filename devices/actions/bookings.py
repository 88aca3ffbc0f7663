"""Promising equipment to people, and taking the promise back."""

import datetime as dt
import uuid as uuids
from dataclasses import dataclass

from django.db import IntegrityError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from devices import policies
from devices.actions import claims
from devices.actions.claims import Wanted
from devices.choices import LIVE_RESERVATIONS, ClaimState, ReservationState
from devices.exceptions import Taken
from devices.models import Bookable, Claim, Reservation
from devices.queries.free import nearest
from devices.queries.rules import in_grades, own_groups, pupil_rules
from devices.visibility import visible_bookables, visible_reservations
from schools import clock
from schools.actions import audit
from schools.exceptions import Conflict, InvalidInput, NotAllowed, NotVisible
from schools.models import Group, Person
from schools.queries.one import the_one
from schools.statements import written_once

# The lesson may have begun when the teacher thinks of it.
_LATE = dt.timedelta(minutes=60)
_PURPOSE = 120


@dataclass(frozen=True)
class _Asked:
    bookable: Bookable
    starts: dt.datetime
    ends: dt.datetime
    qty: int
    is_pupil: bool


def book(
    *,
    actor: Person,
    bookable: uuids.UUID,
    starts: dt.datetime,
    ends: dt.datetime,
    qty: int = 1,
    purpose: str = "",
    for_group: uuids.UUID | None = None,
    period_number: int | None = None,
    client_token: uuids.UUID | None = None,
) -> Reservation:
    """Promise ``qty`` of a bookable to the actor from ``starts`` to ``ends`` (UTC, half-open).

    The same ``client_token`` twice gives the first reservation again. Raises NotVisible,
    NotAllowed, InvalidInput, and Taken with the three nearest alternatives.
    """
    if client_token and (earlier := _by_token(actor, client_token)):
        return earlier
    asked = _checked(actor, bookable, starts, ends, qty)
    reservation = Reservation(
        school_id=asked.bookable.school_id,
        requester=actor,
        for_group=_group(actor, for_group),
        day=clock.local(starts).date(),
        period_number=period_number,
        qty=qty,
        purpose=_purpose(purpose),
        client_token=client_token,
        created_at=clock.now(),
    )
    return _take(actor, asked, reservation)


def cancel(*, actor: Person, reservation: uuids.UUID) -> Reservation:
    """Take a promise back before anything was handed out; the equipment is free at once.

    Raises NotVisible, NotAllowed, and Conflict when it has been handed out or has ended.
    """
    found = visible_reservations(actor).filter(uuid=reservation).first()
    if found is None:
        raise NotVisible
    if not policies.can_cancel(actor, found):
        raise NotAllowed(_("Only the one who booked can cancel this."))
    return claims.retried(lambda: _cancel(actor, found.pk))


def close_past() -> int:
    """End promises whose time is over: not collected, or all returned. Returns how many.

    Run by beat; safe to run twice.
    """
    return claims.retried(_close_past)


def _take(actor: Person, asked: _Asked, reservation: Reservation) -> Reservation:
    want = Wanted(asked.bookable.pk, asked.starts, asked.ends, asked.qty)

    def also(written: list[Claim]) -> None:
        if asked.is_pupil:
            _only_one(actor)
        audit.record(
            actor=actor,
            action="reservation.made",
            about=reservation,
            school_id=asked.bookable.school_id,
            bookable=asked.bookable.pk,
            qty=asked.qty,
        )

    try:
        claims.commit(wanted=[want], reservation=reservation, also=also)
    except Taken as refused:
        others = nearest(actor, asked.bookable, asked.starts, asked.ends, asked.qty)
        raise Taken(_refusal(asked), others) from refused
    except IntegrityError:
        # the same form sent twice at the same moment
        token = reservation.client_token
        if token and (earlier := _by_token(actor, token)):
            return earlier
        raise
    return reservation


def _checked(
    actor: Person, uuid: uuids.UUID, starts: dt.datetime, ends: dt.datetime, qty: int
) -> _Asked:
    bookable = the_one(_bookable(actor, uuid))
    rules = pupil_rules(bookable.school_id)
    if not policies.can_book(actor, bookable, rules):
        raise NotAllowed(_("You cannot book this. Ask a teacher."))
    _check_window(bookable, starts, ends)
    _check_number(bookable, qty)
    is_pupil = not policies.is_staff_somewhere(actor)
    if is_pupil and rules is not None:
        if not in_grades(actor, rules):
            raise NotAllowed(_("Your grade cannot book by itself. Ask a teacher."))
        _check_pupil(ends - starts, qty, rules.max_hours)
    return _Asked(bookable, starts, ends, qty, is_pupil)


@written_once("uuid")
def _bookable(viewer: Person, uuid: uuids.UUID) -> QuerySet[Bookable]:
    return visible_bookables(viewer).select_related("school").filter(uuid=uuid)


def _check_window(bookable: Bookable, starts: dt.datetime, ends: dt.datetime) -> None:
    now = clock.now()
    if ends <= starts:
        raise InvalidInput(_("The end must be after the start."), "ends")
    if ends <= now or starts < now - _LATE:
        raise InvalidInput(_("That time has passed. Choose a later one."), "day")
    if starts > now + dt.timedelta(days=bookable.advance_days):
        text = ngettext(
            "You can book at most %(days)s day ahead.",
            "You can book at most %(days)s days ahead.",
            bookable.advance_days,
        )
        raise InvalidInput(text % {"days": bookable.advance_days}, "day")
    if ends - starts > dt.timedelta(minutes=bookable.max_minutes):
        hours = bookable.max_minutes // 60
        text = ngettext(
            "This can be booked for at most %(hours)s hour at a time.",
            "This can be booked for at most %(hours)s hours at a time.",
            hours,
        )
        raise InvalidInput(text % {"hours": hours}, "ends")


def _check_number(bookable: Bookable, qty: int) -> None:
    if qty < 1:
        raise InvalidInput(_("Ask for at least one."), "qty")
    if qty > bookable.capacity:
        text = ngettext(
            "There is only %(number)s here. Ask for a smaller number.",
            "There are only %(number)s here. Ask for a smaller number.",
            bookable.capacity,
        )
        raise InvalidInput(text % {"number": bookable.capacity}, "qty")


def _check_pupil(length: dt.timedelta, qty: int, max_hours: int) -> None:
    if qty > 1:
        raise InvalidInput(_("You can book one device, for yourself."), "qty")
    if length > dt.timedelta(hours=max_hours):
        text = ngettext(
            "Pupils can book for at most %(hours)s hour.",
            "Pupils can book for at most %(hours)s hours.",
            max_hours,
        )
        raise InvalidInput(text % {"hours": max_hours}, "ends")


def _only_one(actor: Person) -> None:
    # Two bookings of different trolleys share no lock: the pupil's own row is the queue.
    # Always after the bookables, so that nobody waits in a ring.
    Person.objects.select_for_update(no_key=True).get(pk=actor.pk)
    live = Claim.objects.filter(
        reservation__requester=actor.pk,
        reservation__state__in=LIVE_RESERVATIONS,
        state=ClaimState.ACTIVE,
        ends__gt=clock.now(),
    )
    if live.count() > 1:
        raise InvalidInput(_("You have booked a device already. Cancel it to book another."))


def _group(actor: Person, uuid: uuids.UUID | None) -> Group | None:
    if uuid is None:
        return None
    for group in own_groups(actor):
        if group.uuid == uuid:
            return group
    raise InvalidInput(_("Choose one of your own groups."), "for_group")


def _purpose(text: str) -> str:
    purpose = " ".join(text.split())
    if len(purpose) > _PURPOSE:
        raise InvalidInput(_("Write at most 120 characters."), "purpose")
    return purpose


def _by_token(actor: Person, token: uuids.UUID) -> Reservation | None:
    return Reservation.objects.filter(requester=actor.pk, client_token=token).first()


def _refusal(asked: _Asked) -> str:
    if asked.bookable.is_single:
        return _("%(name)s is taken at that time.") % {"name": asked.bookable.name}
    return _("%(name)s does not have %(number)s free at that time.") % {
        "name": asked.bookable.name,
        "number": asked.qty,
    }


def _cancel(actor: Person, pk: int) -> Reservation:
    # the bookables first, as everywhere: a hand-over of the same promise waits or is waited for
    ids = list(Claim.objects.filter(reservation=pk).values_list("bookable", flat=True))
    claims.lock(sorted(ids))
    found = Reservation.objects.select_for_update().get(pk=pk)
    if found.state == ReservationState.CANCELLED:
        return found
    if found.state not in {ReservationState.REQUESTED, ReservationState.APPROVED}:
        raise Conflict(_("This has been handed out. Return it instead."))
    for claim in found.claims.all():
        claims.drop(claim=claim)
    found.state, found.version = ReservationState.CANCELLED, found.version + 1
    found.save(update_fields=["state", "version"])
    audit.record(
        actor=actor, action="reservation.cancelled", about=found, school_id=found.school_id
    )
    return found


def _close_past() -> int:
    past = Reservation.objects.exclude(claims__ends__gt=clock.now())
    unused = past.filter(state__in=[ReservationState.REQUESTED, ReservationState.APPROVED])
    still_out = Reservation.objects.filter(
        claims__allocations__loan__isnull=False, claims__allocations__loan__in_at__isnull=True
    )
    back = past.filter(state=ReservationState.CHECKED_OUT).exclude(
        pk__in=still_out.order_by().values("pk")
    )
    ended = unused.update(state=ReservationState.NO_SHOW)
    return ended + back.update(state=ReservationState.RETURNED)
