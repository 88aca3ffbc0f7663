"""The list of answers as lines of a table for a spreadsheet."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from messaging.queries.ask_answers import AnswerList, AnswerRow
from schools import clock

# What a spreadsheet takes for a formula; a name or an option may begin with it.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def rows(given: AnswerList) -> Iterator[list[str]]:
    """The heading, then one line an answer; who has not answered has one too. Municipal time."""
    yield [
        _("For"),
        _("Guardians"),
        _("Answered by"),
        _("Answer"),
        _("Adults"),
        _("Children"),
        _("When"),
        _("Version of the text"),
        _("SHA-256 of the text"),
        _("How"),
    ]
    for row in given.all_rows:
        for line in _lines(row):
            yield [_plain(cell) for cell in line]


def _lines(row: AnswerRow) -> Iterator[list[str]]:
    names = ", ".join(row.names)
    if not row.answers:
        yield [row.title, names, "", _("Not answered"), "", "", "", "", "", ""]
    for one in row.answers:
        said = one.get_coming_display() or "; ".join(one.labels)
        yield [
            row.title,
            names,
            one.person.get_full_name(),
            said or _("Read and agreed"),
            str(one.adults or ""),
            str(one.children or ""),
            clock.local(one.answered_at).strftime("%Y-%m-%d %H:%M"),
            str(one.edition),
            one.text_hash,
            _how(one),
        ]


def _how(one: Any) -> str:
    by = getattr(one, "recorded_name", None)
    if by is None:
        return _("by themselves")
    said = [_("written down by %(name)s") % {"name": by}, one.get_source_display()]
    return ", ".join(said + [_("said to be wrong")] * bool(one.doubted_at))


def _plain(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
