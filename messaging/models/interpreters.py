"""A home that needs an interpreter to talk with the school."""

import uuid

from django.db import models
from django.db.models import Q

from messaging.choices import Spoken


class InterpreterNeed(models.Model):
    """In a thread with a home somebody has asked for an interpreter; times are UTC.

    It waits until ``arranged_at``, when ``note`` says who interprets and when. ``ended_at``: it
    is not needed any more, arranged or not. A thread has one at a time.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    conversation = models.ForeignKey(
        "messaging.Conversation", models.CASCADE, related_name="interpreter_needs"
    )
    school = models.ForeignKey("schools.School", models.CASCADE, related_name="+")
    pupil = models.ForeignKey("schools.Person", models.CASCADE, related_name="+")
    language = models.CharField(max_length=8, choices=Spoken)
    asked_by = models.ForeignKey("schools.Person", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    arranged_by = models.ForeignKey("schools.Person", models.PROTECT, null=True, related_name="+")
    arranged_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=200, blank=True, default="")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["conversation"],
                condition=Q(ended_at__isnull=True),
                name="interpreter_need_one_at_a_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["school"],
                condition=Q(ended_at__isnull=True, arranged_at__isnull=True),
                name="interpreter_need_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.language} in {self.conversation_id}"
