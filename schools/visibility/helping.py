"""Who sees that somebody helps a guardian: the guardian, and the helper while it gives anything.

What a helper reads is for ``messaging.visibility.helping`` to say, and who of the staff sees it.
"""

from django.db.models import Q, QuerySet

from schools import affiliations, clock
from schools.choices import Protection
from schools.models import HelperAppointment, Person
from schools.models.helping import standing_appointments
from schools.visibility.people import who_know


def visible_appointments(viewer: Person | None) -> QuerySet[HelperAppointment]:
    """The guardian's own, accepted or not, until they are over; and those the viewer accepted.

    A guardian without access learns nothing of a child who is protected since.
    """
    rows = HelperAppointment.objects.all()
    if viewer is None or not viewer.is_active:
        return rows.none()
    day = clock.today()
    held = affiliations.of(viewer)
    own = {viewer.pk, *held.children, *held.named_for}
    known = Q(pupil__protection=Protection.NONE) | Q(pupil__in=own)
    mine = known & Q(guardian=viewer.pk, ends__gt=day)
    accepted = standing_appointments(day).filter(helper=viewer.pk).order_by()
    return rows.filter(mine | Q(pk__in=accepted.values("pk")))


def appointment_viewers(appointment: HelperAppointment) -> QuerySet[Person]:
    """Everybody who sees it: the inverse of ``visible_appointments``."""
    day = clock.today()
    if appointment.ends is None or appointment.ends <= day:
        return Person.objects.none()
    standing = standing_appointments(day).filter(pk=appointment.pk).order_by()
    guardian = Person.objects.filter(pk=appointment.guardian_id)
    mine = who_know(guardian, appointment.pupil, day).order_by().values("pk")
    why = Q(pk__in=mine) | Q(pk__in=standing.values("helper"))
    return Person.objects.filter(why, is_active=True)
