"""What stands above a sensitive conversation: who reads it; and who has opened it, and when."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db.models import QuerySet

from messaging import policies
from messaging.choices import Side
from messaging.models import Attachment, Conversation, SensitiveOpening
from messaging.queries import cards, places
from messaging.queries.lines import with_names
from messaging.visibility import sides_in, visible_openings
from schools.models import Person
from schools.statements import written_once

MOST_SHOWN = 200


@dataclass(frozen=True)
class Reader:
    """One who can read it, as the viewer may know them."""

    name: str
    side: Side


@dataclass(frozen=True)
class Seal:
    """Whether a conversation is sensitive, who can read it then, and what the viewer may do."""

    is_sensitive: bool
    readers: tuple[Reader, ...]
    may_mark: bool


@dataclass(frozen=True)
class OpeningRow:
    """One opening. ``side`` is None for a receiver of reports. ``at`` is UTC."""

    name: str
    side: Side | None
    at: dt.datetime


def is_sensitive(key: uuid.UUID) -> bool:
    """Whether there is such a conversation, whoever reads it. One query."""
    return bool(_sensitive(key))


@written_once("key")
def _sensitive(key: uuid.UUID) -> QuerySet[Conversation, tuple[int]]:
    found = Conversation.objects.filter(uuid=key, is_sensitive=True)
    return found.order_by().values_list("pk")


def of_file(file_id: int) -> Conversation | None:
    """The sensitive conversation that a file stands in. One query."""
    held = Attachment.objects.filter(file=file_id, message__conversation__is_sensitive=True)
    found = held.select_related("message__conversation").first()
    return found.message.conversation if found else None


def is_file_sensitive(file_id: int) -> bool:
    """Whether a file stands in a sensitive conversation. One query."""
    return of_file(file_id) is not None


def seal(viewer: Person, conversation: Conversation) -> Seal:
    """For a conversation loaded with marks of capacity. One query at most; two for some guardians.

    Those who only may be informed about a child are asked for, before they are offered to mark.
    """
    if conversation.is_sensitive:
        return Seal(is_sensitive=True, readers=readers(viewer, conversation), may_mark=False)
    may_mark = policies.can_mark_sensitive(viewer, conversation, sides_in(conversation))
    return Seal(is_sensitive=False, readers=(), may_mark=may_mark)


def readers(viewer: Person, conversation: Conversation) -> tuple[Reader, ...]:
    """Everybody who can read a conversation between people, each in one capacity. One query."""
    found: dict[tuple[int, str], Reader] = {}
    for place in places.holders(viewer, conversation):
        side = Side(place.side)
        name = place.person.get_full_name() if _is_known(place) else cards.neutral_label(side)
        found.setdefault((place.person_id, side), Reader(name, side))
    return tuple(found.values())


def openings(viewer: Person, conversation: Conversation) -> tuple[OpeningRow, ...]:
    """The newest two hundred, newest first. One query."""
    rows = visible_openings(viewer).filter(conversation=conversation.pk)
    newest = with_names(rows, viewer).order_by("-at", "-pk")[:MOST_SHOWN]
    return tuple(_row(row) for row in newest)


def _row(row: SensitiveOpening) -> OpeningRow:
    side = Side(row.side) if row.side else None
    hidden = cards.neutral_label(side or Side.STAFF)
    return OpeningRow(row.person.get_full_name() if _is_known(row) else hidden, side, row.at)


def _is_known(row: object) -> bool:
    """As ``with_names`` has marked it."""
    return bool(getattr(row, "known", False))
