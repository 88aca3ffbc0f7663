"""What the schools own, piece by piece."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper

from devices.choices import Condition, Lifecycle


class Category(models.Model):
    """A sort of equipment: laptops, tablets, cameras, smartboards."""

    name = models.CharField(max_length=60, unique=True)
    icon = models.CharField(max_length=30, default="laptop")
    default_loan_days = models.PositiveSmallIntegerField(default=30)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "categories"

    def __str__(self) -> str:
        return self.name


class AssetModel(models.Model):
    """A make: every device is one of some model."""

    category = models.ForeignKey(Category, models.PROTECT, related_name="asset_models")
    maker = models.CharField(max_length=60)
    name = models.CharField(max_length=80)

    class Meta:
        ordering = ["maker", "name"]
        constraints = [models.UniqueConstraint(fields=["maker", "name"], name="asset_model_once")]

    def __str__(self) -> str:
        return f"{self.maker} {self.name}"


class Asset(models.Model):
    """One device with a tag on it.

    ``lifecycle`` says what it is. Who has it (``Loan``) and what is promised
    (``Claim``) are derived from their tables, never stored here.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    tag = models.CharField(max_length=30)
    serial = models.CharField(max_length=60, blank=True, default="")
    asset_model = models.ForeignKey(AssetModel, models.PROTECT, related_name="assets")
    school = models.ForeignKey("schools.School", models.PROTECT, related_name="assets")
    room = models.ForeignKey("schools.Room", models.SET_NULL, null=True, blank=True)
    place = models.CharField(max_length=80, blank=True, default="")
    lifecycle = models.CharField(max_length=12, choices=Lifecycle, default=Lifecycle.IN_SERVICE)
    lifecycle_reason = models.CharField(max_length=200, blank=True, default="")
    condition = models.CharField(max_length=1, choices=Condition, default=Condition.B)
    note = models.TextField(max_length=1000, blank=True, default="")

    class Meta:
        ordering = ["tag"]
        constraints = [
            # In the database: validators let two clerks register one tag at once.
            models.UniqueConstraint(Upper("tag"), name="asset_tag_once"),
            models.UniqueConstraint(
                fields=["serial"], condition=~Q(serial=""), name="asset_serial_once"
            ),
        ]
        indexes = [models.Index(fields=["school", "lifecycle"])]

    def __str__(self) -> str:
        return self.tag

    @property
    def stands_at(self) -> str:
        """Room, then the place in it."""
        return ", ".join(part for part in (self.room.name if self.room else "", self.place) if part)
