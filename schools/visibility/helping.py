"""Who sees that somebody helps a guardian: the guardian, and the helper while it gives anything.

What a helper reads is for ``messaging.visibility.helping`` to say, and who of the staff sees it.
"""

from django.db.models import Q, QuerySet

from schools import clock
from schools.models import HelperAppointment, Person
from schools.models.helping import standing_appointments


def visible_appointments(viewer: Person | None) -> QuerySet[HelperAppointment]:
    """The guardian's own, accepted or not, until they are over; and those the viewer accepted."""
    rows = HelperAppointment.objects.all()
    if viewer is None or not viewer.is_active:
        return rows.none()
    day = clock.today()
    mine = Q(guardian=viewer.pk, ends__gt=day)
    accepted = standing_appointments(day).filter(helper=viewer.pk).order_by()
    return rows.filter(mine | Q(pk__in=accepted.values("pk")))


def appointment_viewers(appointment: HelperAppointment) -> QuerySet[Person]:
    """Everybody who sees it: the inverse of ``visible_appointments``."""
    day = clock.today()
    if appointment.ends is None or appointment.ends <= day:
        return Person.objects.none()
    standing = standing_appointments(day).filter(pk=appointment.pk).order_by()
    why = Q(pk=appointment.guardian_id) | Q(pk__in=standing.values("helper"))
    return Person.objects.filter(why, is_active=True)
