"""The reach ladder: steps taken for homes that have not read a message that matters."""

import uuid

from django.db import models
from django.db.models import Q

from messaging.choices import Rung, Urgency


class SchoolLadder(models.Model):
    """What a school has set: hours to the next step, see ``messaging.rungs``; empty: by click."""

    school = models.ForeignKey("schools.School", models.CASCADE, related_name="ladders")
    urgency = models.CharField(max_length=8, choices=Urgency)
    sms = models.PositiveSmallIntegerField(null=True, blank=True)
    calls = models.PositiveSmallIntegerField(null=True, blank=True)
    letter = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["school", "urgency"], name="school_ladder_once"),
        ]

    def __str__(self) -> str:
        return f"{self.urgency} at {self.school_id}"


class Climb(models.Model):
    """How far up the ladder one message is.

    ``rung`` is the last step that was taken by itself, at ``stood_at`` (UTC; before any, when the
    message was written). It is looked at again at ``due_at``; never, when that is empty.
    """

    message = models.OneToOneField("messaging.Message", models.CASCADE, related_name="climb")
    urgency = models.CharField(max_length=8, choices=Urgency)
    rung = models.CharField(max_length=8, choices=Rung, blank=True, default="")
    stood_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="climb_due"),
        ]

    def __str__(self) -> str:
        return f"{self.message_id} at {self.rung or 'the notice'}"


class OfHome(models.Model):
    """Something about one home for one message: a pupil and a household's key."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    message = models.ForeignKey("messaging.Message", models.CASCADE, related_name="%(class)ss")
    pupil = models.ForeignKey("schools.Person", models.CASCADE, related_name="+")
    home_key = models.CharField(max_length=80)
    # None: the ladder, by itself.
    asked_by = models.ForeignKey("schools.Person", models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()

    class Meta:
        abstract = True


class HomeCall(OfHome):
    """A home that is to be called: ``tries`` that nobody answered; off the list at ``done_at``."""

    tries = models.PositiveSmallIntegerField(default=0)
    tried_at = models.DateTimeField(null=True, blank=True)
    tried_by = models.ForeignKey("schools.Person", models.PROTECT, null=True, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message", "pupil", "home_key"], name="home_call_once"),
        ]
        indexes = [
            models.Index(
                fields=["message"], condition=Q(done_at__isnull=True), name="home_call_open"
            ),
        ]

    def __str__(self) -> str:
        return f"call home of {self.pupil_id} about {self.message_id}"


class WrongNumber(models.Model):
    """Who answered at this number was not the person; over when the register has another."""

    person = models.OneToOneField("schools.Person", models.CASCADE, related_name="wrong_number")
    number = models.CharField(max_length=20)
    said_by = models.ForeignKey("schools.Person", models.PROTECT, related_name="+")
    said_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"not the number of {self.person_id}"
