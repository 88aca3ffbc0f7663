"""What messages look like: drawn once for each look, and filled in for every message of it.

The template takes a millisecond a language, and a message is drawn in all of them while its
readers wait. Most messages differ in their words, their writer and their time alone.
"""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from uuid import UUID

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import date_format
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from messaging.queries.cards import MessageCard
from schools import clock, prose, spoken

TEMPLATE = "messaging/partials/_message.html"
MOST_KEPT = 500  # looks of one process: sides, marks and requests in each language

# Stand in for what is filled in later; nothing in the template looks or counts like them.
_MOMENT = dt.datetime(2001, 6, 17, 10, 17, 23, 456789, tzinfo=dt.UTC)
_AUTHOR, _TEXT, _SEQ, _VERSION = "stand-in-author", "stand-in-text", 320_070_001, 320_070_002
_UUID, _CONVERSATION, _AUTHOR_UUID = (UUID(int=(0xFEED << 112) + number) for number in range(3))


@lru_cache(maxsize=100)
def _day_name(day: dt.date, _language: str) -> str:
    return escape(date_format(day, "l j. F"))


# Each as the template writes it. A test compares every look with what the template draws.
_FILLED: dict[str, Callable[[MessageCard], str]] = {
    "uuid": lambda card: str(card.uuid),
    "conversation": lambda card: str(card.conversation),
    "author_uuid": lambda card: str(card.author_uuid),
    "seq": lambda card: str(card.seq),
    "version": lambda card: str(card.version),
    "author": lambda card: escape(card.author),
    "text": lambda card: prose.with_links(card.text),
    "moment": lambda card: clock.local(card.created_at).isoformat(),
    "day": lambda card: card.day.isoformat(),
    "day_name": lambda card: _day_name(card.day, translation.get_language()),
    "time": lambda card: spoken.clock_time(card.created_at),
}


@dataclass(frozen=True)
class _Look:
    """The text between what is filled in; ``names`` stand between the ``texts``."""

    texts: tuple[str, ...]
    names: tuple[str, ...]

    def filled(self, card: MessageCard) -> SafeString:
        values = {name: _FILLED[name](card) for name in {*self.names}}
        pieces = [self.texts[0]]
        for name, text in zip(self.names, self.texts[1:], strict=True):
            pieces += (values[name], text)
        return mark_safe("".join(pieces))  # noqa: S308 -- the template's own text, values escaped


def draw(card: MessageCard) -> SafeString:
    """The list item of a message in the active language."""
    if _is_of_its_own(card):
        return render_to_string(TEMPLATE, {"card": card})
    return _look(_standing_in(card), translation.get_language()).filled(card)


def _is_of_its_own(card: MessageCard) -> bool:
    """It holds what few others hold: files, an original, signs, who wrote it for whom."""
    parts = (card.files, card.cover, card.quote, card.forward, card.reactions, card.recorded)
    return any(parts) or bool(card.in_place_of)


def _standing_in(card: MessageCard) -> MessageCard:
    return replace(
        card,
        uuid=_UUID,
        conversation=_CONVERSATION,
        author_uuid=_AUTHOR_UUID,
        seq=_SEQ,
        version=_VERSION,
        author=_AUTHOR,
        initials="",
        text=_TEXT if card.text else "",
        created_at=_MOMENT,
        day=_MOMENT.date(),
    )


@lru_cache(maxsize=MOST_KEPT)
def _look(card: MessageCard, _language: str) -> _Look:
    """``card``: one that stands in."""
    name_of = {write(card): name for name, write in _FILLED.items() if write(card)}
    # the longest first: a moment begins with its day
    places = "|".join(re.escape(text) for text in sorted(name_of, key=len, reverse=True))
    *pieces, last = re.split(f"({places})", render_to_string(TEMPLATE, {"card": card}))
    return _Look((*pieces[::2], last), tuple(name_of[text] for text in pieces[1::2]))
