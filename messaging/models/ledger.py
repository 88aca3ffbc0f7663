"""Homes that no notice reached, and what was done about it."""

from django.db import models

from messaging.choices import ClosedBy


class HomeClosed(models.Model):
    """A home is off the list of those not reached by a message, for a reason; evidence, kept."""

    message = models.ForeignKey("messaging.Message", models.CASCADE, related_name="homes_closed")
    pupil = models.ForeignKey("schools.Person", models.CASCADE, related_name="+")
    home_key = models.CharField(max_length=80)
    reason = models.CharField(max_length=8, choices=ClosedBy)
    closed_by = models.ForeignKey("schools.Person", models.PROTECT, related_name="+")
    closed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["message", "pupil", "home_key"], name="home_closed_once"
            ),
        ]

    def __str__(self) -> str:
        return f"home of {self.pupil_id} closed for {self.message_id}: {self.reason}"
