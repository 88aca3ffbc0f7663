"""The cells of the week grid. Hundreds on a page: as a template they cost most of it."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

register = template.Library()


@register.simple_tag
def week_cells(line: Any, day: Any, taken: SafeString, free: SafeString) -> SafeString:
    """One line's cells; those of ``day`` are shown on a phone. ``taken``, ``free``: icons."""
    address = reverse("device_book", args=[line.bookable.uuid])
    drawn: dict[tuple[Any, ...], SafeString] = {}
    cells = []
    for lessons in line.days:
        first = " is-first"
        for cell in lessons:
            key = (cell.free, cell.past, cell.mine)
            if key not in drawn:
                drawn[key] = _content(cell, line.bookable.is_single, taken, free)
            cells.append(_cell(cell, day, address, drawn[key], first))
            first = ""
        if not lessons:
            cells.append('<td class="weekgrid__free"></td>')
    # Addresses, numbers and fixed words; what is escaped is escaped in ``_content``.
    return mark_safe("".join(cells))  # noqa: S308


def _cell(cell: Any, day: Any, address: str, content: SafeString, first: str) -> str:
    level, slot = cell.level, cell.slot
    shown = "is-shown" if slot.day == day else ""
    past = " data-past" if cell.past else ""
    mine = " data-mine" if cell.mine else ""
    if cell.past or level == "none":
        inner = f'<span class="cell">{content}</span>'
    else:
        link = f"{address}?dag={slot.day.isoformat()}&amp;time={int(slot.number)}"
        inner = f'<a class="cell" href="{link}">{content}</a>'
    return f'<td class="{shown}{first}" data-level="{level}"{past}{mine}>{inner}</td>'


def _content(cell: Any, is_single: bool, taken: SafeString, free: SafeString) -> SafeString:
    """A sign for the eye, the same in words for the ear, and whether it is one's own."""
    sign, words = _said(cell, is_single, taken, free)
    yours = format_html('<span class="cell__mine">{}</span>', _("yours")) if cell.mine else ""
    return format_html('{}<span class="ds-sr-only">{}</span>{}', sign, words, yours)


def _said(
    cell: Any, is_single: bool, taken: SafeString, free: SafeString
) -> tuple[SafeString | str, str]:
    if cell.past:
        return "", _("past")
    if cell.level == "none":
        none = mark_safe('<span aria-hidden="true">0</span>')
        return (taken, _("taken")) if is_single else (none, _("none free"))
    of_all = _("of %(capacity)s free") % {"capacity": cell.capacity}
    return (free, _("free")) if is_single else (str(cell.free), f" {of_all}")
