"""Private files: a file is visible when the row that owns it is."""

import uuid

from django.db import models

from schools.choices import ScanState


class PrivateFile(models.Model):
    """A stored upload without a public address; pictures are re-encoded before they get here."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=255)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    storage_name = models.CharField(max_length=200, unique=True)
    thumbnail_name = models.CharField(max_length=200, blank=True, default="")
    # clamd's answer; a waiting or blocked file is not served
    scan_state = models.CharField(max_length=8, choices=ScanState, default=ScanState.UNSCANNED)
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    uploaded_by = models.ForeignKey("schools.Person", models.SET_NULL, null=True)
    # False between upload and the action that puts the file on its row; swept after a day
    owned = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.name

    @property
    def is_picture(self) -> bool:
        """True for what the page may show inline."""
        return self.content_type.startswith("image/")
