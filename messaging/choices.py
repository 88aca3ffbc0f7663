"""Words of ``messaging`` with a fixed set of values."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from schools.choices import Role


class Kind(models.TextChoices):
    """What a conversation is; decides who may start it and how it is shown."""

    DIRECT = "direct", _("Between people")
    HOME = "home", _("With a home")
    CLASS = "class", _("Class thread")
    ANNOUNCEMENT = "announcement", _("Announcement")


class Side(models.TextChoices):
    """The capacity in which a person reads and writes; one person may have several."""

    STAFF = "staff", _("Member of staff")
    GUARDIAN = "guardian", _("Guardian")
    PUPIL = "pupil", _("Pupil")


class Part(models.TextChoices):
    """Which people of a group an audience means; who they are follows from memberships now."""

    GUARDIANS = "guardians", _("Guardians")
    PUPILS = "pupils", _("Pupils")
    STAFF = "staff", _("Staff")


class ReplyPolicy(models.TextChoices):
    """Where an answer goes."""

    ALL = "all", _("Everybody may answer, and everybody reads it")
    SENDER = "sender", _("Answers go to the sender only")
    NONE = "none", _("No answers")


SIDE_OF_ROLE = {
    Role.GUARDIAN: Side.GUARDIAN,
    Role.PUPIL: Side.PUPIL,
    Role.TEACHER: Side.STAFF,
    Role.LEADER: Side.STAFF,
    Role.ICT: Side.STAFF,
}
