"""One conversation: its newest messages, older ones by page, and what a page misses."""

import uuid
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from messaging import policies
from messaging.choices import Kind, Side
from messaging.models import Confirmation, Conversation, Message
from messaging.queries import cards
from messaging.queries.inbox import audiences_of, marked, people_line, places_in, side_of
from messaging.visibility import sides_in, visible_conversations, visible_messages, with_sides
from schools.choices import Role
from schools.exceptions import NotVisible
from schools.models import Person

PAGE = 50
MOST_MISSED = 200


@dataclass(frozen=True)
class Thread:
    """What the page of one conversation shows."""

    conversation: Conversation
    sides: tuple[Side, ...]
    people: str
    cards: tuple[cards.MessageCard, ...]
    older_before: int | None
    read_to: int
    to_confirm: tuple[cards.MessageCard, ...]
    confirmed: tuple[uuid.UUID, ...]
    writes_as: Side | None
    sees_readers: bool

    @property
    def answer_to(self) -> uuid.UUID | None:
        """Whom a reader may answer when answers go to the sender only."""
        sender = self.conversation.created_by
        return sender.uuid if sender else None

    @property
    def first_unread(self) -> int | None:
        """Number of the first message after the viewer's mark that is on this page."""
        return next((card.seq for card in self.cards if card.seq > self.read_to), None)


@dataclass(frozen=True)
class Missed:
    """Everything that changed after a version: what brings a page up to date."""

    version: int
    last_seq: int
    cards: tuple[cards.MessageCard, ...]
    complete: bool


def conversation(viewer: Person, key: uuid.UUID) -> Conversation:
    """One conversation the viewer reads, with marks of capacity and reading. One query.

    Raises NotVisible, existing or not.
    """
    visible = with_sides(marked(visible_conversations(viewer), viewer), viewer)
    found = (
        visible.select_related("home_pupil", "group", "school", "created_by")
        .filter(uuid=key)
        .first()
    )
    if found is None:
        raise NotVisible
    return found


def message(viewer: Person, conversation_key: uuid.UUID, key: uuid.UUID) -> Message:
    """One message the viewer reads, ready for a card. Raises NotVisible."""
    found = visible_messages(viewer).filter(uuid=key, conversation__uuid=conversation_key)
    first = cards.with_card_parts(found).first()
    if first is None:
        raise NotVisible
    return first


def thread(viewer: Person, key: uuid.UUID, role: Role | None, before: int | None = None) -> Thread:
    """The newest 50 messages, or the 50 before message number ``before``. Raises NotVisible."""
    found = conversation(viewer, key)
    sides = sides_in(found)
    rows = _page(viewer, found, before)
    shown = [cards.card(row) for row in rows[-PAGE:]]
    asks = [
        (row, card) for row, card in zip(rows[-PAGE:], shown, strict=True) if _asks(row, viewer)
    ]
    preferred = side_of(role)
    return Thread(
        conversation=found,
        sides=tuple(sides),
        people=_people(viewer, found, preferred if preferred in sides else sides[0]),
        cards=tuple(shown),
        older_before=shown[0].seq if len(rows) > PAGE else None,
        read_to=found.read_to,
        to_confirm=tuple(card for row, card in asks if not row.confirmed_by_me),
        confirmed=tuple(card.uuid for row, card in asks if row.confirmed_by_me),
        writes_as=policies.posting_side(viewer, found, sides, preferred),
        sees_readers=Side.STAFF in sides,
    )


def missed(viewer: Person, found: Conversation, after_version: int) -> Missed:
    """Messages new or changed after a version, in order. Not complete past 200: load the page."""
    rows = visible_messages(viewer).filter(conversation=found, version__gt=after_version)
    changed = list(cards.with_card_parts(rows).order_by("seq")[: MOST_MISSED + 1])
    return Missed(
        version=found.version,
        last_seq=found.last_seq,
        cards=tuple(cards.card(row) for row in changed[:MOST_MISSED]),
        complete=len(changed) <= MOST_MISSED,
    )


def _page(viewer: Person, found: Conversation, before: int | None) -> list[Message]:
    rows = visible_messages(viewer).filter(conversation=found)
    if before is not None:
        rows = rows.filter(seq__lt=before)
    mine = Confirmation.objects.filter(message=OuterRef("pk"), person=viewer.pk)
    rows = rows.annotate(confirmed_by_me=Exists(mine))
    newest = list(cards.with_card_parts(rows).order_by("-seq")[: PAGE + 1])
    return newest[::-1]


def _asks(row: Message, viewer: Person) -> bool:
    return row.asks_confirmation and not row.withdrawn_at and row.author_id != viewer.pk


def _people(viewer: Person, found: Conversation, side: Side) -> str:
    if found.kind in {Kind.CLASS, Kind.ANNOUNCEMENT}:
        return people_line(viewer, side, found, [], audiences_of([found.pk]).get(found.pk, []))
    places = places_in(viewer, [found.pk]).get(found.pk, [])
    return people_line(viewer, side, found, places, [])
