"""Messages, their files, and what readers did with them."""

import uuid

from django.db import models
from django.db.models import F, Q

from messaging.choices import Side
from messaging.models.attached import AttachedFile


class Message(models.Model):
    """One plain-text message. ``version`` is the conversation's at its last visible change.

    ``client_token`` is chosen by the sender's page: the same token again is the same message.
    A withdrawn message keeps its row and its text as evidence, but is never shown again.
    ``quoted_seq``: the earlier message of the same conversation that it answers; a number and no
    key, so that it can be no other conversation's. ``forwards``: the message, of any, that it
    passes on. Both are shown as they are now, to those who read them where they stand.
    ``in_place_of``: the guardian for whom a helper has written it.
    ``removed_at`` (UTC): it was not its author but the school that took it away, at that moment;
    then it is withdrawn too, so that all who ask for that need ask no more.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    conversation = models.ForeignKey(
        "messaging.Conversation", models.CASCADE, related_name="messages"
    )
    seq = models.PositiveIntegerField()
    version = models.PositiveIntegerField()
    author = models.ForeignKey("schools.Person", models.PROTECT, related_name="messages")
    author_side = models.CharField(max_length=8, choices=Side)
    in_place_of = models.ForeignKey(
        "schools.Person",
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        editable=False,
        related_name="+",
    )
    body = models.TextField(blank=True)
    client_token = models.UUIDField()
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    asks_confirmation = models.BooleanField(default=False)
    quoted_seq = models.PositiveIntegerField(null=True, blank=True, editable=False)
    forwards = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="forwarded_as",
    )
    reaction_count = models.PositiveIntegerField(default=0, db_default=0, editable=False)

    class Meta:
        ordering = ["conversation_id", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["conversation", "seq"], name="message_seq_once"),
            models.UniqueConstraint(fields=["author", "client_token"], name="message_sent_once"),
            models.CheckConstraint(
                condition=Q(quoted_seq__isnull=True)
                | Q(quoted_seq__gte=1, quoted_seq__lt=F("seq")),
                name="message_quotes_an_earlier_one",
            ),
        ]
        indexes = [
            models.Index(fields=["conversation", "version"]),
            models.Index(
                fields=["conversation"],
                condition=Q(asks_confirmation=True, withdrawn_at__isnull=True),
                name="message_asks_confirmation",
            ),
            models.Index(
                fields=["conversation", "quoted_seq"],
                condition=Q(quoted_seq__isnull=False),
                name="message_quotes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seq} in {self.conversation_id}"

    @property
    def text(self) -> str:
        """What readers see: nothing of a withdrawn message."""
        return "" if self.withdrawn_at else self.body

    @property
    def asks_something(self) -> bool:
        """It wants more than to be read. A query, unless what it asks was loaded with it."""
        return self.asks_confirmation or getattr(self, "ask", None) is not None


class Attachment(AttachedFile):
    """A private file on a message; seen by those who see the message."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="attachments")
    file = models.OneToOneField(
        "schools.PrivateFile", models.PROTECT, related_name="message_attachment"
    )

    class Meta(AttachedFile.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["message"], condition=Q(is_cover=True), name="attachment_one_cover"
            ),
        ]

    def __str__(self) -> str:
        return f"file {self.file_id} on {self.message_id}"


class ReadState(models.Model):
    """How far one person has read one conversation; written when the person reads.

    ``marked_unread`` is the reader's own note to come back. It takes nothing back: what was read
    was read, and stays so for those who count. ``pinned_at`` (UTC): it stands first in the
    reader's own list since then; ``starred_at``: it is among those the reader looks for;
    ``muted_at``: nothing new in it is counted or announced to the reader. ``draft`` is what they
    have written there and not sent, theirs alone to see; ``drafted_at`` (UTC) is its last change,
    sending included, so that an older one in some browser is known to be old.
    """

    person = models.ForeignKey("schools.Person", models.CASCADE, related_name="read_states")
    conversation = models.ForeignKey(
        "messaging.Conversation", models.CASCADE, related_name="read_states"
    )
    last_read_seq = models.PositiveIntegerField(default=0)
    read_at = models.DateTimeField()
    marked_unread = models.BooleanField(default=False, db_default=False)
    pinned_at = models.DateTimeField(null=True, blank=True)
    muted_at = models.DateTimeField(null=True, blank=True)
    starred_at = models.DateTimeField(null=True, blank=True)
    draft = models.TextField(blank=True, default="", db_default="")
    drafted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "conversation"], name="read_state_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} read {self.conversation_id} to {self.last_read_seq}"


class Confirmation(models.Model):
    """A person has read a message and says so: evidence, so it is a row and never changes."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="confirmations")
    person = models.ForeignKey("schools.Person", models.PROTECT, related_name="confirmations")
    side = models.CharField(max_length=8, choices=Side)
    version = models.PositiveIntegerField()
    confirmed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message", "person"], name="confirmation_once"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} confirmed {self.message_id}"
