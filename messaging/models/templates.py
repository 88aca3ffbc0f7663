"""Texts that the staff of a school begin their messages with."""

import uuid

from django.db import models


class MessageTemplate(models.Model):
    """A heading and a text of one school; fields to fill in stand in braces (``fields``).

    ``position`` puts a school's templates in order; gaps mean nothing. Plain text, as a message.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    school = models.ForeignKey("schools.School", models.CASCADE, related_name="message_templates")
    title = models.CharField(max_length=120)
    body = models.TextField()
    position = models.PositiveIntegerField()

    class Meta:
        ordering = ["position", "pk"]
        indexes = [
            models.Index(fields=["school", "position"], name="message_template_order"),
        ]

    def __str__(self) -> str:
        return f"{self.uuid} of {self.school_id}"
