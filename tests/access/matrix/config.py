"""Who may what in ``config``: one row per route and method."""

from typing import Any

from tests.access.pairs import Pair
from tests.access.rows import Row
from tests.cast import Cast

ROWS: list[Row] = []
PAIRS: list[Pair] = []


def objects(cast: Cast) -> dict[str, Any]:
    """What the rows and pairs need beside the cast."""
    return {}
