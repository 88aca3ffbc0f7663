"""Rows that hold for a time: ``starts`` inclusive, ``ends`` exclusive, empty is open."""

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import F, Q

from schools.choices import Source


def on_day(day: dt.date, prefix: str = "") -> Q:
    """Condition: the row reached through ``prefix`` holds on this municipal day."""
    return (Q(**{f"{prefix}starts__isnull": True}) | Q(**{f"{prefix}starts__lte": day})) & (
        Q(**{f"{prefix}ends__isnull": True}) | Q(**{f"{prefix}ends__gt": day})
    )


class Dated(models.Model):
    """A relation between people and places with a first day, a last day and an owner."""

    starts = models.DateField(null=True, blank=True)
    ends = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=12, choices=Source, default=Source.OFFICE)
    source_key = models.CharField(max_length=255, blank=True, default="")

    class Meta:
        abstract = True


def dates_in_order(name: str) -> models.CheckConstraint:
    """Constraint: a row does not end before it starts (same day = never held)."""
    condition: Any = Q(starts__isnull=True) | Q(ends__isnull=True) | Q(starts__lte=F("ends"))
    return models.CheckConstraint(condition=condition, name=name)
