"""Assignments: what a class is asked to do."""

import uuid

from django.db import models


class Assignment(models.Model):
    """A task for a group. Nothing of it is visible to pupils and homes before ``published_at``.

    ``due_at`` is UTC. After it nothing more can be handed in, unless ``accepts_late``
    (then marked late) or the teacher has opened it again for the pupil.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    group = models.ForeignKey("schools.Group", models.CASCADE, related_name="assignments")
    title = models.CharField(max_length=120)
    search_key = models.CharField(max_length=120, editable=False, default="")
    instructions = models.TextField(max_length=20_000, blank=True, default="")
    judged_by = models.TextField(max_length=4000, blank=True, default="")
    due_at = models.DateTimeField(db_index=True)
    accepts_late = models.BooleanField(default=False)
    published_at = models.DateTimeField(null=True, blank=True)
    author = models.ForeignKey("schools.Person", models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    aims = models.ManyToManyField("cms.Aim", blank=True, related_name="assignments")

    class Meta:
        ordering = ["due_at", "pk"]
        indexes = [models.Index(fields=["group", "due_at"])]

    def __str__(self) -> str:
        return self.title


class AssignmentFile(models.Model):
    """A file that belongs to an assignment, read by those who read the assignment."""

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="files")
    file = models.OneToOneField(
        "schools.PrivateFile", models.CASCADE, related_name="assignment_file"
    )

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.file_id}"
