"""What staff wrote down for a guardian who answered on the phone, at the desk or on paper."""

from django.db import models
from django.db.models import Q

from messaging.choices import Instead, Source


class Recorded(models.Model):
    """Who wrote it down, how it was given and why; evidence, kept.

    ``doubted_at`` (UTC): since then the guardian says that it is not right.
    """

    recorded_by = models.ForeignKey("schools.Person", models.PROTECT, related_name="+")
    source = models.CharField(max_length=8, choices=Source)
    instead = models.CharField(max_length=10, choices=Instead)
    recorded_at = models.DateTimeField()
    doubted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


class RecordedAnswer(Recorded):
    """A message whose author is the guardian, and whose writer is the member of staff."""

    message = models.OneToOneField("messaging.Message", models.CASCADE, related_name="recorded")

    def __str__(self) -> str:
        return f"{self.message_id} recorded by {self.recorded_by_id}"


class RecordedConfirmation(Recorded):
    """That a guardian has confirmed a message; its confirmation is gone when they doubt it."""

    message = models.ForeignKey(
        "messaging.Message", models.CASCADE, related_name="recorded_confirmations"
    )
    person = models.ForeignKey("schools.Person", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["message", "person"],
                condition=Q(doubted_at__isnull=True),
                name="recorded_confirmation_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.message_id} confirmed for {self.person_id} by {self.recorded_by_id}"
