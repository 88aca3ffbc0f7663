"""Handing out and taking back, one scanned or typed tag at a time."""

import datetime as dt
import re
import uuid as uuids
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db import IntegrityError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from devices import policies
from devices.actions import claims
from devices.choices import Condition, Lifecycle, ReservationState, ScanOutcome
from devices.models import Allocation, Asset, Claim, Loan, PoolMember, Reservation, Scan
from devices.visibility import visible_reservations
from schools import affiliations, clock
from schools.actions import audit
from schools.exceptions import Conflict, InvalidInput, NotAllowed, NotVisible
from schools.models import Person
from schools.models.dated import on_day

_EARLY = dt.timedelta(minutes=60)  # the trolley may be fetched before the lesson
_LABEL = re.compile(r"/utstyr/enhet/([0-9a-f-]{36})/?")


@dataclass(frozen=True)
class Scanned:
    """What a scan did. ``out`` of ``qty``: how many of the promise are out now."""

    outcome: ScanOutcome
    asset: Asset
    loan: Loan
    out: int = 0
    qty: int = 0


def check_out(
    *, actor: Person, reservation: uuids.UUID, code: str, client_uuid: uuids.UUID | None = None
) -> Scanned:
    """Hand out the device with this tag (or label) for a reservation; binds the unit now.

    Any free unit of the trolley will do. The same ``client_uuid`` again gives the same answer.
    Raises NotVisible, NotAllowed, InvalidInput (wrong device or time), Conflict (already out).
    """
    if client_uuid and (earlier := _replayed(actor, client_uuid)):
        return earlier
    found = visible_reservations(actor).filter(uuid=reservation).first()
    if found is None:
        raise NotVisible
    if not policies.can_hand_out(actor, found):
        raise NotAllowed(_("Only the one who booked can fetch this."))
    asset = asset_of_code(actor=actor, code=code)
    return _once(actor, client_uuid, lambda: _hand_out(actor, found.pk, asset, client_uuid))


def take_back(
    *,
    actor: Person,
    code: str,
    client_uuid: uuids.UUID | None = None,
    condition: Condition | None = None,
) -> Scanned:
    """Take back the device with this tag, whatever it was lent for.

    Raises NotAllowed for a third person, InvalidInput for an unknown tag, Conflict when
    it is not lent out.
    """
    if client_uuid and (earlier := _replayed(actor, client_uuid)):
        return earlier
    asset = asset_of_code(actor=actor, code=code)
    return _once(actor, client_uuid, lambda: _receive(actor, asset, client_uuid, condition))


def asset_of_code(*, actor: Person, code: str) -> Asset:
    """The device of a typed tag or a scanned label, at a school the actor belongs to.

    Raises InvalidInput with a sentence for labels that are not ours, unknown tags and
    other schools' devices.
    """
    text = code.strip()
    if not text:
        raise InvalidInput(_("Scan a label or type the tag."), "code")
    asset = _by_label(text) if "://" in text else _by_tag(text)
    held = affiliations.of(actor)
    if asset is None or (asset.school_id not in held.own_schools and not held.staff_schools):
        raise InvalidInput(_("We know no device with the tag “%s”.") % text[:40], "code")
    if asset.school_id not in held.own_schools:
        text = _("%(tag)s belongs to another school. Give it to the ICT contact.")
        raise InvalidInput(text % {"tag": asset.tag}, "code")
    return asset


def _by_label(text: str) -> Asset | None:
    found = _LABEL.fullmatch(text.removeprefix(settings.BASE_URL))
    if found is None:
        raise InvalidInput(_("This is not one of our labels. Type the tag instead."), "code")
    try:
        uuid = uuids.UUID(found[1])
    except ValueError:
        return None
    return Asset.objects.select_related("school").filter(uuid=uuid).first()


def _by_tag(text: str) -> Asset | None:
    return Asset.objects.select_related("school").filter(tag__iexact=text).first()


def _once(actor: Person, client_uuid: uuids.UUID | None, work: Callable[[], Scanned]) -> Scanned:
    """Two desks at once: the database lets one loan be open; the other gets a sentence."""
    try:
        return claims.retried(work)
    except IntegrityError as error:
        if client_uuid and (earlier := _replayed(actor, client_uuid)):
            return earlier
        raise Conflict(_("Somebody else scanned it at the same moment. Look again.")) from error


def _replayed(actor: Person, client_uuid: uuids.UUID) -> Scanned | None:
    scan = Scan.objects.select_related("loan__asset__school").filter(client_uuid=client_uuid)
    earlier = scan.first()
    if earlier is None:
        return None
    if earlier.actor_id != actor.pk:
        raise InvalidInput(_("This scan belongs to somebody else. Scan again."), "code")
    return _answer(ScanOutcome(earlier.outcome), earlier.loan)


def _hand_out(actor: Person, pk: int, asset: Asset, client_uuid: uuids.UUID | None) -> Scanned:
    claim = Claim.objects.select_related("bookable").get(reservation=pk)
    claims.lock([claim.bookable_id])  # count and write under the same lock as bookings
    reservation = Reservation.objects.select_for_update().select_related("requester").get(pk=pk)
    _check_promise(reservation, claim)
    _check_unit(asset, claim)
    _check_rest(claim, reservation)
    now = clock.now()
    allocation = Allocation.objects.create(claim=claim, asset=asset, assigned_at=now)
    loan = Loan.objects.create(
        asset=asset,
        custodian=reservation.requester,
        allocation=allocation,
        out_at=now,
        out_by=actor,
        due_at=claim.ends,
        condition_out=asset.condition,
    )
    reservation.state, reservation.version = (
        ReservationState.CHECKED_OUT,
        reservation.version + 1,
    )
    reservation.save(update_fields=["state", "version"])
    return _written(actor, loan, ScanOutcome.HANDED_OUT, client_uuid)


def _check_promise(reservation: Reservation, claim: Claim) -> None:
    if reservation.state not in {ReservationState.APPROVED, ReservationState.CHECKED_OUT}:
        raise Conflict(_("This booking has ended or was cancelled."))
    now = clock.now()
    if now < claim.starts - _EARLY:
        raise InvalidInput(_("Too early: hand it out at most an hour before."), "reservation")
    if now >= claim.ends:
        raise InvalidInput(_("The time of this booking is over."), "reservation")


def _check_unit(asset: Asset, claim: Claim) -> None:
    names = {"tag": asset.tag, "name": claim.bookable.name}
    if asset.school_id != claim.school_id:
        text = _("%(tag)s belongs to another school than %(name)s.")
        raise InvalidInput(text % names, "code")
    members = PoolMember.objects.filter(
        on_day(clock.today()), bookable=claim.bookable_id, asset=asset.pk
    )
    if claim.bookable.asset_id != asset.pk and not members.exists():
        raise InvalidInput(_("%(tag)s is not part of %(name)s.") % names, "code")
    if asset.lifecycle != Lifecycle.IN_SERVICE:
        text = _("%(tag)s is out of use (%(stage)s). Take another.")
        stage = asset.get_lifecycle_display()
        raise InvalidInput(text % {"tag": asset.tag, "stage": stage}, "code")
    if Loan.objects.filter(asset=asset.pk, in_at__isnull=True).exists():
        text = _("%(tag)s is handed out already. Return it first.")
        raise Conflict(text % {"tag": asset.tag})


def _check_rest(claim: Claim, reservation: Reservation) -> None:
    if _out_of(claim) >= claim.qty:
        text = ngettext(
            "The one that was booked is handed out.",
            "All %(number)s that were booked are handed out.",
            reservation.qty,
        )
        raise InvalidInput(text % {"number": reservation.qty}, "code")


def _receive(
    actor: Person, asset: Asset, client_uuid: uuids.UUID | None, condition: Condition | None
) -> Scanned:
    loan = _open_loan(asset)
    pupil_groups = affiliations.of(loan.custodian).pupil_groups
    if not policies.can_take_back(actor, loan, pupil_groups):
        raise NotAllowed(_("Only the one who borrowed it and the school's staff can return it."))
    now = clock.now()
    loan.in_at, loan.in_by = now, actor
    loan.condition_in = condition or asset.condition
    loan.save(update_fields=["in_at", "in_by", "condition_in"])
    if condition and condition != asset.condition:
        Asset.objects.filter(pk=asset.pk).update(condition=condition)
    _end_promise(loan, now)
    return _written(actor, loan, ScanOutcome.RETURNED, client_uuid)


def _open_loan(asset: Asset) -> Loan:
    """The open loan, locked; what it was promised from is locked first, as at hand-over."""
    lent = Loan.objects.filter(asset=asset.pk, in_at__isnull=True)
    promised = lent.filter(allocation__isnull=False)
    claims.lock(list(promised.values_list("allocation__claim__bookable", flat=True)))
    joined = lent.select_related("asset", "custodian", "allocation__claim__reservation")
    loan = joined.select_for_update(of=("self",)).first()
    if loan is None:
        raise Conflict(_("%(tag)s is not lent out.") % {"tag": asset.tag})
    return loan


def _end_promise(loan: Loan, now: dt.datetime) -> None:
    """The last unit back ends the promise; before that, what is back may go out again."""
    if loan.allocation is None:
        return
    claim = Claim.objects.select_related("bookable", "reservation").get(pk=loan.allocation.claim_id)
    bound = claim.allocations.count()
    soon_over = now >= claim.ends - dt.timedelta(minutes=30)
    if _out_of(claim) or (bound < claim.qty and not soon_over):
        return
    claims.release(claim=claim, at=now)
    if claim.reservation is not None:
        claim.reservation.state = ReservationState.RETURNED
        claim.reservation.version += 1
        claim.reservation.save(update_fields=["state", "version"])


def _out_of(claim: Claim) -> int:
    return Loan.objects.filter(allocation__claim=claim.pk, in_at__isnull=True).count()


def _written(
    actor: Person, loan: Loan, outcome: ScanOutcome, client_uuid: uuids.UUID | None
) -> Scanned:
    now = clock.now()
    if client_uuid:
        Scan.objects.create(
            client_uuid=client_uuid, actor=actor, loan=loan, outcome=outcome, at=now
        )
    audit.record(
        actor=actor,
        action=f"loan.{outcome.value}",
        about=loan,
        school_id=loan.asset.school_id,
        asset=loan.asset_id,
    )
    return _answer(outcome, loan)


def _answer(outcome: ScanOutcome, loan: Loan) -> Scanned:
    claim = loan.allocation.claim if loan.allocation else None
    if claim is None:
        return Scanned(outcome, loan.asset, loan)
    return Scanned(outcome, loan.asset, loan, _out_of(claim), claim.qty)
