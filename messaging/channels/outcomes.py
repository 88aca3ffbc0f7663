"""What became of one message that was handed to the far side. Plain values."""

from dataclasses import dataclass
from enum import StrEnum


class Result(StrEnum):
    """What the far side did with it."""

    DELIVERED = "delivered"  # it took it
    LATER = "later"  # not now: try again
    UNKNOWN = "unknown"  # it may have taken it: the answer never came
    REFUSED = "refused"  # it will never take this one
    GONE = "gone"  # it has nobody there


@dataclass(frozen=True)
class Outcome:
    """``reference`` is the far side's own name for it; ``reason`` a short word, never an address.

    ``retry_after``: seconds that the far side asked us to wait.
    """

    result: Result
    reference: str = ""
    reason: str = ""
    retry_after: int | None = None


# The reason when nobody answers at all: the other messages of the channel may wait, too.
UNREACHABLE = "unreachable"
