"""What a message asks of its readers."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AskKind(models.TextChoices):
    """What a message asks of its readers, beside that they have read it."""

    AGREE = "agree", _("Read and agreed")
    RSVP = "rsvp", _("Who comes")
    POLL = "poll", _("Poll")


class Per(models.TextChoices):
    """Whose answer counts as one, where guardians are asked; others answer for themselves."""

    HOME = "home", _("One answer per home")
    PERSON = "person", _("One answer from each guardian")


class Coming(models.TextChoices):
    """What one answers when asked whether one comes."""

    YES = "yes", _("Coming")
    NO = "no", _("Not coming")
    MAYBE = "maybe", _("Don't know yet")


class Results(models.TextChoices):
    """Who sees how a poll goes. Who answered what is another matter: never the other readers."""

    SENDER = "sender", _("Only I see them")
    ALL = "all", _("Everybody who has answered")
