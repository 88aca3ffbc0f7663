"""A pupil's work on an assignment, each delivery of it, and what the teacher says."""

import uuid

from django.db import models
from django.db.models import Q

from cms.choices import HandInState, Outcome


class HandIn(models.Model):
    """One pupil's work on one assignment.

    ``text`` and ``link`` are the draft, the pupil's own until it is handed in; what was
    delivered lies in the attempts. ``open_until`` (UTC) is the teacher's extra time.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    assignment = models.ForeignKey("cms.Assignment", models.CASCADE, related_name="hand_ins")
    pupil = models.ForeignKey("schools.Person", models.CASCADE, related_name="hand_ins")
    state = models.CharField(
        max_length=12, choices=HandInState, default=HandInState.NOT_STARTED, db_index=True
    )
    text = models.TextField(max_length=50_000, blank=True, default="")
    link = models.URLField(max_length=500, blank=True, default="")
    saved_at = models.DateTimeField(null=True, blank=True)
    handed_in_at = models.DateTimeField(null=True, blank=True)  # the newest attempt
    is_late = models.BooleanField(default=False)
    open_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assignment", "pupil"], name="hand_in_once"),
        ]
        indexes = [models.Index(fields=["pupil", "state"])]

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.pupil_id} {self.state}"


class HandInFile(models.Model):
    """A file of the pupil's; the teacher and the home see it once an attempt holds it."""

    hand_in = models.ForeignKey(HandIn, models.CASCADE, related_name="files")
    file = models.OneToOneField("schools.PrivateFile", models.CASCADE, related_name="hand_in_file")
    in_draft = models.BooleanField(default=True)  # False: taken out, kept for an earlier attempt

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.hand_in_id} {self.file_id}"


class HandInAttempt(models.Model):
    """What was delivered at one moment by the server's clock; never changed afterwards.

    ``retry_key`` comes of the page's token and what was sent: the same again is a retry.
    """

    hand_in = models.ForeignKey(HandIn, models.CASCADE, related_name="attempts")
    number = models.PositiveSmallIntegerField()
    text = models.TextField(blank=True, default="")
    link = models.URLField(max_length=500, blank=True, default="")
    files = models.ManyToManyField(HandInFile, blank=True, related_name="attempts")
    handed_in_at = models.DateTimeField()
    is_late = models.BooleanField(default=False)
    retry_key = models.UUIDField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["hand_in", "number"], name="attempt_once"),
            models.UniqueConstraint(fields=["hand_in", "retry_key"], name="attempt_sent_once"),
        ]

    def __str__(self) -> str:
        return f"{self.hand_in_id} #{self.number}"


class Feedback(models.Model):
    """The teacher's words on a hand-in; the pupil and the home see it when it is published.

    At most one unpublished per hand-in; published ones stay as history.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    hand_in = models.ForeignKey(HandIn, models.CASCADE, related_name="feedback")
    attempt = models.ForeignKey(HandInAttempt, models.SET_NULL, null=True, blank=True)
    text = models.TextField(max_length=10_000, blank=True, default="")
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.ASSESSED)
    author = models.ForeignKey("schools.Person", models.SET_NULL, null=True, related_name="+")
    updated_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["hand_in"],
                condition=Q(published_at__isnull=True),
                name="one_unpublished_feedback",
            ),
        ]

    def __str__(self) -> str:
        return f"feedback on {self.hand_in_id}"
