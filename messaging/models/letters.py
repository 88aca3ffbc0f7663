"""Letters: the last step of the reach ladder, for guardians whom nothing else reaches."""

import uuid

from django.db import models
from django.db.models import Q

from messaging.choices import BatchState, LetterEnd
from messaging.models.ladder import OfHome


class LetterBatch(models.Model):
    """Letters in one PDF, for the one who prints them.

    ``made`` of ``total`` are set in type. ``begun_at`` (UTC): a worker is at it since then. The
    file is gone after a day.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    requested_by = models.ForeignKey("schools.Person", models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=BatchState, default=BatchState.WAITING)
    total = models.PositiveSmallIntegerField()
    made = models.PositiveSmallIntegerField(default=0)
    begun_at = models.DateTimeField(null=True, blank=True)
    file = models.OneToOneField(
        "schools.PrivateFile", models.SET_NULL, null=True, related_name="letter_batch"
    )
    printed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["requested_by", "-created_at"], name="letter_batch_mine"),
            models.Index(
                fields=["created_at"],
                condition=Q(state=BatchState.WAITING) | Q(file__isnull=False),
                name="letter_batch_to_sweep",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.total} letters for {self.requested_by_id}"


class HomeLetter(OfHome):
    """One letter about one message to one guardian of one home.

    ``code`` stands on the paper, says nothing and opens nothing: staff find the letter by it when
    the answer comes back. ``edition``: of the text beside the boxes on the paper, see ``Ask``; 0:
    there are none. To print until ``printed_at``; over at ``done_at`` (UTC), see ``outcome``.
    """

    guardian = models.ForeignKey("schools.Person", models.CASCADE, related_name="+")
    code = models.CharField(max_length=8, unique=True)
    edition = models.PositiveSmallIntegerField(default=0, db_default=0)
    batch = models.ForeignKey(LetterBatch, models.SET_NULL, null=True, related_name="letters")
    printed_at = models.DateTimeField(null=True, blank=True)
    printed_by = models.ForeignKey("schools.Person", models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(
        max_length=8, choices=LetterEnd, blank=True, default="", db_default=""
    )
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey("schools.Person", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["message", "pupil", "home_key", "guardian"], name="home_letter_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["message"], condition=Q(done_at__isnull=True), name="home_letter_open"
            ),
        ]

    def __str__(self) -> str:
        return f"letter to {self.guardian_id} about {self.message_id}"
