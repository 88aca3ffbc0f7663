"""Whom a guardian lets help: an interpreter, a grandparent, a foster home."""

import datetime as dt
import uuid

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from schools.choices import Access, HelpScope, Protection
from schools.models.dated import Dated, dates_in_order, on_day
from schools.models.guardianship import Guardianship


class HelperInvitation(models.Model):
    """A mail from a guardian to somebody who is to help; only the hash of its token is stored.

    The worker makes the token when it sends the mail: until ``sent_at`` nobody knows it. Used
    once, and not after ``expires_at``. Times are UTC.
    """

    guardian = models.ForeignKey("schools.Person", models.CASCADE, related_name="+")
    name = models.CharField(max_length=120)
    email = models.EmailField()
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"helper of {self.guardian_id}"


class HelperAppointment(Dated):
    """One guardian lets one person help with one child, from a day to a day (exclusive).

    ``helper`` is empty until the invitation is accepted. Ended today is out at once. What it
    gives, it gives only while the guardian has full access: ask ``standing_appointments``.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    guardian = models.ForeignKey("schools.Person", models.CASCADE, related_name="+")
    pupil = models.ForeignKey("schools.Person", models.CASCADE, related_name="+")
    helper = models.ForeignKey("schools.Person", models.CASCADE, null=True, related_name="+")
    invitation = models.ForeignKey(
        HelperInvitation, models.SET_NULL, null=True, related_name="appointments"
    )
    scope = models.CharField(max_length=8, choices=HelpScope)
    may_answer = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            dates_in_order("helper_appointment_dates_in_order"),
            models.CheckConstraint(
                condition=Q(starts__isnull=False, ends__isnull=False),
                name="helper_appointment_is_for_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(helper=F("guardian")) & ~Q(helper=F("pupil")),
                name="helper_is_somebody_else",
            ),
        ]
        indexes = [models.Index(fields=["helper", "ends"], name="helper_appointment_of_helper")]

    def __str__(self) -> str:
        return f"{self.helper_id} for {self.guardian_id}"


def standing_appointments(day: dt.date) -> QuerySet[HelperAppointment]:
    """Those that give anything on this day: who has accepted helps by the guardian's own right.

    Who has a relation of their own to the child has what that gives, or denies, and no more.
    """
    own = _relations(day).filter(guardian=OuterRef("helper"))
    return rightful_appointments(day).filter(~Exists(own), helper__isnull=False)


def rightful_appointments(day: dt.date) -> QuerySet[HelperAppointment]:
    """Accepted or not: the guardian's own right stands on this day, and is full.

    Nothing of anybody protected.
    """
    right = _relations(day).filter(
        guardian=OuterRef("guardian"), access=Access.FULL, quarantined=False
    )
    rows = HelperAppointment.objects.filter(
        on_day(day),
        Exists(right),
        **{f"{who}__is_active": True for who in ("guardian", "pupil")},
    )
    hidden = {f"{who}__protection": Protection.NONE for who in ("guardian", "pupil")}
    return rows.filter(**hidden)


def _relations(day: dt.date) -> QuerySet[Guardianship]:
    return Guardianship.objects.filter(on_day(day), pupil=OuterRef("pupil"))
