"""Messages and announcements that wait for their time."""

import uuid

from django.db import models
from django.db.models import Q

from messaging.choices import NotSent, Side
from messaging.models.attached import AttachedFile


class ScheduledWord(models.Model):
    """What waits for its time; until then its author alone sees it, then the row is gone.

    ``day`` and ``time`` are kept as they are on the municipality's wall clock, so that summer
    time moves nothing. ``client_token`` makes asking twice harmless; the message that is sent
    has ``uuid`` as its token. ``not_sent`` says why it could not be sent when it was due; such a
    row waits for its author and is not tried again by itself.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    body = models.TextField()
    asks_confirmation = models.BooleanField(default=False)
    day = models.DateField()
    time = models.TimeField()
    client_token = models.UUIDField()
    created_at = models.DateTimeField()
    not_sent = models.CharField(max_length=8, choices=NotSent, blank=True, default="")

    class Meta:
        abstract = True
        ordering = ["day", "time", "pk"]

    def __str__(self) -> str:
        return f"{self.uuid} on {self.day} at {self.time}"


def _once(name: str) -> models.UniqueConstraint:
    return models.UniqueConstraint(fields=["author", "client_token"], name=name)


def _waits(name: str) -> models.Index:
    return models.Index(fields=["day", "time"], condition=Q(not_sent=""), name=name)


class ScheduledMessage(ScheduledWord):
    """A message to be sent later."""

    conversation = models.ForeignKey(
        "messaging.Conversation", models.CASCADE, related_name="scheduled"
    )
    author = models.ForeignKey("schools.Person", models.CASCADE, related_name="scheduled_messages")
    side = models.CharField(max_length=8, choices=Side)

    class Meta(ScheduledWord.Meta):
        constraints = [_once("scheduled_message_once")]
        indexes = [_waits("scheduled_message_waits")]


class ScheduledAnnouncement(ScheduledWord):
    """An announcement to be sent later.

    Whom it is for is kept as it was chosen, and asked again when it is sent: ``to`` holds words
    of ``messaging.targets``, ``people`` and ``homes`` public keys, the latter of pupils whose
    guardians are meant. ``asks``: as ``messaging.asking`` keeps it. ``school``: whose word it
    would have been when it was written.
    """

    author = models.ForeignKey(
        "schools.Person", models.CASCADE, related_name="scheduled_announcements"
    )
    school = models.ForeignKey("schools.School", models.CASCADE, related_name="+")
    title = models.CharField(max_length=120)
    to = models.JSONField(default=list)
    people = models.JSONField(default=list)
    homes = models.JSONField(default=list)
    asks = models.JSONField(null=True)
    holds_until = models.DateField(null=True)

    class Meta(ScheduledWord.Meta):
        constraints = [_once("scheduled_announcement_once")]
        indexes = [_waits("scheduled_announcement_waits")]


class ScheduledFile(AttachedFile):
    """A private file of an announcement that waits; given to its message when it is sent."""

    announcement = models.ForeignKey(ScheduledAnnouncement, models.CASCADE, related_name="files")
    file = models.OneToOneField(
        "schools.PrivateFile", models.PROTECT, related_name="scheduled_file"
    )

    class Meta(AttachedFile.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["announcement"],
                condition=Q(is_cover=True),
                name="scheduled_file_one_cover",
            ),
        ]

    def __str__(self) -> str:
        return f"file {self.file_id} of {self.announcement_id}"
