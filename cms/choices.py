"""Words with a fixed set of values in plans and assignments."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class HandInState(models.TextChoices):
    """How far a pupil's work has come; without a row it has not been started."""

    NOT_STARTED = "not_started", _("Not started")
    DRAFT = "draft", _("Started")
    HANDED_IN = "handed_in", _("Handed in")
    RETURNED = "returned", _("Back to you")
    ASSESSED = "assessed", _("Assessed")


class Outcome(models.TextChoices):
    """What a piece of feedback does to the work when it is published."""

    RETURNED = "returned", _("Back to the pupil for more work")
    ASSESSED = "assessed", _("Done, assessed")


class Weekday(models.IntegerChoices):
    """School days by ISO number."""

    MONDAY = 1, _("Monday")
    TUESDAY = 2, _("Tuesday")
    WEDNESDAY = 3, _("Wednesday")
    THURSDAY = 4, _("Thursday")
    FRIDAY = 5, _("Friday")


class BlockKind(models.TextChoices):
    """What a class page can be made of."""

    TEXT = "text", _("Text")
    LINKS = "links", _("Links")
    DATES = "dates", _("Important dates")
    CONTACT = "contact", _("Contact")
    PICTURE = "picture", _("Picture")
