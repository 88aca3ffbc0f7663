"""What somebody searches for, and how each database is asked for it.

Words must all be there, in any order; what stands in quotes, side by side. Nothing else that is
typed has a meaning, so no input is wrong: each part is handed on in quotes.
"""

from dataclasses import dataclass

from django.db import connection
from django.db.models import BooleanField, TextField
from django.db.models.expressions import RawSQL

from messaging.models.words import MARK, SEPARATORS, TABLE, UNMARK

MOST_LETTERS = 100
FEWEST_LETTERS = 2
BEGINNING = 3  # letters of a last word that may be the beginning of a longer one
_QUOTES = dict.fromkeys(map(ord, "“”„«»"), '"')
_BLANK = dict.fromkeys(map(ord, SEPARATORS + "\x00"), " ")

_QUERY = """(websearch_to_tsquery('norwegian'::regconfig, %s)
    && (websearch_to_tsquery('norwegian'::regconfig, %s) || to_tsquery('simple'::regconfig, %s)))"""
_BODY = "translate(messaging_message.body, %s, %s)"
_MARKS = f"HighlightAll=true, StartSel={MARK}, StopSel={UNMARK}"


@dataclass(frozen=True)
class Terms:
    """``parts`` are words, or several that stand side by side; ``open``: a last word goes on."""

    parts: tuple[str, ...] = ()
    open: str = ""

    @property
    def enough(self) -> bool:
        """Whether there is something to search for."""
        letters = sum(map(str.isalnum, "".join(self.parts) + self.open))
        return letters >= FEWEST_LETTERS

    @property
    def asked(self) -> dict[str, str]:
        """What ``holds`` and ``marked`` take, as the database at hand reads it."""
        whole = _quoted(*self.parts)
        if connection.vendor == "postgresql":
            beginning = self.open and f"{self.open}:*"
            return {"whole": whole, "last": _quoted(self.open), "beginning": beginning}
        goes_on = f'"{self.open}" *' if self.open else ""
        return {"whole": f"{whole} {goes_on}".strip(), "last": "", "beginning": ""}


def terms(given: str) -> Terms:
    """Read what was typed; anything may be."""
    text = given[:MOST_LETTERS].encode(errors="ignore").decode().translate(_QUOTES)
    parts: list[tuple[str, bool]] = []
    for number, piece in enumerate(text.split('"')):
        pieces = [piece] if number % 2 else piece.split()
        parts += [(" ".join(each.translate(_BLANK).split()), number % 2 == 0) for each in pieces]
    kept = [part for part in parts if any(map(str.isalnum, part[0]))]
    if kept and kept[-1][1] and kept[-1][0].isalpha() and len(kept[-1][0]) >= BEGINNING:
        return Terms(tuple(part for part, _ in kept[:-1]), kept[-1][0])
    return Terms(tuple(part for part, _ in kept))


def plain(body: str) -> str:
    """The text as it is searched: of the same length, without marks."""
    return body.translate(_BLANK)


def holds(whole: str, last: str, beginning: str, *, by_index: bool = True) -> RawSQL:
    """Condition on messages; takes what ``Terms.asked`` says.

    Not ``by_index``: for messages that are read anyway. The database would rather read where in
    two million a common word is, and then look whether these are among them.
    """
    is_postgres = connection.vendor == "postgresql"
    sql = f"messaging_message.words @@ {_QUERY}"
    if not by_index:
        sql = f"({sql}) IS TRUE"
    if not is_postgres:
        sql = f"messaging_message.id IN (SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH %s)"  # noqa: S608
    params = (whole, last, beginning) if is_postgres else (whole,)
    return RawSQL(sql, params, output_field=BooleanField())  # noqa: S611 - constants of ours


def marked(whole: str, last: str, beginning: str) -> RawSQL:
    """The text of a message with marks around what was found."""
    if connection.vendor == "postgresql":
        sql = f"ts_headline('norwegian'::regconfig, {_BODY}, {_QUERY}, %s)"
        blank = " " * len(SEPARATORS)
        params: tuple[str, ...] = (SEPARATORS, blank, whole, last, beginning, _MARKS)
    else:
        sql = (
            f"(SELECT highlight({TABLE}, 0, %s, %s) FROM {TABLE}"  # noqa: S608
            f" WHERE {TABLE} MATCH %s AND rowid = messaging_message.id)"
        )
        params = (MARK, UNMARK, whole)
    return RawSQL(sql, params, output_field=TextField())  # noqa: S611 - constants of ours


def _quoted(*parts: str) -> str:
    return " ".join(f'"{part}"' for part in parts if part)
