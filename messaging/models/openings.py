"""Who has opened a sensitive conversation, and when."""

from django.db import models
from django.db.models import Q

from messaging.choices import Side


class SensitiveOpening(models.Model):
    """A person has opened a sensitive conversation: evidence, kept. ``at`` is UTC.

    One row a person and quarter of an hour, however much they look at meanwhile. ``side``: the
    capacity in which they read it. ``report``: they opened it as receiver of that report, of one
    of its messages and those around it; then ``side`` is empty.
    """

    conversation = models.ForeignKey(
        "messaging.Conversation", models.CASCADE, related_name="openings"
    )
    person = models.ForeignKey("schools.Person", models.PROTECT, related_name="+")
    side = models.CharField(max_length=8, choices=Side, blank=True, default="")
    report = models.ForeignKey(
        "messaging.MessageReport", models.CASCADE, null=True, related_name="openings"
    )
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(report__isnull=True) & ~Q(side="") | Q(report__isnull=False, side=""),
                name="opening_as_reader_or_receiver",
            ),
        ]
        indexes = [models.Index(fields=["conversation", "at"], name="opening_newest")]

    def __str__(self) -> str:
        return f"{self.person_id} opened {self.conversation_id}"
