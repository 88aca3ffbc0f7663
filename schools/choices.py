"""Words with a fixed set of values, in the terms of the Norwegian school."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Protection(models.TextChoices):
    """Address protection in the population register (folkeregisterloven § 10-4)."""

    NONE = "none", _("Not protected")
    # The source did not say, and nobody has vouched for it: hidden like a protected person.
    UNSTATED = "unstated", _("Not stated by the source")
    CONFIDENTIAL = "confidential", _("Confidential address")
    STRICT = "strict", _("Strictly confidential address")


class GroupKind(models.TextChoices):
    """What a group of pupils is for."""

    CLASS = "class", _("Class")
    TEACHING = "teaching", _("Teaching group")
    YEAR = "year", _("Year")
    OTHER = "other", _("Other group")


class MemberRole(models.TextChoices):
    """What a person is in a group."""

    PUPIL = "pupil", _("Pupil")
    CONTACT_TEACHER = "contact_teacher", _("Contact teacher")
    TEACHER = "teacher", _("Teacher")
    ASSISTANT = "assistant", _("Assistant")


STAFF_IN_GROUP = (MemberRole.CONTACT_TEACHER, MemberRole.TEACHER, MemberRole.ASSISTANT)


class PositionRole(models.TextChoices):
    """What a person is at a school, or in the municipality when no school is given."""

    LEADER = "leader", _("School leader")
    OFFICE = "office", _("School office")
    ICT = "ict", _("ICT contact")
    TEACHER = "teacher", _("Teacher")
    ASSISTANT = "assistant", _("Assistant")
    EDITOR = "editor", _("Editor of the school site")
    MUNICIPAL_ADMIN = "municipal_admin", _("Municipality administrator")


class Responsibility(models.TextChoices):
    """Parental responsibility as the register states it (barnelova ch. 5)."""

    FULL = "full", _("Has parental responsibility")
    INFORMATION = "information", _("May be given information")
    NONE = "none", _("No parental responsibility")
    UNKNOWN = "unknown", _("Not stated by the source")


class Access(models.TextChoices):
    """What a guardian may do here for one child; a more specific deny wins over everything."""

    FULL = "full", _("Full access")
    INFORMATION = "information", _("Reads, until an end date")
    NONE = "none", _("No access")


# Named, and not "all but none": the database reckons with few rows for what is not something.
READS = (Access.FULL, Access.INFORMATION)


class Source(models.TextChoices):
    """Who a row belongs to: a source ends only its own rows."""

    ROSTER = "roster", _("Roster import")
    DIRECTORY = "directory", _("Directory")
    OFFICE = "office", _("School office")


class Role(models.TextChoices):
    """The role a person acts in now; follows from dated rows, is never stored on people."""

    GUARDIAN = "guardian", _("Guardian")
    PUPIL = "pupil", _("Pupil")
    TEACHER = "teacher", _("Teacher")
    LEADER = "leader", _("School leader")
    ICT = "ict", _("ICT contact")
    ADMIN = "admin", _("Municipality administrator")
    HELPER = "helper", _("Helper")


class HelpScope(models.TextChoices):
    """What a helper reads in place of a guardian; never what is sensitive."""

    COMMON = "common", _("What everybody in the class or at the school gets")
    HOME = "home", _("Also your own messages with the school")


class DayKind(models.TextChoices):
    """Why there is no school on a weekday."""

    HOLIDAY = "holiday", _("Holiday")
    PLANNING = "planning", _("Planning day, pupils are free")


class Vouched(models.TextChoices):
    """What the office may vouch for about a source that lacks a metadata column."""

    GUARDIANS = (
        "guardians",
        _("The source lists only guardians with parental responsibility"),
    )
    NO_PROTECTED = (
        "no_protected",
        _("The source contains no pupils with protected address"),
    )


class RunState(models.TextChoices):
    """A roster import from upload to end."""

    WAITING = "waiting", _("Waiting")
    READING = "reading", _("Reading the file")
    PREVIEW = "preview", _("Ready to look at")
    STOPPED = "stopped", _("Needs your decision")
    WRITING = "writing", _("Writing")
    DONE = "done", _("Done")
    FAILED = "failed", _("Refused, nothing was changed")


class ScanState(models.TextChoices):
    """What the virus scanner said; unscanned when none is configured."""

    UNSCANNED = "none", _("Not scanned")
    WAITING = "waiting", _("Waiting for the virus scan")
    CLEAN = "clean", _("Clean")
    BLOCKED = "blocked", _("Blocked")


class InvitationChannel(models.TextChoices):
    """How an invitation reaches the person."""

    MAIL = "mail", _("By e-mail")
    PAPER = "paper", _("On paper")
