"""Messages that hold some words, newest first, among those the viewer reads.

A word may be in half of two million messages, or in three. So the viewer's conversations are
walked from the one that was written in last, two thousand messages far, which is all that a page
of common words needs. What is left is one question, for which the database chooses between the
other conversations and the index of words: at most as much is read as the viewer may read.
See docs/adr/0010.
"""

import datetime as dt
import math
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse

from messaging.choices import Side
from messaging.models import Conversation, Message
from messaging.queries import cards, threads, words
from messaging.queries.snippets import Piece, snippet
from messaging.visibility import visible_conversations, visible_messages
from schools.models import Person
from schools.statements import planned_anew, written_once

PAGE = 20
# Messages in the first look; a second takes all that is left.
LOOKS: tuple[int, ...] = (2_000,)
_MARGIN = 20  # messages that may come between the search and the opening of a hit


class Place(NamedTuple):
    """One conversation to look in."""

    key: int
    last_at: dt.datetime
    messages: int


class Found(NamedTuple):
    """A hit's place in the order: newest first."""

    at: dt.datetime
    key: int


@dataclass(frozen=True)
class MessageHit:
    """One line of the page. ``number`` and ``newest`` say where in its conversation it stands."""

    uuid: UUID
    conversation: UUID
    title: str
    author: str
    side: Side
    at: dt.datetime
    snippet: tuple[Piece, ...]
    number: int
    newest: int

    @property
    def text(self) -> str:
        """The snippet without marks."""
        return "".join(piece.text for piece in self.snippet)

    @property
    def address(self) -> str:
        """The thread's page that it stands on, and its place there.

        Near the end that is the newest page, also when some are written before it is opened.
        """
        page = reverse("conversation", args=[self.conversation])
        is_near = self.newest - self.number < threads.PAGE - _MARGIN
        at = "" if is_near else f"?eldre={self.number + threads.PAGE // 2}"
        return f"{page}{at}#m-{self.uuid}"


@dataclass(frozen=True)
class Hits:
    """A page of hits; ``older``: the last of them when there are more."""

    hits: tuple[MessageHit, ...] = ()
    older: UUID | None = None
    enough: bool = True


def find(
    viewer: Person,
    given: str,
    conversation: Conversation | None = None,
    after: UUID | None = None,
    most: int = PAGE,
) -> Hits:
    """The newest hits, or those older than the hit ``after``; in one conversation when given.

    ``given`` is what was typed. ``enough`` is False, and nothing asked, when that is too little.
    Three to six queries.
    """
    asked = words.terms(given)
    if not asked.enough:
        return Hits(enough=False)
    before = _place_of(viewer, after) if after else None
    with planned_anew():
        places = _places(viewer, before, conversation)
        found = _walk(viewer, asked, places, before, most + 1)
    shown = _shown(viewer, [each.key for each in found[:most]], asked)
    hits = tuple(map(_hit, sorted(shown, key=_order, reverse=True)))
    return Hits(hits, hits[-1].uuid if hits and len(found) > most else None)


def _walk(
    viewer: Person, asked: words.Terms, places: list[Place], before: Found | None, most: int
) -> list[Found]:
    """The newest hits, found without looking into conversations that cannot hold any."""
    found: list[Found] = []
    at, key = before or (None, None)
    wanted: dict[str, Any] = {"at": at, "key": key, "most": most, **asked.asked}
    for number, (some, rest) in enumerate(looks(places)):
        keys = [place.key for place in some]
        rows = _matching(viewer, keys, by_index=number > 0, **wanted)
        found = sorted([*found, *(Found(*row) for row in rows)], reverse=True)[:most]
        if rest and len(found) == most and found[-1].at > rest.last_at:
            break
    return found


def looks(places: list[Place]) -> Iterator[tuple[list[Place], Place | None]]:
    """Conversations to look in together, and the first of those left."""
    left = places
    for most in (*LOOKS, math.inf):
        if not left:
            return
        sums = list(accumulate(place.messages for place in left))
        end = max(1, bisect_right(sums, most))  # one at least, however long
        some, left = left[:end], left[end:]
        yield some, left[0] if left else None


def _places(viewer: Person, before: Found | None, conversation: Conversation | None) -> list[Place]:
    at = before.at if before else None
    only = conversation.pk if conversation else None
    return [Place(*row) for row in _conversations(viewer, at, only)]


@written_once("before", "only")
def _conversations(
    viewer: Person, before: dt.datetime | None, only: int | None
) -> QuerySet[Any, tuple[int, dt.datetime, int]]:
    """All that the viewer reads, the one that was written in last first.

    A sensitive one only when it is the one to look in: its page has asked who sits there.
    """
    read = visible_conversations(viewer).filter(last_seq__gt=0)
    if before is not None:
        read = read.filter(created_at__lte=before)
    read = read.filter(is_sensitive=False) if only is None else read.filter(pk=only)
    return read.order_by("-last_at", "-pk").values_list("pk", "last_at", "last_seq")


@written_once("conversations", "at", "key", "whole", "last", "beginning")
def _matching(
    viewer: Person,
    conversations: list[int],
    *,
    at: dt.datetime | None,
    key: int | None,
    most: int,
    by_index: bool,
    whole: str,
    last: str,
    beginning: str,
) -> QuerySet[Any, tuple[dt.datetime, int]]:
    rows = visible_messages(viewer).filter(
        words.holds(whole, last, beginning, by_index=by_index),
        conversation__in=conversations,
        withdrawn_at__isnull=True,
    )
    if at is not None:
        rows = rows.filter(Q(created_at__lt=at) | Q(created_at=at, pk__lt=key))
    return rows.order_by("-created_at", "-pk").values_list("created_at", "pk")[:most]


def _shown(viewer: Person, keys: list[int], asked: words.Terms) -> list[Message]:
    return _messages(viewer, keys, **asked.asked) if keys else []


@written_once("keys", "whole", "last", "beginning")
def _messages(
    viewer: Person, keys: list[int], whole: str, last: str, beginning: str
) -> QuerySet[Message]:
    rows = visible_messages(viewer).filter(pk__in=keys, withdrawn_at__isnull=True).order_by()
    named = cards.with_card_parts(rows).select_related("conversation")
    return named.annotate(marked=words.marked(whole, last, beginning))


def _place_of(viewer: Person, key: UUID) -> Found | None:
    """Where an earlier page ended; None begins anew when it is none of the viewer's."""
    rows = visible_messages(viewer).filter(uuid=key).order_by()
    return next((Found(*row) for row in rows.values_list("created_at", "pk")), None)


def _order(message: Message) -> Found:
    return Found(message.created_at, message.pk)


def _hit(message: Message) -> MessageHit:
    return MessageHit(
        uuid=message.uuid,
        conversation=message.conversation.uuid,
        title=message.conversation.title,
        author=cards.author_name(message),
        side=Side(message.author_side),
        at=message.created_at,
        snippet=snippet(message.text, getattr(message, "marked", None) or ""),
        number=message.seq,
        newest=message.conversation.last_seq,
    )
