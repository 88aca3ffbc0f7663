"""Hand-over: who has which device now, and the scans that said so."""

import uuid

from django.db import models
from django.db.models import Q

from devices.choices import Condition, ScanOutcome


class Loan(models.Model):
    """From hand-over to return. ``custodian`` answers for the device meanwhile."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    asset = models.ForeignKey("devices.Asset", models.PROTECT, related_name="loans")
    custodian = models.ForeignKey("schools.Person", models.CASCADE, related_name="device_loans")
    allocation = models.OneToOneField(
        "devices.Allocation", models.SET_NULL, null=True, blank=True, related_name="loan"
    )
    out_at = models.DateTimeField()
    out_by = models.ForeignKey("schools.Person", models.SET_NULL, null=True, related_name="+")
    due_at = models.DateTimeField()
    in_at = models.DateTimeField(null=True, blank=True)
    in_by = models.ForeignKey(
        "schools.Person", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    condition_out = models.CharField(max_length=1, choices=Condition, default=Condition.B)
    condition_in = models.CharField(max_length=1, choices=Condition, blank=True, default="")

    class Meta:
        ordering = ["-out_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["asset"], condition=Q(in_at__isnull=True), name="asset_lent_once"
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(in_at__isnull=True), name="loan_open_due"),
            models.Index(fields=["custodian", "in_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.asset_id} with {self.custodian_id}"


class Scan(models.Model):
    """One accepted scan. The client's own id makes a replay harmless."""

    client_uuid = models.UUIDField(unique=True)
    actor = models.ForeignKey("schools.Person", models.CASCADE, related_name="+")
    loan = models.ForeignKey(Loan, models.CASCADE, related_name="scans")
    outcome = models.CharField(max_length=10, choices=ScanOutcome)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.outcome} {self.loan_id}"
