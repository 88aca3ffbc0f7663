"""Refusals that carry more than a sentence."""

from collections.abc import Sequence
from typing import Any

from schools.exceptions import Conflict


class Taken(Conflict):
    """Not enough is free; ``alternatives`` holds up to three that are, nearest first."""

    def __init__(self, message: str, alternatives: Sequence[Any] = ()) -> None:
        super().__init__(message)
        self.alternatives = list(alternatives)
