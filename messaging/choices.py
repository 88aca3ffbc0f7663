"""Words of ``messaging`` with a fixed set of values."""

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
}


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
    """Why a message that was to be sent later was not."""

    GONE = "gone", _("You could no longer read the conversation.")
    MAY_NOT = "may_not", _("You could no longer write here.")


class TodayReason(models.TextChoices):
    """Why a message to a teacher matters today, so that those on duty see it too."""

    ILL = "ill", _("Ill")
    LATE = "late", _("Comes late")
    PICK_UP = "pick_up", _("Picking up")
    FORGOT = "forgot", _("Forgotten things or medicine")
    SAFE = "safe", _("Is not safe")


class Subject(models.TextChoices):
    """What a notice to one person is about; empty when it tells of a new message."""

    RECEIPT = "receipt", _("An answer was recorded for you")
    DOUBT = "doubt", _("A recorded answer is said to be wrong")
    TODAY = "today", _("A message matters today")


SIDE_OF_SUBJECT = {
    Subject.RECEIPT: Side.GUARDIAN,
    Subject.DOUBT: Side.STAFF,
    Subject.TODAY: Side.STAFF,
}


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
