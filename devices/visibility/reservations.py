"""Who may see a reservation: who booked, what for."""

from django.db.models import Q, QuerySet

from devices.models import Reservation
from devices.visibility.managing import managed_schools, managers_of
from schools import affiliations, clock
from schools.choices import Access
from schools.models import Person
from schools.visibility import who_know, without_hidden
from schools.visibility.people import standing


def visible_reservations(viewer: Person | None) -> QuerySet[Reservation]:
    """One's own, one's child's, and those of the equipment one looks after."""
    reservations = Reservation.objects.all()
    if viewer is None or not viewer.is_active:
        return reservations.none()
    reasons = Q(requester=viewer.pk)
    reasons |= Q(requester__in=affiliations.of(viewer).children)
    reasons |= Q(school__in=managed_schools(viewer))
    known = without_hidden(Person.objects.all(), viewer)
    return reservations.filter(reasons).filter(requester__in=known)


def reservation_viewers(reservation: Reservation) -> QuerySet[Person]:
    """Everybody who may see it: the inverse of ``visible_reservations``."""
    day = clock.today()
    guardians = standing(day).filter(pupil=reservation.requester_id, access=Access.FULL)
    reasons = Q(pk=reservation.requester_id)
    reasons |= Q(pk__in=guardians.values("guardian"))
    reasons |= Q(pk__in=managers_of([reservation.school_id], day))
    everyone = Person.objects.filter(reasons, is_active=True)
    return who_know(everyone, reservation.requester, day)
