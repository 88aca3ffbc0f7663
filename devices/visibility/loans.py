"""Who may see who has a device."""

from django.db.models import Q, QuerySet

from devices.models import Loan
from devices.visibility.managing import managed_schools, managers_of
from schools import affiliations
from schools.choices import Access
from schools.models import Person
from schools.visibility import who_know, without_hidden
from schools.visibility.people import pupils_in, staff_in, standing


def visible_loans(viewer: Person | None) -> QuerySet[Loan]:
    """One's own, one's child's, one's pupils', and those of the equipment one looks after."""
    loans = Loan.objects.all()
    if viewer is None or not viewer.is_active:
        return loans.none()
    held = affiliations.of(viewer)
    reasons = Q(custodian=viewer.pk)
    reasons |= Q(custodian__in=held.children)
    reasons |= Q(custodian__in=pupils_in(held.staff_groups, held.day))
    reasons |= Q(asset__school__in=managed_schools(viewer))
    known = without_hidden(Person.objects.all(), viewer)
    return loans.filter(reasons).filter(custodian__in=known)


def loan_viewers(loan: Loan) -> QuerySet[Person]:
    """Everybody who may see it: the inverse of ``visible_loans``."""
    held = affiliations.of(loan.custodian)
    guardians = standing(held.day).filter(pupil=loan.custodian_id, access=Access.FULL)
    reasons = Q(pk=loan.custodian_id)
    reasons |= Q(pk__in=guardians.values("guardian"))
    reasons |= Q(pk__in=staff_in(held.pupil_groups, held.day))
    reasons |= Q(pk__in=managers_of([loan.asset.school_id], held.day))
    everyone = Person.objects.filter(reasons, is_active=True)
    return who_know(everyone, loan.custodian, held.day)
