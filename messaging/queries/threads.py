"""One conversation: its newest messages, older ones by page, and what a page misses."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from messaging import policies
from messaging.choices import Side
from messaging.models import Confirmation, Conversation, Message, MessageReport, ScheduledMessage
from messaging.queries import cards as shown
from messaging.queries.asks import AskView, asks_in
from messaging.queries.cards import MessageCard
from messaging.queries.duty import TodayLine, today_lines, with_today
from messaging.queries.heads import Head, head, sender
from messaging.queries.inbox import side_of
from messaging.queries.interpreters import open_need
from messaging.queries.marks import marked, with_own_words
from messaging.queries.private_answers import AnswerTo, answer_to
from messaging.queries.reactions import Own, own_in, own_on
from messaging.queries.recorded import recorded_for
from messaging.queries.scheduled import waiting_in
from messaging.queries.standing_in import stood_in_by
from messaging.visibility import (
    has_helpers,
    sides_in,
    visible_conversations,
    visible_messages,
    with_sides,
)
from schools import affiliations, clock
from schools.choices import Role
from schools.exceptions import NotVisible
from schools.models import Person
from schools.queries.naming import beyond_name
from schools.queries.one import the_one
from schools.statements import written_once

PAGE = 50
MOST_MISSED = 200


@dataclass(frozen=True)
class Reported:
    """A message that the viewer has reported."""

    uuid: uuid.UUID
    author: str
    handled: bool


@dataclass(frozen=True)
class Thread:
    """What the page of one conversation shows."""

    conversation: Conversation
    head: Head
    sides: tuple[Side, ...]
    cards: tuple[MessageCard, ...]
    older_before: int | None
    read_to: int
    to_confirm: tuple[MessageCard, ...]
    confirmed: tuple[uuid.UUID, ...]
    writes_as: Side | None
    sees_readers: bool
    draft: str
    drafted_at: dt.datetime | None
    shown_at: dt.datetime
    scheduled: tuple[ScheduledMessage, ...]
    answer: AnswerTo | None
    sender: str
    recorded: tuple[uuid.UUID, ...]
    reported: tuple[Reported, ...]
    asks: tuple[AskView, ...]
    reacted: tuple[Own, ...]
    for_today: tuple[TodayLine, ...]

    @property
    def first_unread(self) -> int | None:
        """Number of the first message after the viewer's mark that is on this page."""
        return next((card.seq for card in self.cards if card.seq > self.read_to), None)


@dataclass(frozen=True)
class Missed:
    """Everything that changed after a version: what brings a page up to date."""

    conversation: Conversation
    head: Head
    cards: tuple[MessageCard, ...]
    complete: bool
    to_confirm: tuple[MessageCard, ...]
    confirmed: tuple[uuid.UUID, ...]
    scheduled: tuple[ScheduledMessage, ...]
    recorded: tuple[uuid.UUID, ...]
    reported: tuple[Reported, ...]
    asks: tuple[AskView, ...]
    reacted: tuple[Own, ...]
    for_today: tuple[TodayLine, ...]


def conversation(viewer: Person, key: uuid.UUID) -> Conversation:
    """One conversation the viewer reads, with marks of capacity and reading. One query.

    Raises NotVisible, existing or not.
    """
    return the_one(_marked_conversation(viewer, key))


@written_once("key")
def _marked_conversation(viewer: Person, key: uuid.UUID) -> QuerySet[Conversation]:
    visible = with_sides(marked(visible_conversations(viewer), viewer), viewer)
    day = affiliations.of(viewer).day
    visible = visible.annotate(
        stood_in_by=stood_in_by(day), interpreter_need=open_need(), has_helpers=has_helpers(day)
    )
    joined = with_own_words(visible, viewer).select_related(
        "home_pupil", "group", "school", "created_by", "owner"
    )
    left_out = [*beyond_name("home_pupil"), *beyond_name("created_by"), *beyond_name("owner")]
    return joined.defer(*left_out).filter(uuid=key)


def readable(viewer: Person, key: uuid.UUID) -> Conversation:
    """One conversation the viewer reads, without marks: for a change. One query.

    Raises NotVisible, existing or not.
    """
    return the_one(_conversation(viewer, key))


def is_read(viewer: Person, key: uuid.UUID) -> bool:
    """Whether the viewer reads it, without marks. One query."""
    return bool(_conversation(viewer, key))


@written_once("key")
def _conversation(viewer: Person, key: uuid.UUID) -> QuerySet[Conversation]:
    return visible_conversations(viewer).order_by().filter(uuid=key)


def message(viewer: Person, conversation_key: uuid.UUID, key: uuid.UUID) -> Message:
    """One message the viewer reads, ready for a card. Raises NotVisible."""
    found = visible_messages(viewer).filter(uuid=key, conversation__uuid=conversation_key)
    first = shown.with_card_parts(found).select_related("author", "conversation").first()
    if first is None:
        raise NotVisible
    shown.complete([first], first.conversation, viewer)
    return first


def thread(
    viewer: Person,
    key: uuid.UUID,
    role: Role | None,
    before: int | None = None,
    people: str = "",
) -> Thread:
    """The newest 50 messages, or the 50 before message number ``before``. Raises NotVisible.

    ``people``: the line of people when the list beside the thread has it already.
    """
    found = conversation(viewer, key)
    sides = sides_in(found)
    rows = _page(viewer, found.pk, before, PAGE + 1)[::-1]
    page = rows[-PAGE:]
    shown.complete(page, found, viewer)
    return Thread(
        conversation=found,
        head=head(viewer, found, role, people),
        sides=tuple(sides),
        cards=tuple(shown.card(row) for row in page),
        older_before=page[0].seq if len(rows) > PAGE else None,
        read_to=getattr(found, "read_to", 0),
        to_confirm=tuple(shown.card(row) for row in page if _asks(row, viewer, found) is False),
        confirmed=tuple(row.uuid for row in page if _asks(row, viewer, found)),
        writes_as=policies.posting_side(viewer, found, sides, side_of(role)),
        sees_readers=Side.STAFF in sides,
        draft=getattr(found, "own_draft", None) or "",
        drafted_at=getattr(found, "own_drafted_at", None),
        shown_at=clock.now(),
        scheduled=waiting_in(viewer, found),
        answer=answer_to(viewer, found, sides, side_of(role)),
        sender=sender(viewer, found),
        recorded=recorded_for(viewer, found),
        reported=_reported(page),
        asks=asks_in(viewer, found),
        reacted=own_on(page),
        for_today=today_lines(page),
    )


def missed(
    viewer: Person, found: Conversation, after_version: int, role: Role | None = None
) -> Missed:
    """Messages new or changed after a version, in order. Not complete past 200: load the page.

    With what the viewer has confirmed, has not, or has reported, and the head as it is now.
    Two queries, and more for what there is of files, signs, asks and the like.
    """
    changed = _newer(viewer, found.pk, after_version, MOST_MISSED + 1)
    asks = _asking(viewer, found.pk, PAGE) if getattr(found, "has_told", True) else []
    shown.complete(changed, found, viewer)
    shown.complete(asks, found, viewer)
    return Missed(
        conversation=found,
        head=head(viewer, found, role),
        cards=tuple(shown.card(row) for row in changed[:MOST_MISSED]),
        complete=len(changed) <= MOST_MISSED,
        to_confirm=tuple(shown.card(row) for row in asks if _asks(row, viewer, found) is False),
        confirmed=tuple(row.uuid for row in asks if _asks(row, viewer, found)),
        scheduled=waiting_in(viewer, found),
        recorded=recorded_for(viewer, found),
        reported=_reported(asks),
        asks=asks_in(viewer, found),
        reacted=own_in(viewer, found, PAGE),
        for_today=today_lines(asks),
    )


@written_once("conversation_id", "before")
def _page(
    viewer: Person, conversation_id: int, before: int | None, limit: int
) -> QuerySet[Message]:
    rows = visible_messages(viewer).filter(conversation=conversation_id)
    if before is not None:
        rows = rows.filter(seq__lt=before)
    newest = shown.with_card_parts(_with_own_answer(rows, viewer)).order_by("-seq")
    return newest[:limit]


@written_once("conversation_id", "after_version")
def _newer(
    viewer: Person, conversation_id: int, after_version: int, limit: int
) -> QuerySet[Message]:
    rows = visible_messages(viewer).filter(conversation=conversation_id)
    newer = rows.filter(version__gt=after_version).order_by("seq")
    return shown.with_card_parts(newer)[:limit]


@written_once("conversation_id")
def _asking(viewer: Person, conversation_id: int, limit: int) -> QuerySet[Message]:
    """What the viewer is to confirm or has confirmed, has reported, or what matters today."""
    rows = visible_messages(viewer).filter(conversation=conversation_id)
    told = Q(asks_confirmation=True) | Q(reported_by_me=True) | Q(for_today__isnull=False)
    asking = _with_own_answer(rows, viewer).filter(told).order_by("seq")
    return shown.with_card_parts(asking)[:limit]


def _with_own_answer(rows: QuerySet[Message], viewer: Person) -> QuerySet[Message]:
    mine = Confirmation.objects.filter(message=OuterRef("pk"), person=viewer.pk)
    reported = MessageReport.objects.filter(message=OuterRef("pk"), reporter=viewer.pk)
    handled = reported.filter(handled_at__isnull=False)
    return with_today(rows).annotate(
        confirmed_by_me=Exists(mine),
        reported_by_me=Exists(reported),
        report_handled=Exists(handled),
    )


def _asks(row: Message, viewer: Person, found: Conversation) -> bool | None:
    """None: the message asks nothing of the viewer; else whether they have answered."""
    if not row.asks_confirmation or row.withdrawn_at or row.author_id == viewer.pk:
        return None
    if not getattr(found, "is_asked", True):
        return None
    return bool(getattr(row, "confirmed_by_me", False))


def _reported(rows: Iterable[Message]) -> tuple[Reported, ...]:
    return tuple(
        Reported(row.uuid, shown.author_name(row), getattr(row, "report_handled", False))
        for row in rows
        if getattr(row, "reported_by_me", False)
    )
