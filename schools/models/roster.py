"""Roster imports and what the office has vouched for about a source."""

import uuid

from django.db import models

from schools.choices import RunState, Vouched


class RosterRun(models.Model):
    """One OneRoster bundle on its way in: preview first, then all or nothing.

    ``schools`` are all that it says something about. They are known when it has been read and
    none of them is new; until then only the administrators of the municipality see the run.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    system = models.CharField(max_length=80, blank=True, default="")
    file = models.ForeignKey("schools.PrivateFile", models.SET_NULL, null=True, blank=True)
    file_name = models.CharField(max_length=255)
    state = models.CharField(max_length=10, choices=RunState, default=RunState.WAITING)
    progress = models.PositiveSmallIntegerField(default=0)  # per cent
    requested_by = models.ForeignKey("schools.Person", models.SET_NULL, null=True)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    counts = models.JSONField(default=dict)
    report = models.JSONField(default=list)
    schools = models.ManyToManyField("schools.School", related_name="+")

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.file_name} {self.state}"


class SourceDeclaration(models.Model):
    """The office vouches, by name and date, for something a source does not state itself.

    For the pupils of one school; without a school, for the whole municipality.
    """

    system = models.CharField(max_length=80)
    school = models.ForeignKey("schools.School", models.CASCADE, null=True, blank=True)
    vouched = models.CharField(max_length=12, choices=Vouched)
    declared_by = models.ForeignKey("schools.Person", models.PROTECT)
    declared_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.system}: {self.vouched}"
