"""Tables of messaging."""

from messaging.models.asks import Ask, AskAnswer, AskText
from messaging.models.conversation import Audience, Conversation, Participant
from messaging.models.duty import DutyPerson, TodayMark
from messaging.models.interpreters import InterpreterNeed
from messaging.models.ladder import Climb, HomeCall, SchoolLadder, WrongNumber
from messaging.models.ledger import HomeClosed
from messaging.models.letters import HomeLetter, LetterBatch
from messaging.models.message import Attachment, Confirmation, Message, ReadState
from messaging.models.noise import NoiseWeek
from messaging.models.notice import (
    Delivery,
    Notice,
    NoticeHours,
    NoticeWish,
    PushSubscription,
    SchoolHours,
)
from messaging.models.openings import SensitiveOpening
from messaging.models.outbox import LiveOutbox
from messaging.models.reactions import Reaction
from messaging.models.recorded import RecordedAnswer, RecordedConfirmation
from messaging.models.reports import MessageReport, ReportReceiver
from messaging.models.rules import WritingRule
from messaging.models.scheduled import ScheduledAnnouncement, ScheduledFile, ScheduledMessage
from messaging.models.stand_in import StandIn
from messaging.models.templates import MessageTemplate
from messaging.models.weekly import WeeklyItem, WeeklyLetter, WeeklyTime

__all__ = [
    "Ask",
    "AskAnswer",
    "AskText",
    "Attachment",
    "Audience",
    "Climb",
    "Confirmation",
    "Conversation",
    "Delivery",
    "DutyPerson",
    "HomeCall",
    "HomeClosed",
    "HomeLetter",
    "InterpreterNeed",
    "LetterBatch",
    "LiveOutbox",
    "Message",
    "MessageReport",
    "MessageTemplate",
    "NoiseWeek",
    "Notice",
    "NoticeHours",
    "NoticeWish",
    "Participant",
    "PushSubscription",
    "Reaction",
    "ReadState",
    "RecordedAnswer",
    "RecordedConfirmation",
    "ReportReceiver",
    "ScheduledAnnouncement",
    "ScheduledFile",
    "ScheduledMessage",
    "SchoolHours",
    "SchoolLadder",
    "SensitiveOpening",
    "StandIn",
    "TodayMark",
    "WeeklyItem",
    "WeeklyLetter",
    "WeeklyTime",
    "WritingRule",
    "WrongNumber",
]
