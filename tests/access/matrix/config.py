"""Who may what in ``config``: one row per route and method."""

from typing import Any

from tests.access.pairs import Pair
from tests.access.rows import Row, signed_in
from tests.cast import Cast

# Wagtail's views of users, groups and accounts are off
ROWS: list[Row] = [
    Row(route, signed_in("."))
    for route in ("cms_users", "cms_groups", "cms_account", "cms_password_reset")
]
PAIRS: list[Pair] = []


def objects(cast: Cast) -> dict[str, Any]:
    """What the rows and pairs need beside the cast."""
    return {}
