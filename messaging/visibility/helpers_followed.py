"""Which helpers the staff of a conversation see in their list of readers, and the inverse.

With the homes that they follow in it: who helps is shown beside whom they help, or not at all.
"""

from django.db.models import Q, QuerySet

from messaging.models import Conversation
from messaging.visibility import reasons
from messaging.visibility.conversations import helper_rows
from messaging.visibility.followed import followed_pupils, pupil_followers
from messaging.visibility.readers import with_visible_readers
from schools import clock
from schools.models import HelperAppointment, Person
from schools.visibility import who_know, without_hidden


def followed_helpers(viewer: Person, conversation: Conversation) -> QuerySet[HelperAppointment]:
    """Appointments by which somebody reads it today, as far as the viewer follows the home."""
    rows = _reading(conversation).filter(helper__is_active=True)
    if not with_visible_readers(viewer).filter(pk=conversation.pk).exists():
        return rows.none()
    pupils = followed_pupils(viewer, conversation).order_by().values("pk")
    known = without_hidden(Person.objects.all(), viewer).order_by().values("pk")
    return rows.filter(pupil__in=pupils, helper__in=known)


def helper_followers(
    conversation: Conversation, appointment: HelperAppointment
) -> QuerySet[Person]:
    """Everybody who sees this helper in it: the inverse of ``followed_helpers``."""
    reading = _reading(conversation).filter(pk=appointment.pk, helper__is_active=True)
    if appointment.helper is None or not reading.exists():
        return Person.objects.none()
    staff = pupil_followers(conversation, appointment.pupil)
    return who_know(staff, appointment.helper, clock.today())


def _reading(conversation: Conversation) -> QuerySet[HelperAppointment]:
    why = Q(pk__in=[])
    for rows in helper_rows(conversation, reasons.ways_into(conversation)):
        why |= Q(pk__in=rows.order_by().values("pk"))
    return HelperAppointment.objects.filter(why)
