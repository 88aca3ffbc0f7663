"""The national curriculum (LK20) as Grep publishes it: regulation, never paraphrased.

Texts are kept per language under Grep's own codes (``nob``, ``nno``, ``eng``, ``sme`` …,
and ``default``). Identity is the ``uri``, which stays the same over revisions.
Data under NLOD from data.udir.no.
"""

from django.db import models
from django.utils.translation import get_language

# What Grep calls our languages, in the order to fall back through.
_GREP = {"nb": ("nob", "default", "nno"), "nn": ("nno", "default", "nob"), "en": ("eng",)}


class GrepEntry(models.Model):
    """What every document of Grep has."""

    code = models.CharField(max_length=40, unique=True)
    uri = models.URLField(max_length=200, unique=True)
    title = models.JSONField(default=dict)
    is_current = models.BooleanField(default=True)  # Grep's status: published, not expired

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        """The wording in the reader's language, else the one it was laid down in."""
        texts: dict[str, str] = self.title
        wanted = (*_GREP.get(get_language() or "nb", ()), "default", "nob", "nno")
        return next((texts[code] for code in wanted if texts.get(code)), self.code)


class Curriculum(GrepEntry):
    """A subject's curriculum. Superseded ones are kept: old assignments point to their aims."""

    short_title = models.JSONField(default=dict)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)  # first day it no longer holds
    replaced_by = models.JSONField(default=list)  # codes

    class Meta:
        ordering = ["code"]


class Year(GrepEntry):
    """A school year level (årstrinn)."""

    number = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["number", "code"]


class AimSet(GrepEntry):
    """The aims of one curriculum after some year."""

    curriculum = models.ForeignKey(
        Curriculum, models.CASCADE, null=True, blank=True, related_name="aim_sets"
    )
    after_years = models.JSONField(default=list)  # numbers
    used_in_years = models.JSONField(default=list)
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["curriculum_id", "order", "code"]


class Aim(GrepEntry):
    """One competence aim (kompetansemål)."""

    curriculum = models.ForeignKey(
        Curriculum, models.CASCADE, null=True, blank=True, related_name="aims"
    )
    aim_set = models.ForeignKey(AimSet, models.CASCADE, null=True, blank=True, related_name="aims")
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["aim_set_id", "order", "code"]
