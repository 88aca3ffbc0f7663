"""A message as it is shown: the same for every reader, on the page and on the socket."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from messaging.choices import Kind, Side
from messaging.models import Attachment, Conversation, Message
from messaging.queries.card_rows import attachments_of, protected_children, protected_of
from messaging.queries.file_cards import CoverCard, FileCard, cover_card, file_card, file_cards
from messaging.queries.tallies import Tally, tallies_of, tally
from messaging.visibility import visible_messages
from schools import clock
from schools.models import Person
from schools.queries.naming import beyond_name

PREVIEW_LENGTH = 120
EXCERPT_LENGTH = 160


@dataclass(frozen=True)
class MessageCard:
    """What the template of one message needs; nothing in it depends on who looks."""

    uuid: UUID
    conversation: UUID
    seq: int
    version: int
    author_uuid: UUID
    author: str
    initials: str
    side: Side
    text: str
    created_at: dt.datetime
    day: dt.date
    edited: bool
    withdrawn: bool
    removed: bool
    asks_confirmation: bool
    files: tuple[FileCard, ...]
    asks: str = ""
    answer_by: dt.date | None = None
    recorded: "RecordedCard | None" = None
    reactions: tuple[Tally, ...] = ()
    quote: "Original | None" = None
    forward: "Original | None" = None
    cover: CoverCard | None = None
    in_place_of: str = ""


@dataclass(frozen=True)
class Original:
    """What a message quotes or forwards, as it is now; empty where it may not be ``seen``."""

    seen: bool = False
    uuid: UUID | None = None
    conversation: UUID | None = None
    seq: int = 0
    author: str = ""
    text: str = ""
    created_at: dt.datetime | None = None
    withdrawn: bool = False
    sensitive: bool = False  # marked since it was forwarded: it is read where it stands
    files: tuple[FileCard, ...] = ()

    @property
    def excerpt(self) -> str:
        """Its first lines, or the names of its files."""
        words = " ".join(self.text.split()) or ", ".join(file.name for file in self.files)
        return words if len(words) <= EXCERPT_LENGTH else f"{words[:EXCERPT_LENGTH].rstrip()} …"


@dataclass(frozen=True)
class RecordedCard:
    """A guardian's answer that staff wrote down: how it was given, and by whom it was written."""

    by: str
    how: str
    instead: str
    is_doubted: bool


def with_card_parts(messages: QuerySet[Message]) -> QuerySet[Message]:
    """Join what a card needs; ``complete`` gives the rest."""
    own = protected_children().filter(guardian=OuterRef("author"))
    attached = Attachment.objects.filter(message=OuterRef("pk"))
    named = messages.annotate(has_protected=Exists(own), has_files=Exists(attached))
    people = ("author", "in_place_of", "recorded__recorded_by")
    unused = (field for path in people for field in beyond_name(path))
    return named.select_related(*people, "ask").defer(*unused)


def load_card_parts(message: Message, *, has_files: bool = True) -> Message:
    """The same for a message at hand, unless it has them: at most two queries."""
    if "attached" in message.__dict__:
        return message
    # counts for what is written as guardian only, see ``_is_hidden``
    as_guardian = message.author_side == Side.GUARDIAN
    message.__dict__["has_protected"] = as_guardian and bool(protected_of(message.author_id))
    message.__dict__["attached"] = []
    if has_files:
        complete([message], message.conversation, None)
    return message


def complete(
    messages: Iterable[Message], conversation: Conversation, viewer: Person | None
) -> None:
    """Give each of these messages of one conversation that, and its files in order.

    And what stands on them, with the viewer's own sign, and what they quote or forward as far
    as the viewer reads it. None: for all who read it, who must read that too. One query with
    files, one more with signs, one more with quotes or what is forwarded.
    """
    by_key = {message.pk: message for message in messages}
    for message in by_key.values():
        message.conversation = conversation
        message.__dict__["attached"] = []
    originals = _refer(by_key.values(), conversation, viewer)
    files_of: dict[int, list[Message]] = {}
    for message in (*by_key.values(), *originals):
        if getattr(message, "has_files", True):
            files_of.setdefault(message.pk, []).append(message)
    for row in attachments_of(list(files_of)) if files_of else ():
        for message in files_of[row.message_id]:
            message.__dict__["attached"].append(row)
    tally(by_key.values(), viewer)


def _refer(
    messages: Iterable[Message], conversation: Conversation, viewer: Person | None
) -> list[Message]:
    """Give each what it quotes and forwards, when the viewer reads that; returns these."""
    quoted = {message.quoted_seq for message in messages if message.quoted_seq}
    forwarded = {message.forwards_id for message in messages if message.forwards_id}
    found: list[Message] = []
    if quoted or forwarded:
        rows = Message.objects.all() if viewer is None else visible_messages(viewer)
        meant = Q(conversation=conversation.pk, seq__in=quoted) | Q(pk__in=forwarded)
        found = list(with_card_parts(rows.filter(meant)).select_related("conversation"))
    by_seq = {row.seq: row for row in found if row.conversation_id == conversation.pk}
    by_key = {row.pk: row for row in found}
    for row in found:
        row.__dict__["attached"] = []
    for message in messages:
        message.__dict__["quoted"] = by_seq.get(message.quoted_seq or 0)
        message.__dict__["forwarded"] = by_key.get(message.forwards_id or 0)
    return found


def card(message: Message) -> MessageCard:
    """One message with its joined parts and files. Times are UTC, the day is municipal."""
    withdrawn = message.withdrawn_at is not None
    is_hidden = _is_hidden(message)
    side = Side(message.author_side)
    held = () if withdrawn else message.__dict__["attached"]
    ask = getattr(message, "ask", None)
    return MessageCard(
        uuid=message.uuid,
        conversation=message.conversation.uuid,
        seq=message.seq,
        version=message.version,
        author_uuid=writer_uuid(message),
        author=author_name(message),
        initials="" if is_hidden else message.author.initials,
        side=side,
        text=message.text,
        created_at=message.created_at,
        day=clock.local(message.created_at).date(),
        edited=message.edited_at is not None,
        withdrawn=withdrawn,
        removed=message.removed_at is not None,
        asks_confirmation=message.asks_confirmation,
        files=file_cards(held),
        asks=ask.kind if ask else "",
        answer_by=ask.closes_on if ask else None,
        recorded=_recorded(message),
        reactions=tallies_of(message),
        quote=_original(message, "quoted") if message.quoted_seq else None,
        forward=_original(message, "forwarded") if message.forwards_id else None,
        cover=cover_card(held),
        in_place_of=staff_name(message.in_place_of, Side.GUARDIAN) if message.in_place_of else "",
    )


def _original(message: Message, name: str) -> Original | None:
    found = message.__dict__.get(name)
    if message.withdrawn_at is not None:
        return None
    if found is None:
        return Original()
    if found.conversation.is_sensitive and found.conversation_id != message.conversation_id:
        return Original(seen=True, sensitive=True, conversation=found.conversation.uuid)
    return original(found)


def original(message: Message) -> Original:
    """A message that was completed or referred to, as it stands in another one."""
    withdrawn = message.withdrawn_at is not None
    return Original(
        seen=True,
        uuid=message.uuid,
        conversation=message.conversation.uuid,
        seq=message.seq,
        author=author_name(message),
        text=message.text,
        created_at=message.created_at,
        withdrawn=withdrawn,
        files=() if withdrawn else _all_files(message),
    )


def writer_uuid(message: Message) -> UUID:
    """On whose pages it is their own: the author's, or those of who wrote it down."""
    row = getattr(message, "recorded", None)
    return row.recorded_by.uuid if row else message.author.uuid


def _recorded(message: Message) -> RecordedCard | None:
    row = getattr(message, "recorded", None)
    if row is None:
        return None
    by = row.recorded_by
    return RecordedCard(
        by=staff_name(by),
        how=row.get_source_display(),
        instead=row.get_instead_display(),
        is_doubted=row.doubted_at is not None,
    )


def _all_files(message: Message) -> tuple[FileCard, ...]:
    """The picture above it too: it has no place of its own in what quotes or passes it on."""
    return tuple(file_card(row.file) for row in message.__dict__["attached"])


def files(message: Message) -> tuple[FileCard, ...]:
    """The files beside the text of a completed message, also of one that is withdrawn."""
    return file_cards(message.__dict__["attached"])


def cover(message: Message) -> CoverCard | None:
    """The picture above a completed message."""
    return cover_card(message.__dict__["attached"])


def author_name(message: Message) -> str:
    """Who wrote it, as the whole thread may know; for messages of ``with_card_parts``."""
    if _is_hidden(message):
        return neutral_label(Side(message.author_side))
    return message.author.get_full_name()


def _is_hidden(message: Message) -> bool:
    """A protected person is not named to a whole thread, whoever looks.

    Nor is the guardian of a protected child named to many: the name would tell of the child.
    """
    to_many = message.conversation.kind in {Kind.GROUP, Kind.CLASS, Kind.ANNOUNCEMENT}
    as_guardian = message.author_side == Side.GUARDIAN
    # loaded in another way than ``with_card_parts``: rather hidden than told
    tells = getattr(message, "has_protected", True) and to_many and as_guardian
    return tells or message.author.is_protected


def neutral_label(side: Side) -> str:
    """What stands where a name may not."""
    return {
        Side.STAFF: _("A member of staff"),
        Side.GUARDIAN: _("A guardian"),
        Side.PUPIL: _("A pupil"),
        Side.HELPER: _("A helper"),
    }[side]


def staff_name(person: Person, side: Side = Side.STAFF) -> str:
    """A member of staff who did something, as others may know of it; or of another side."""
    return neutral_label(side) if person.is_protected else person.get_full_name()


def preview(message: Message) -> str:
    """First line for the list, at most 120 characters; empty for a withdrawn message."""
    lines: Iterable[str] = message.text.strip().splitlines()
    return next((line.strip()[:PREVIEW_LENGTH] for line in lines if line.strip()), "")


def list_preview(message: Message, file_names: Iterable[str] = ()) -> str:
    """What the list keeps of the newest message: its first line or files; nothing sensitive."""
    if message.conversation.is_sensitive:
        return ""
    return preview(message) or ", ".join(file_names)[:PREVIEW_LENGTH]
