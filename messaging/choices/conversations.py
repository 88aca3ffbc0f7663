"""What a conversation and a message may be."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from schools.choices import Role


class Kind(models.TextChoices):
    """What a conversation is; decides who may start it and how it is shown."""

    DIRECT = "direct", _("Between people")
    HOME = "home", _("With a home")
    GROUP = "group", _("With several homes or colleagues")
    CLASS = "class", _("Class thread")
    ANNOUNCEMENT = "announcement", _("Announcement")


# Named people take part; nobody reads by being in a class.
BETWEEN_PEOPLE = frozenset({Kind.DIRECT, Kind.HOME, Kind.GROUP})


class Side(models.TextChoices):
    """The capacity in which a person reads and writes; one person may have several."""

    STAFF = "staff", _("Member of staff")
    GUARDIAN = "guardian", _("Guardian")
    PUPIL = "pupil", _("Pupil")
    # In place of a guardian who has appointed them; never a participant of their own.
    HELPER = "helper", _("Helper")


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


class PupilsMay(models.TextChoices):
    """To whom the pupils of a grade may write first. All may answer staff who write to them."""

    ANSWER = "answer", _("Only answer")
    STAFF = "staff", _("Write first to their own teachers")
    CLASSMATES = "all", _("Write first to their own teachers and to pupils in their classes")


class ReactionKind(models.TextChoices):
    """What one can say to a message with a sign; ``ICONS`` draws them."""

    LIKE = "like", _("Thumbs up")
    HEART = "heart", _("Heart")
    DONE = "done", _("Check mark")


ICONS = {
    ReactionKind.LIKE: "thumbs-up",
    ReactionKind.HEART: "heart",
    ReactionKind.DONE: "check",
}


class Shape(models.TextChoices):
    """How several are written to at once."""

    PRIVATE = "private", _("A private thread with each")
    GROUP = "group", _("One group thread")


class State(models.TextChoices):
    """Whose turn it is in a thread with a home."""

    OPEN = "open", _("Waits for the school")
    WAITING = "waiting", _("Waits for the home")
    DONE = "done", _("Done")


class Shown(models.TextChoices):
    """What a reader narrows their list to; the values stand in addresses."""

    ALL = "", _("All")
    WAITING = "venter", _("Waits for me")
    STARRED = "stjerne", _("Starred")
    OVER = "utlopt", _("Over")


SIDE_OF_ROLE = {
    Role.GUARDIAN: Side.GUARDIAN,
    Role.PUPIL: Side.PUPIL,
    Role.TEACHER: Side.STAFF,
    Role.LEADER: Side.STAFF,
    Role.ICT: Side.STAFF,
    Role.HELPER: Side.HELPER,
}


class TodayReason(models.TextChoices):
    """Why a message to a teacher matters today, so that those on duty see it too."""

    ILL = "ill", _("Ill")
    LATE = "late", _("Comes late")
    PICK_UP = "pick_up", _("Picking up")
    FORGOT = "forgot", _("Forgotten things or medicine")
    SAFE = "safe", _("Is not safe")


class ReportReason(models.TextChoices):
    """Why a reader reports a message."""

    BULLYING = "bullying", _("Bullying or exclusion")
    THREAT = "threat", _("Threat or fear")
    SEXUAL = "sexual", _("Sexual or violent content")
    PRIVATE = "private", _("Something private about somebody")
    OTHER = "other", _("Something else")


class ReportOutcome(models.TextChoices):
    """What the school did about a reported message."""

    TALKED = "talked", _("Talked to those it is about")
    REMOVED = "removed", _("Removed the message for all readers")
    NONE = "none", _("No action")


class Spoken(models.TextChoices):
    """Languages that an interpreter is asked for in, by ISO 639; most asked for first."""

    ARABIC = "ar", _("Arabic")
    UKRAINIAN = "uk", _("Ukrainian")
    POLISH = "pl", _("Polish")
    SOMALI = "so", _("Somali")
    TIGRINYA = "ti", _("Tigrinya")
    PERSIAN = "fa", _("Persian, Dari")
    LITHUANIAN = "lt", _("Lithuanian")
    RUSSIAN = "ru", _("Russian")
    TURKISH = "tr", _("Turkish")
    KURDISH = "ku", _("Kurdish")
    URDU = "ur", _("Urdu")
    THAI = "th", _("Thai")
    VIETNAMESE = "vi", _("Vietnamese")
    SPANISH = "es", _("Spanish")
    ENGLISH = "en", _("English")
    NORTHERN_SAMI = "se", _("Northern Sámi")
    SIGN = "nsi", _("Norwegian sign language")
    OTHER = "other", _("Another language")
