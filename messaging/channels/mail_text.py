"""The words of a mail: what its writer wrote this time.

The marks of quoting are those of mail-parser-reply, with Norwegian added. Its expressions take
minutes for a long line made for that, so lines and text are cut before they are looked at; and
they take «On Monday the teacher wrote:» for a quote, so what they find must hold a time or an
address as well.
"""

import re
from itertools import pairwise

from bs4 import BeautifulSoup
from bs4.element import Comment, NavigableString
from mailparser_reply.parser import EmailMessage

MOST_LETTERS = 20_000
_MOST_PAGE = 500_000
_LONGEST_LINE = 200
_LANGUAGES = ["en", "de", "fr", "pl", "es", "nl", "it"]  # and Scandinavian, below
_FOREIGN = EmailMessage(text="", languages=_LANGUAGES).HEADER_REGEX

_TIME_OR_ADDRESS = re.compile(r"\d{1,2}[:.]\d{2}\b|\S@\S|\b(19|20)\d{2}\b")
# «fre. 27. nov. 2026 kl. 08:15 skrev Kari <kari@example.no>:»
_WROTE = re.compile(
    r"(?=.*\b(?:skrev|skreiv|schrieb|wrote|a écrit|escribió|ha scritto|napisała?)\b).*:\s*$",
    re.IGNORECASE,
)
_FROM = re.compile(r"[*> ]*(?:fra|frå|från|from|von)\s?:[* ]", re.IGNORECASE)
_FURTHER = re.compile(
    r"[*> ]*(?:sendt|skickat|dato|datum|sent|date|gesendet|til|till|to|an|emne|ämne|subject)\s?:",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(
    r"-{3,} ?(?:opprinnelig melding|opphavleg melding|oprindelig meddelelse|videresendt melding"
    r"|vidaresend melding|ursprungligt meddelande|original message|forwarded message) ?-{3,}",
    re.IGNORECASE,
)
_SENT_FROM = re.compile(
    r"(?:sendt|sent|skickat|gesendet|envoyé|wysłane) (?:fra|frå|from|från|von|depuis|z|mit)\b"
    r".{1,60}|(?:hent|få|skaff deg|get|last ned) outlook (?:for|til) .{1,60}",
    re.IGNORECASE,
)
_QUOTES = (
    "blockquote[type=cite], .gmail_quote, .gmail_quote_container, .yahoo_quoted, .moz-cite-prefix"
)
_ALL_BELOW = "#divRplyFwdMsg, #appendonsend, #mail-editor-reference-message-container"
_BLOCKS = ["p", "div", "li", "tr", "h1", "h2", "h3", "h4", "blockquote", "table", "ul", "ol"]


def without_quotes(text: str) -> str:
    """The writer's own words, at most ``MOST_LETTERS``; empty when there are none.

    An answer may stand above what it answers, below it or in between.
    """
    lines = [line.strip() for line in text[: 2 * MOST_LETTERS].splitlines()]
    start, end = _quote_header(lines)
    own = _own(lines[:start])
    if not own and any(line.startswith(">") for line in lines[end:]):
        own = _own(lines[end:])
    return own[:MOST_LETTERS]


def from_html(page: str) -> str:
    """Plain text of a page: blocks are lines, and what programs mark as quoted is gone."""
    soup = BeautifulSoup(page[:_MOST_PAGE], "html.parser")
    for part in soup.select(f"script, style, head, title, {_QUOTES}"):
        part.decompose()
    for mark in soup.select(_ALL_BELOW):
        for below in list(mark.find_next_siblings()):
            below.decompose()
        mark.decompose()
    for words in soup.find_all(string=True):
        _squeeze(words)
    for line_break in soup.find_all("br"):
        line_break.replace_with("\n")
    for block in soup.find_all(_BLOCKS):
        block.insert_before("\n")
        block.append("\n")
    return soup.get_text()


def unwrapped(text: str) -> str:
    """Paragraphs of ``format=flowed`` (RFC 3676): a blank at the end means that it goes on."""
    lines = [line.removeprefix(" ") for line in text.splitlines()]
    joined = ""
    for line, following in pairwise([*lines, ""]):
        goes_on = line.endswith(" ") and line != "-- " and not line.startswith(">")
        joined += line if goes_on and not following.startswith(">") else line.rstrip() + "\n"
    return joined


def _squeeze(words: NavigableString) -> None:
    if isinstance(words, Comment):
        words.extract()
    else:
        words.replace_with(re.sub(r"[ \t\r\n\xa0]+", " ", words))


def _own(lines: list[str]) -> str:
    """Without quoted lines, signature and what telephones add; empty lines never in a row."""
    kept = [line for line in lines if not line.startswith(">")]
    if "--" in kept:
        kept = kept[: kept.index("--")]
    while kept and (not kept[-1] or _SENT_FROM.fullmatch(kept[-1])):
        kept.pop()
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()


def _quote_header(lines: list[str]) -> tuple[int, int]:
    """First line of what announces a quote, and the line after it; both at the end without."""
    found = [_scandinavian(lines), _foreign(lines)]
    return min((place for place in found if place), default=(len(lines), len(lines)))


def _scandinavian(lines: list[str]) -> tuple[int, int] | None:
    for at, line in enumerate(lines):
        if _SEPARATOR.search(line) or _is_outlooks(lines, at):
            return at, at + 1
        for length in (1, 2):  # programs break the line after some 75 letters
            whole = " ".join(lines[at : at + length])[:_LONGEST_LINE]
            if _WROTE.match(whole) and _TIME_OR_ADDRESS.search(whole):
                return at, at + length
    return None


def _is_outlooks(lines: list[str], at: int) -> bool:
    """«Fra: … Sendt: … Til: … Emne: …»"""
    if not _FROM.match(lines[at] + " "):
        return False
    further = [line for line in lines[at + 1 : at + 6] if _FURTHER.match(line)]
    return len(further) > 1


def _foreign(lines: list[str]) -> tuple[int, int] | None:
    cut = "\n".join(line[:_LONGEST_LINE] for line in lines)[:MOST_LETTERS]
    for found in _FOREIGN.finditer(cut):
        header = found[0]
        if _TIME_OR_ADDRESS.search(header):
            leading = len(header) - len(header.lstrip("\n"))
            start = cut.count("\n", 0, found.start() + leading)
            return start, start + header.strip("\n").count("\n") + 1
    return None
