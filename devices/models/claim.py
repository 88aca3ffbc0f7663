"""Promises: who asked (reservation), what is taken when (claim), which unit it became."""

import uuid

from django.db import models
from django.db.models import F, Q

from devices.choices import SHORT_KINDS, ClaimKind, ClaimState, ReservationState
from devices.models.constraints import one_at_a_time


class Reservation(models.Model):
    """A person's promise of equipment; ``school`` owns the equipment.

    ``version`` grows with every change, so that two desks see each other's.
    ``client_token`` makes a form sent twice one reservation.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    school = models.ForeignKey("schools.School", models.PROTECT, related_name="+")
    requester = models.ForeignKey(
        "schools.Person", models.CASCADE, related_name="device_reservations"
    )
    for_group = models.ForeignKey(
        "schools.Group", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    day = models.DateField()
    period_number = models.PositiveSmallIntegerField(null=True, blank=True)
    qty = models.PositiveSmallIntegerField(default=1)
    purpose = models.CharField(max_length=120, blank=True, default="")
    state = models.CharField(
        max_length=12, choices=ReservationState, default=ReservationState.APPROVED
    )
    version = models.PositiveIntegerField(default=1)
    client_token = models.UUIDField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["day", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(qty__gt=0), name="reservation_qty_positive"),
            models.UniqueConstraint(
                fields=["requester", "client_token"], name="reservation_token_once"
            ),
        ]
        indexes = [
            models.Index(fields=["requester", "day"]),
            models.Index(fields=["school", "day"]),
        ]

    def __str__(self) -> str:
        return f"reservation {self.pk}"


class Claim(models.Model):
    """The only table that conflict logic reads. UTC, half-open, turnaround in ``blocked_until``.

    Rows are written by ``devices.actions.claims`` alone.
    """

    bookable = models.ForeignKey("devices.Bookable", models.PROTECT, related_name="claims")
    school = models.ForeignKey("schools.School", models.PROTECT, related_name="+")
    reservation = models.ForeignKey(
        Reservation, models.CASCADE, null=True, blank=True, related_name="claims"
    )
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    blocked_until = models.DateTimeField()
    qty = models.PositiveSmallIntegerField(default=1)
    exclusive = models.BooleanField(default=False)
    kind = models.CharField(max_length=8, choices=ClaimKind, default=ClaimKind.BOOKING)
    state = models.CharField(max_length=8, choices=ClaimState, default=ClaimState.ACTIVE)
    expires_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["starts", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(starts__lt=F("ends")), name="claim_in_order"),
            models.CheckConstraint(
                condition=Q(ends__lte=F("blocked_until")), name="claim_turnaround_after"
            ),
            models.CheckConstraint(condition=Q(qty__gt=0), name="claim_qty_positive"),
            one_at_a_time("claim_one_at_a_time"),
        ]
        indexes = [
            # the constraint's own index is useless for reads: btree_gist cannot compare
            # the bigint column with the int4 that a parameter becomes
            models.Index(fields=["bookable", "starts"], name="claim_bookable_starts"),
            models.Index(fields=["school", "starts"], name="claim_school_starts"),
            models.Index(
                fields=["bookable", "blocked_until"],
                condition=~Q(kind__in=SHORT_KINDS) & Q(state=ClaimState.ACTIVE),
                name="claim_long",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.qty} of {self.bookable_id}, {self.starts:%Y-%m-%d %H:%M}"


class Allocation(models.Model):
    """Which unit a claim became at hand-over; never before (late binding)."""

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="allocations")
    asset = models.ForeignKey("devices.Asset", models.PROTECT, related_name="allocations")
    assigned_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.asset_id} for claim {self.claim_id}"
