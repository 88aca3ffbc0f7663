"""The week plan that replaces the sheet on the refrigerator."""

import uuid

from django.db import models
from django.db.models import Q

from cms.choices import Weekday


class WeekPlan(models.Model):
    """One group's plan for one ISO week; nobody but the staff sees it before it is published."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    group = models.ForeignKey("schools.Group", models.CASCADE, related_name="week_plans")
    iso_year = models.PositiveSmallIntegerField()
    iso_week = models.PositiveSmallIntegerField()
    heading = models.CharField(max_length=120, blank=True, default="")
    to_home = models.TextField(max_length=4000, blank=True, default="")
    published_at = models.DateTimeField(null=True, blank=True)
    updated_by = models.ForeignKey("schools.Person", models.SET_NULL, null=True, related_name="+")
    updated_at = models.DateTimeField()

    class Meta:
        ordering = ["iso_year", "iso_week", "group_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "iso_year", "iso_week"], name="week_plan_once"
            ),
            models.CheckConstraint(
                condition=Q(iso_week__range=(1, 53)), name="week_plan_in_a_week"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group_id} {self.iso_year}-W{self.iso_week:02}"


class PlanEntry(models.Model):
    """One line of a plan: a subject on a day, or (no weekday) for the whole week."""

    plan = models.ForeignKey(WeekPlan, models.CASCADE, related_name="entries")
    order = models.PositiveSmallIntegerField(default=0)
    weekday = models.PositiveSmallIntegerField(choices=Weekday, null=True, blank=True)
    subject = models.CharField(max_length=60, blank=True, default="")
    theme = models.CharField(max_length=200, blank=True, default="")
    goal = models.CharField(max_length=400, blank=True, default="")
    homework = models.CharField(max_length=600, blank=True, default="")
    due_weekday = models.PositiveSmallIntegerField(choices=Weekday, null=True, blank=True)
    gear = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(weekday__isnull=True) | Q(weekday__range=(1, 5)),
                name="plan_entry_on_a_school_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.weekday} {self.subject}"
