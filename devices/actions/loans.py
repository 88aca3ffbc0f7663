"""Lending a device to a person for longer than a lesson."""

import datetime as dt
import uuid as uuids

from django.db import IntegrityError
from django.utils.translation import gettext as _

from devices import policies
from devices.actions import claims
from devices.actions.claims import Wanted
from devices.choices import ClaimKind, Lifecycle
from devices.exceptions import Taken
from devices.models import Allocation, Asset, Bookable, Claim, Loan
from devices.queries.assets import one_asset
from schools import clock
from schools.actions import audit
from schools.exceptions import Conflict, InvalidInput, NotAllowed
from schools.models import Person
from schools.models.dated import on_day
from schools.visibility import visible_people
from schools.visibility.people import pupils_at, staff_at

_HOME_TIME = dt.time(15)  # a due date means the end of that school day
_LONGEST_DAYS = 400


def lend(*, actor: Person, asset: uuids.UUID, borrower: uuids.UUID, due: dt.date) -> Loan:
    """Lend a device to a pupil or colleague of its school until the end of the day ``due``.

    What is promised to others is kept: a unit of a trolley is lent only while enough
    are left. Raises NotVisible, NotAllowed, InvalidInput, Conflict, Taken.
    """
    found = one_asset(actor, asset)
    if not policies.can_manage(actor, found.school_id):
        raise NotAllowed(_("Only those who look after the equipment lend it out."))
    person = _borrower(actor, found, borrower)
    due_at = _due_at(due)
    _check_asset(found)
    try:
        return _lend(actor, found, person, due_at)
    except Taken as refused:
        raise Taken(_("It is promised to others in that time.")) from refused
    except IntegrityError as error:
        raise Conflict(_("Somebody else lent it out at the same moment.")) from error


def _lend(actor: Person, asset: Asset, person: Person, due_at: dt.datetime) -> Loan:
    made: list[Loan] = []

    def also(written: list[Claim]) -> None:
        made.append(_write(actor, asset, person, due_at, written[0] if written else None))

    bookable = _bookable_of(asset)
    if bookable is None:
        claims.retried(lambda: also([]))
    else:
        want = Wanted(bookable.pk, clock.now(), due_at, 1, ClaimKind.LOAN)
        claims.commit(wanted=[want], also=also)
    return made[-1]


def _write(
    actor: Person, asset: Asset, person: Person, due_at: dt.datetime, claim: Claim | None
) -> Loan:
    now = clock.now()
    allocation = None
    if claim is not None:
        allocation = Allocation.objects.create(claim=claim, asset=asset, assigned_at=now)
    loan = Loan.objects.create(
        asset=asset,
        custodian=person,
        allocation=allocation,
        out_at=now,
        out_by=actor,
        due_at=due_at,
        condition_out=asset.condition,
    )
    audit.record(
        actor=actor,
        action="loan.lent",
        about=loan,
        school_id=asset.school_id,
        asset=asset.pk,
        borrower=person.pk,
    )
    return loan


def _borrower(actor: Person, asset: Asset, uuid: uuids.UUID) -> Person:
    day, schools = clock.today(), [asset.school_id]
    here = visible_people(actor).filter(uuid=uuid)
    person = here.filter(pk__in=pupils_at(schools, day)).first()
    person = person or here.filter(pk__in=staff_at(schools, day)).first()
    if person is None:
        raise InvalidInput(_("Choose a pupil or a colleague of the school."), "borrower")
    return person


def _due_at(due: dt.date) -> dt.datetime:
    today = clock.today()
    if due > today + dt.timedelta(days=_LONGEST_DAYS):
        raise InvalidInput(_("Choose a day within the next thirteen months."), "due")
    moment = clock.at(due, _HOME_TIME)
    if moment <= clock.now():
        raise InvalidInput(_("Choose a day that has not passed."), "due")
    return moment


def _check_asset(asset: Asset) -> None:
    if asset.lifecycle not in {Lifecycle.IN_SERVICE, Lifecycle.IN_STOCK}:
        raise InvalidInput(_("Only a device in use can be lent out."))
    if Loan.objects.filter(asset=asset.pk, in_at__isnull=True).exists():
        raise Conflict(_("%(tag)s is lent out already.") % {"tag": asset.tag})


def _bookable_of(asset: Asset) -> Bookable | None:
    pools = Bookable.objects.filter(
        on_day(clock.today(), "members__"), members__asset=asset.pk, is_active=True
    )
    single = Bookable.objects.filter(asset=asset.pk, is_active=True)
    return single.first() or pools.first()
