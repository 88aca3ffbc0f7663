"""What a private file is to the row that owns it."""

from django.db import models

LONGEST_ALT = 200


class AttachedFile(models.Model):
    """One of a row's files, in order; or its picture, ``is_cover``, which stands above the text.

    ``alt``: what the picture shows, in words; empty for one that is decoration only.
    """

    position = models.PositiveSmallIntegerField(default=0)
    is_cover = models.BooleanField(default=False, db_default=False)
    alt = models.CharField(max_length=LONGEST_ALT, blank=True, default="", db_default="")

    class Meta:
        abstract = True
        ordering = ["position", "pk"]
