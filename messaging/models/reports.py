"""What readers report to the school, and who there receives it."""

import uuid

from django.db import models

from messaging.choices import ReportOutcome, ReportReason
from messaging.models.attached import LONGEST_ALT
from schools.models.dated import Dated, dates_in_order


class ReportReceiver(Dated):
    """One of the staff whom a school has named to receive reported messages, for a time."""

    school = models.ForeignKey("schools.School", models.CASCADE, related_name="report_receivers")
    person = models.ForeignKey("schools.Person", models.CASCADE, related_name="+")

    class Meta:
        constraints = [dates_in_order("report_receiver_dates")]
        indexes = [models.Index(fields=["school", "person"], name="report_receiver_place")]

    def __str__(self) -> str:
        return f"{self.person_id} at {self.school_id}"


class MessageReport(models.Model):
    """A reader reports a message to the school; ``body`` is its text as it stood then.

    ``cover`` is the picture that stood above it, and ``cover_alt`` what was said to be on it: its
    file stays for the receivers when the author takes it away or puts another in its place.
    Times are UTC. ``handled_at`` is empty while it waits; ``note`` is for the receivers alone.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    message = models.ForeignKey("messaging.Message", models.CASCADE, related_name="reports")
    school = models.ForeignKey("schools.School", models.CASCADE, related_name="message_reports")
    reporter = models.ForeignKey("schools.Person", models.PROTECT, related_name="+")
    body = models.TextField(blank=True)
    cover = models.ForeignKey(
        "schools.PrivateFile",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    cover_alt = models.CharField(
        max_length=LONGEST_ALT, blank=True, default="", db_default="", editable=False
    )
    reason = models.CharField(max_length=8, choices=ReportReason)
    words = models.TextField(blank=True, default="")
    created_at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True, blank=True)
    handled_by = models.ForeignKey("schools.Person", models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(max_length=8, choices=ReportOutcome, blank=True, default="")
    note = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message", "reporter"], name="message_report_once"),
        ]
        indexes = [
            models.Index(
                fields=["school"],
                condition=models.Q(handled_at__isnull=True),
                name="message_report_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"report of {self.message_id}"
