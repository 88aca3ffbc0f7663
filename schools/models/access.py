"""Invitations, named staff for protected people, and the log of what was done."""

import uuid

from django.db import models

from schools.choices import InvitationChannel
from schools.models.dated import Dated, dates_in_order


class ProtectionHandler(Dated):
    """A member of staff who is named to know of one protected person."""

    person = models.ForeignKey("schools.Person", models.CASCADE, related_name="protection_handlers")
    handler = models.ForeignKey("schools.Person", models.CASCADE, related_name="protection_tasks")

    class Meta:
        constraints = [
            dates_in_order("protection_handler_dates_in_order"),
            models.UniqueConstraint(fields=["person", "handler"], name="protection_handler_once"),
        ]

    def __str__(self) -> str:
        return f"{self.handler_id} for {self.person_id}"


class Invitation(models.Model):
    """A person's way to a first or new password: a link by mail, or a printed one-time code.

    Only hashes are stored. Used once, and not after ``expires_at``. A mail is sent by the
    worker, which makes the token then; ``sent_at`` is empty until it has.
    """

    person = models.ForeignKey("schools.Person", models.CASCADE, related_name="invitations")
    token_hash = models.CharField(max_length=64, unique=True)
    channel = models.CharField(
        max_length=5, choices=InvitationChannel, default=InvitationChannel.PAPER
    )
    created_by = models.ForeignKey(
        "schools.Person", models.SET_NULL, null=True, related_name="invitations_made"
    )
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"invitation of {self.person_id}"


class AuditEntry(models.Model):
    """Who did what to which row, when. Append-only; holds ids and words, never content."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    at = models.DateTimeField(db_index=True)
    actor = models.ForeignKey(
        "schools.Person",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="audit_entries",
    )
    action = models.CharField(max_length=60)
    school = models.ForeignKey("schools.School", models.SET_NULL, null=True, blank=True)
    object_type = models.CharField(max_length=60)
    object_id = models.CharField(max_length=64)
    details = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["object_type", "object_id"])]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action}"
