"""Schools, and what people are there."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from schools.choices import PositionRole
from schools.models.dated import Dated, dates_in_order


class School(models.Model):
    """A school of the municipality; public information."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=60, unique=True)
    org_number = models.CharField(_("organisation number"), max_length=9, unique=True)
    first_grade = models.PositiveSmallIntegerField(default=1)
    last_grade = models.PositiveSmallIntegerField(default=7)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    phone = models.CharField(max_length=20, blank=True, default="")
    email = models.EmailField(blank=True, default="")
    address = models.CharField(max_length=160, blank=True, default="")
    source_key = models.CharField(max_length=255, blank=True, default="")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Position(Dated):
    """A person's work at a school; without a school, in the whole municipality."""

    person = models.ForeignKey("schools.Person", models.CASCADE, related_name="positions")
    school = models.ForeignKey(
        School, models.CASCADE, null=True, blank=True, related_name="positions"
    )
    role = models.CharField(max_length=16, choices=PositionRole)

    class Meta:
        constraints = [
            dates_in_order("position_dates_in_order"),
            models.UniqueConstraint(
                fields=["person", "school", "role", "source", "source_key"],
                name="position_once",
            ),
        ]
        indexes = [models.Index(fields=["school", "role"])]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role} at {self.school_id}"
