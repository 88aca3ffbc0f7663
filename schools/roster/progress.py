"""How far a run has come, for the bar.

In the cache and not in the row: the run writes in one transaction, which nobody sees into.
"""

import uuid

from django.core.cache import cache

_SECONDS = 3600


def put(run: uuid.UUID, percent: int) -> None:
    """Remember 0 to 100."""
    cache.set(f"roster-run:{run}", percent, _SECONDS)


def of(run: uuid.UUID) -> int:
    """The last remembered per cent, 0 when none is."""
    percent: int = cache.get(f"roster-run:{run}", 0)
    return percent
