"""The cells of the week grid: a sign, the words for it, and the way to book."""

import datetime as dt
import uuid
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import override

from devices.queries.week import Cell, Line
from devices.templatetags.devices_week import week_cells

DAY = dt.date(2026, 11, 23)
THING = uuid.UUID(int=7)
TAKEN, FREE = mark_safe("<i>-</i>"), mark_safe("<i>+</i>")


def drawn(
    *, free: int = 3, capacity: int = 4, mine: bool = False, past: bool = False
) -> SafeString:
    slot = SimpleNamespace(day=DAY, number=2)
    cell = Cell(slot, free, capacity, int(mine), past)  # type: ignore[arg-type]
    thing = SimpleNamespace(uuid=THING, is_single=capacity == 1)
    line = Line(thing, [[cell], []])  # type: ignore[arg-type]
    with override("en"):
        return week_cells(line, DAY, TAKEN, FREE)


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ({"free": 3}, '3<span class="ds-sr-only"> of 4 free</span>'),
        ({"free": 0}, '<span aria-hidden="true">0</span><span class="ds-sr-only">none free</span>'),
        ({"free": 1, "capacity": 1}, '<i>+</i><span class="ds-sr-only">free</span>'),
        ({"free": 0, "capacity": 1}, '<i>-</i><span class="ds-sr-only">taken</span>'),
        ({"past": True}, '<span class="cell"><span class="ds-sr-only">past</span></span>'),
        ({"mine": True}, '<span class="cell__mine">yours</span>'),
    ],
)
def test_cell_says_it_in_words(cell: dict[str, int], words: str) -> None:
    assert words in drawn(**cell)  # type: ignore[arg-type]


def test_free_cell_leads_to_booking() -> None:
    address = reverse("device_book", args=[THING])
    assert f'<a class="cell" href="{address}?dag=2026-11-23&amp;time=2">' in drawn()


def test_taken_or_past_cell_leads_nowhere() -> None:
    assert "<a" not in drawn(free=0)
    assert "<a" not in drawn(past=True)


def test_first_lesson_of_the_chosen_day_is_marked_and_a_free_day_is_empty() -> None:
    html = drawn(mine=True)
    assert html.startswith('<td class="is-shown is-first" data-level="some" data-mine>')
    assert html.endswith('<td class="weekgrid__free"></td>')
