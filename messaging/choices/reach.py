"""What is done about homes that are not reached."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Source(models.TextChoices):
    """How a guardian gave an answer that staff recorded."""

    PHONE = "phone", _("on the phone")
    DESK = "desk", _("in person")
    PAPER = "paper", _("on paper")


class Instead(models.TextChoices):
    """Why staff recorded it instead of the guardian; a fixed list, so that nothing is told."""

    ASKED = "asked", _("The guardian asked for it")
    NO_SIGN_IN = "sign_in", _("Could not sign in")
    LANGUAGE = "language", _("Language or reading")
    NOT_USED = "not_used", _("Does not use the system")


class Rung(models.TextChoices):
    """What is tried next for a home where nobody has read a message, in this order."""

    SMS = "sms", _("SMS")
    CALLS = "calls", _("Call list")
    LETTER = "letter", _("Letter")


class Urgency(models.TextChoices):
    """Which messages climb the ladder by themselves."""

    ASKED = "asked", _("Messages that ask for a confirmation")
    URGENT = "urgent", _("Emergencies and absence")


class Which(models.TextChoices):
    """For which homes a step is asked for; the values stand in forms."""

    NOT_REACHED = "ikke", _("Not reached")
    UNREAD = "ulest", _("Not read")


class CallResult(models.TextChoices):
    """What became of a call to a home."""

    SPOKEN = "spoken", _("Spoken to")
    NO_ANSWER = "none", _("No answer")
    WRONG = "wrong", _("Wrong number")
    RIGHT = "right", _("The number is right after all")


class LetterEnd(models.TextChoices):
    """What became of a letter that was written to a guardian."""

    ANSWERED = "answered", _("Answered on paper")
    RETURNED = "returned", _("Came back by post")
    CLOSED = "closed", _("No longer needed")


class BatchState(models.TextChoices):
    """Letters on their way into one file to print."""

    WAITING = "waiting", _("Being made")
    READY = "ready", _("Ready to print")
    FAILED = "failed", _("Could not be made")


class ClosedBy(models.TextChoices):
    """How a home that no notice reached was reached after all, or why it need not be."""

    PHONE = "phone", _("Spoken to on the phone")
    MET = "met", _("Spoken to in person")
    PAPER = "paper", _("Given a letter")
    NO_NEED = "no_need", _("No longer needed")
