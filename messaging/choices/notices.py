"""How people are told."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from messaging.choices.conversations import Side


class NoticeClass(models.TextChoices):
    """How much a notice matters; the first two cannot be turned off."""

    EMERGENCY = "emergency", _("Emergency")
    ABSENCE = "absence", _("Absence")
    SCHOOL = "school", _("Messages to me")
    GENERAL = "general", _("News from school")


CANNOT_BE_OFF = frozenset({NoticeClass.EMERGENCY, NoticeClass.ABSENCE})


class Channel(models.TextChoices):
    """A way out of the house."""

    PUSH = "push", _("On the phone")
    EMAIL = "email", _("E-mail")
    SMS = "sms", _("SMS")


class Timing(models.TextChoices):
    """When a notice of one class comes on one channel."""

    AT_ONCE = "at_once", _("At once")
    DIGEST = "digest", _("Collected once a day")
    IF_UNREAD = "unread", _("Only when I have not read something important")
    OFF = "off", _("Not at all")


class DeliveryState(models.TextChoices):
    """One notice on its way to one person on one channel."""

    WAITING = "waiting", _("Waiting")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Delivered")
    UNCERTAIN = "uncertain", _("Perhaps delivered")
    DROPPED = "dropped", _("Not needed")
    DEAD = "dead", _("The address does not work")
    FAILED = "failed", _("Could not be delivered")


class Why(models.TextChoices):
    """Why a notice was not sent, or went no further."""

    READ = "read", _("Already read")
    WITHDRAWN = "withdrawn", _("The message was withdrawn")
    OVER = "over", _("It holds no longer")
    NO_RIGHT = "no_right", _("May no longer read it")
    TOLD = "told", _("Another notice covered it")
    OFF = "off", _("Turned off")
    TRIES = "tries", _("Tried too many times")
    WRONG = "wrong", _("The number is wrong")


class NotSent(models.TextChoices):
    """Why a message or an announcement that was to be sent later was not."""

    GONE = "gone", _("You could no longer read the conversation.")
    MAY_NOT = "may_not", _("You could no longer write here.")
    TO = "to", _("You could no longer write to all of those you chose.")
    UNFIT = "unfit", _("It could no longer be sent as it was: look at whom it goes to.")


class Subject(models.TextChoices):
    """What a notice to one person is about; empty when it tells of a new message."""

    RECEIPT = "receipt", _("An answer was recorded for you")
    DOUBT = "doubt", _("A recorded answer is said to be wrong")
    TODAY = "today", _("A message matters today")
    REPORT = "report", _("A message was reported")


SIDE_OF_SUBJECT = {
    Subject.RECEIPT: Side.GUARDIAN,
    Subject.DOUBT: Side.STAFF,
    Subject.TODAY: Side.STAFF,
    Subject.REPORT: Side.STAFF,
}
