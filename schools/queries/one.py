"""One row asked for by its address."""

from collections.abc import Sequence
from typing import TypeVar

from schools.exceptions import NotVisible

Row = TypeVar("Row")


def the_one(rows: Sequence[Row]) -> Row:
    """The row that was found. Raises NotVisible without any: hidden and missing are the same."""
    if not rows:
        raise NotVisible
    return rows[0]
