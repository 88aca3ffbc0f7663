"""What can be booked, and each school's rules for its pupils."""

import uuid

from django.db import models
from django.db.models import Q

from devices.choices import BookableKind, ShareScope
from schools.models.dated import dates_in_order


class Bookable(models.Model):
    """One device, a trolley of interchangeable devices, or a kit.

    ``capacity`` is how many can be promised at once: the members in use today.
    It may fall below what is promised (a device breaks); the page shows that as short.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=5, choices=BookableKind)
    school = models.ForeignKey("schools.School", models.PROTECT, related_name="bookables")
    category = models.ForeignKey("devices.Category", models.PROTECT, related_name="bookables")
    name = models.CharField(max_length=80)
    asset = models.OneToOneField(
        "devices.Asset", models.PROTECT, null=True, blank=True, related_name="bookable"
    )
    capacity = models.PositiveSmallIntegerField(default=0)
    share_scope = models.CharField(max_length=12, choices=ShareScope, default=ShareScope.SCHOOL)
    turnaround_min = models.PositiveSmallIntegerField(default=0)
    max_minutes = models.PositiveIntegerField(default=600)
    advance_days = models.PositiveSmallIntegerField(default=120)
    pupil_may_book = models.BooleanField(default=False)
    place = models.CharField(max_length=80, blank=True, default="")
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["school", "name"], name="bookable_name_once"),
            models.CheckConstraint(
                condition=Q(kind=BookableKind.ASSET, asset__isnull=False)
                | (~Q(kind=BookableKind.ASSET) & Q(asset__isnull=True)),
                name="bookable_asset_by_kind",
            ),
            models.CheckConstraint(
                condition=Q(kind=BookableKind.POOL) | Q(capacity__lte=1),
                name="bookable_single_holds_one",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_single(self) -> bool:
        """True when at most one claim at a time can ever hold."""
        return self.kind != BookableKind.POOL

    @property
    def stands_at(self) -> str:
        """Where one fetches it; empty when nobody has written it."""
        return self.place or (self.asset.stands_at if self.asset else "")


class PoolMember(models.Model):
    """A device's place in a trolley or kit for a time; interchangeable within a trolley."""

    bookable = models.ForeignKey(Bookable, models.CASCADE, related_name="members")
    asset = models.ForeignKey("devices.Asset", models.CASCADE, related_name="memberships")
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    starts = models.DateField(null=True, blank=True)
    ends = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["number", "pk"]
        constraints = [
            dates_in_order("pool_member_dates_in_order"),
            # a unit that two trolleys could promise would break the counting
            models.UniqueConstraint(
                fields=["asset"], condition=Q(ends__isnull=True), name="asset_in_one_pool"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.asset_id} in {self.bookable_id}"


class SchoolDevicePolicy(models.Model):
    """What the pupils of a school may book for themselves; without a row, nothing."""

    school = models.OneToOneField("schools.School", models.CASCADE, related_name="device_policy")
    pupils_may_book = models.BooleanField(default=False)
    max_hours = models.PositiveSmallIntegerField(default=6)
    first_grade = models.PositiveSmallIntegerField(default=5)
    last_grade = models.PositiveSmallIntegerField(default=10)

    class Meta:
        verbose_name_plural = "school device policies"

    def __str__(self) -> str:
        return f"device policy of {self.school_id}"
