"""What open pages must be told."""

from django.db import models
from django.db.models import Q


class LiveOutbox(models.Model):
    """One envelope, written with the change it tells of; deleted when published.

    ``recipients`` are the ids of those who might see the change when it was made; null: whoever
    reads the message it names when it is published, too many to name while the sender waits. What
    a crash left behind is published by the sweeper, to those of them who may still see it.
    ``is_reach``: others have read further. It waits for the sweeper, once a conversation however
    many read meanwhile, and who is told is found then.
    """

    conversation = models.ForeignKey(
        "messaging.Conversation", models.CASCADE, null=True, blank=True, related_name="+"
    )
    event = models.JSONField()
    recipients = models.JSONField(default=list, null=True)
    created_at = models.DateTimeField(db_index=True)
    is_reach = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["conversation"], condition=Q(is_reach=True), name="reach_waits_once"
            ),
        ]

    def __str__(self) -> str:
        return f"envelope {self.pk}"
