"""Some words of a message around what was searched for, in pieces that a template can escape."""

from typing import NamedTuple

from messaging.models.words import MARK, UNMARK
from messaging.queries.words import plain

LONGEST = 180
_BEFORE = 50  # letters in front of the first word that was found


class Piece(NamedTuple):
    """A part of the text; ``found``: it is what was searched for."""

    text: str
    found: bool


def snippet(body: str, marked: str) -> tuple[Piece, ...]:
    """Pieces of the text near the first mark; without marks its beginning.

    ``marked`` is the text of the same length as the database gives it, with marks.
    """
    spans = _spans(marked) if _is_text(marked, body) else []
    start = _beginning(body, spans[0][0] if spans else 0)
    end = _end(body, start)
    pieces = [Piece("… ", found=False)] if start else []
    at = start
    for first, after in spans:
        if first >= end:
            break
        pieces += [Piece(body[at:first], found=False), Piece(body[first:after], found=True)]
        at = after
    rest = body[at : max(at, end)].rstrip() + (" …" if end < len(body) else "")
    pieces.append(Piece(rest, found=False))
    return tuple(piece for piece in pieces if piece.text)


def _is_text(marked: str, body: str) -> bool:
    """Nothing but marks was added; otherwise they would stand at other words."""
    return plain(marked.replace(MARK, "").replace(UNMARK, "")) == plain(body)


def _spans(marked: str) -> list[tuple[int, int]]:
    """Where the marked words begin and end in the text without marks."""
    spans, at = [], 0
    for number, piece in enumerate(marked.split(MARK)):
        found, _, rest = piece.partition(UNMARK) if number else ("", "", piece)
        if found:
            spans.append((at, at + len(found)))
        at += len(found) + len(rest)
    return spans


def _beginning(body: str, first: int) -> int:
    if first <= _BEFORE:
        return 0
    start = first - _BEFORE
    return max(body.find(" ", start, first) + 1, start)


def _end(body: str, start: int) -> int:
    if len(body) - start <= LONGEST:
        return len(body)
    cut = body.rfind(" ", start + LONGEST // 2, start + LONGEST)
    return cut if cut > start else start + LONGEST
