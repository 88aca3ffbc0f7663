"""Classes and other groups, and who is in them from when to when."""

import uuid

from django.db import models

from schools.choices import GroupKind, MemberRole
from schools.models.dated import Dated, dates_in_order


class Group(models.Model):
    """A class, teaching group, year or other group at a school, for one school year."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    school = models.ForeignKey("schools.School", models.CASCADE, related_name="groups")
    kind = models.CharField(max_length=10, choices=GroupKind, default=GroupKind.CLASS)
    name = models.CharField(max_length=120)
    grade = models.PositiveSmallIntegerField(null=True, blank=True)
    subject_code = models.CharField(max_length=20, blank=True, default="")
    starts = models.DateField(null=True, blank=True)
    ends = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=12, default="office")
    source_key = models.CharField(max_length=255, blank=True, default="", db_index=True)

    class Meta:
        ordering = ["school_id", "grade", "name", "pk"]
        constraints = [dates_in_order("group_dates_in_order")]
        indexes = [models.Index(fields=["school", "kind"])]

    def __str__(self) -> str:
        return self.name


class Membership(Dated):
    """A person's place in a group for a time."""

    person = models.ForeignKey("schools.Person", models.CASCADE, related_name="memberships")
    group = models.ForeignKey(Group, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=16, choices=MemberRole)

    class Meta:
        constraints = [
            dates_in_order("membership_dates_in_order"),
            models.UniqueConstraint(
                fields=["person", "group", "role", "source", "source_key"],
                name="membership_once",
            ),
        ]
        indexes = [models.Index(fields=["group", "role"])]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role} in {self.group_id}"
