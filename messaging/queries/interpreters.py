"""Homes that need an interpreter: in their thread, and on the list of those who arrange it."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from messaging import policies
from messaging.choices import Side, Spoken
from messaging.models import Conversation, InterpreterNeed
from messaging.visibility import arrangeable_needs, sides_of, visible_interpreter_needs
from schools import affiliations
from schools.choices import Protection
from schools.exceptions import NotAllowed, NotVisible
from schools.models import Person

MOST_SHOWN = 100


@dataclass(frozen=True)
class NeedLine:
    """One need as its readers see it. Times are UTC."""

    uuid: uuid.UUID
    language: Spoken
    asked_by: str
    asked_at: dt.datetime
    arranged_by: str
    arranged_at: dt.datetime | None
    note: str
    pupil: str
    school: str
    teacher: str


@dataclass(frozen=True)
class NeedPage:
    """The page of one thread: what is asked for, and what the viewer may do about it."""

    conversation: Conversation
    need: NeedLine | None
    may_ask: bool
    may_arrange: bool
    language: str


def list_of(viewer: Person) -> tuple[list[NeedLine], list[NeedLine]]:
    """What waits, oldest first, and what is arranged and not over. Two queries.

    Raises NotVisible for who arranges for no school.
    """
    if not affiliations.of(viewer).led_schools:
        raise NotVisible
    rows = _with_names(arrangeable_needs(viewer).filter(ended_at__isnull=True))
    waiting = rows.filter(arranged_at__isnull=True).order_by("asked_at", "pk")
    arranged = rows.filter(arranged_at__isnull=False).order_by("-arranged_at", "-pk")
    return (
        [_line(viewer, row) for row in waiting[:MOST_SHOWN]],
        [_line(viewer, row) for row in arranged[:MOST_SHOWN]],
    )


def page(viewer: Person, conversation: Conversation) -> NeedPage:
    """For a reader of the thread. Raises NotVisible where no home is talked with."""
    if not conversation.state:
        raise NotVisible
    sides = sides_of(viewer, conversation)
    rows = InterpreterNeed.objects.filter(conversation=conversation, ended_at__isnull=True)
    found = _with_names(rows).first()
    guardian = Side.GUARDIAN in sides
    return NeedPage(
        conversation=conversation,
        need=_line(viewer, found) if found else None,
        may_ask=policies.can_ask_for_interpreter(viewer, conversation, sides),
        may_arrange=policies.can_answer_for(conversation, sides),
        language=viewer.language if guardian and viewer.language in Spoken.values else "",
    )


def need(viewer: Person, key: uuid.UUID) -> InterpreterNeed:
    """One that the viewer sees. One query. Raises NotVisible, existing or not."""
    rows = visible_interpreter_needs(viewer).select_related("conversation")
    found = rows.filter(uuid=key).first()
    if found is None:
        raise NotVisible
    return found


def to_arrange(viewer: Person, key: uuid.UUID) -> InterpreterNeed:
    """One for which the viewer may arrange somebody. Raises NotVisible, NotAllowed."""
    found = need(viewer, key)
    if arrangeable_needs(viewer).filter(pk=found.pk).exists():
        return found
    if not policies.can_answer_for(found.conversation, sides_of(viewer, found.conversation)):
        raise NotAllowed
    return found


def reads(viewer: Person, row: InterpreterNeed) -> bool:
    """Whether the viewer reads its thread."""
    return bool(sides_of(viewer, row.conversation))


def open_need() -> Subquery:
    """For a conversation: the key of what is asked for there."""
    rows = InterpreterNeed.objects.filter(conversation=OuterRef("pk"), ended_at__isnull=True)
    return Subquery(rows.values("pk")[:1])


def line_of(viewer: Person, key: int | None) -> NeedLine | None:
    """What the head of a thread says. One query, and none without a key."""
    found = _with_names(InterpreterNeed.objects.filter(pk=key)).first() if key else None
    return _line(viewer, found) if found else None


def _with_names(rows: QuerySet[InterpreterNeed]) -> QuerySet[InterpreterNeed]:
    return rows.select_related("asked_by", "arranged_by", "pupil", "school", "conversation__owner")


def _line(viewer: Person, row: InterpreterNeed) -> NeedLine:
    return NeedLine(
        uuid=row.uuid,
        language=Spoken(row.language),
        asked_by=_name(row.asked_by),
        asked_at=row.asked_at,
        arranged_by=_name(row.arranged_by),
        arranged_at=row.arranged_at,
        note=row.note,
        pupil=_home(viewer, row.pupil),
        school=row.school.name,
        teacher=_name(row.conversation.owner),
    )


def _home(viewer: Person, pupil: Person) -> str:
    """As ``without_hidden``, for a pupil at hand: no query."""
    held = affiliations.of(viewer)
    if pupil.is_protected and pupil.pk not in {viewer.pk, *held.children, *held.named_for}:
        return _("A home")
    return pupil.get_full_name()


def _name(person: Person | None) -> str:
    """Nobody protected is named on a list, whoever looks."""
    shown = person is not None and person.protection == Protection.NONE
    return person.get_full_name() if person and shown else ""
