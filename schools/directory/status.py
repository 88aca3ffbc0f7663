"""When the directory last answered anybody, kept in the cache for all processes."""

import datetime as dt
from dataclasses import dataclass

from django.core.cache import cache

from schools import clock

_ANSWERED, _FAILED = "directory:answered", "directory:failed"
_KEPT = 7 * 24 * 60 * 60


@dataclass(frozen=True)
class Status:
    """Both moments are UTC, None when not in the last week."""

    answered_at: dt.datetime | None
    failed_at: dt.datetime | None

    @property
    def is_down(self) -> bool:
        """Whether the last thing known is that no server answered."""
        if self.failed_at is None:
            return False
        return self.answered_at is None or self.answered_at < self.failed_at


def note_answer() -> None:
    """A server answered, whatever it said of the password."""
    cache.set(_ANSWERED, clock.now(), _KEPT)


def note_failure() -> None:
    """No server answered."""
    cache.set(_FAILED, clock.now(), _KEPT)


def latest() -> Status:
    """What is known now."""
    found = cache.get_many([_ANSWERED, _FAILED])
    return Status(found.get(_ANSWERED), found.get(_FAILED))
