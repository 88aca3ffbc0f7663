"""A server that is away is not asked again by every request: the first to notice tells the others.

For Redis in its three uses (cache, live updates, queue). Each process knows for itself.
"""

import logging
import math
import threading
import time

PAUSE = 5.0  # seconds between two questions to a server that is away

log = logging.getLogger(__name__)


class Outage:
    """What this process knows of one server."""

    def __init__(self, server: str, pause: float | None = None) -> None:
        self._server, self._pause = server, PAUSE if pause is None else pause
        self._lock = threading.Lock()
        self._is_away = False
        self._ask_again_at = 0.0
        self._here_since = -math.inf

    @property
    def is_away(self) -> bool:
        """It did not answer when it was last asked."""
        return self._is_away

    @property
    def rests(self) -> bool:
        """Away, and asked so short a time ago that it is not asked again."""
        return self._is_away and time.monotonic() < self._ask_again_at

    def is_here_for(self, seconds: float) -> bool:
        """It has answered for so long, or always."""
        return not self._is_away and time.monotonic() - self._here_since >= seconds

    def may_ask(self) -> bool:
        """False while it is known to be away; after each pause one caller finds out for all."""
        with self._lock:
            if not self._is_away:
                return True
            now = time.monotonic()
            if now < self._ask_again_at:
                return False
            self._ask_again_at = now + self._pause
            return True

    def note_away(self, fault: Exception) -> bool:
        """It did not answer; True when that is news."""
        with self._lock:
            is_news, self._is_away = not self._is_away, True
            self._ask_again_at = time.monotonic() + self._pause
        if is_news:
            log.warning("%s does not answer: %s", self._server, fault)
        return is_news

    def note_here(self) -> None:
        """It answered."""
        if self._is_away:
            self._is_away, self._here_since = False, time.monotonic()
            log.warning("%s answers again.", self._server)
