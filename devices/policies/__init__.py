"""What one may do with equipment one sees. Pure: rows that were loaded, at most one query.

Actions enforce these; templates hide what they refuse.
"""

from devices.models import Bookable, Loan, Reservation, SchoolDevicePolicy
from devices.visibility.managing import MANAGES
from schools import affiliations
from schools.models import Person


def can_manage(actor: Person, school_id: int) -> bool:
    """Register, change, lend out and take back the school's equipment."""
    return actor.is_active and school_id in affiliations.of(actor).schools_as(*MANAGES)


def is_staff_somewhere(actor: Person) -> bool:
    """Works at a school; the rules for staff apply, not those for pupils."""
    return bool(affiliations.of(actor).staff_schools)


def can_book(actor: Person, bookable: Bookable, rules: SchoolDevicePolicy | None) -> bool:
    """Staff book what they see; pupils what their own school opens to them (grades apart)."""
    if not (actor.is_active and bookable.is_active):
        return False
    if is_staff_somewhere(actor):
        return True
    own = bookable.school_id in affiliations.of(actor).own_schools
    return own and bookable.pupil_may_book and rules is not None and rules.pupils_may_book


def can_cancel(actor: Person, reservation: Reservation) -> bool:
    """The one who asked, and those who look after the equipment."""
    return reservation.requester_id == actor.pk or can_manage(actor, reservation.school_id)


def can_hand_out(actor: Person, reservation: Reservation) -> bool:
    """The one who booked takes it out; those who look after the equipment hand it out."""
    return can_cancel(actor, reservation)


def can_take_back(actor: Person, loan: Loan, pupil_groups: frozenset[int]) -> bool:
    """Not anybody who happens to hold it (a third person could clear another's debt).

    The one who booked returns it, staff of the pupil's groups and those who look
    after the equipment receive it. A long loan is not closed by the borrower alone.
    ``pupil_groups``: groups where the borrower is a pupil.
    """
    if can_manage(actor, loan.asset.school_id):
        return True
    if affiliations.of(actor).staff_groups & pupil_groups:
        return True
    promise = loan.allocation.claim.reservation if loan.allocation else None
    return promise is not None and actor.pk in {promise.requester_id, loan.custodian_id}


def manages_somewhere(actor: Person) -> bool:
    """Looks after the equipment of at least one school."""
    return actor.is_active and bool(affiliations.of(actor).schools_as(*MANAGES))
