"""Which server to ask: in the configured order, without those that failed a moment ago."""

import threading
import time

SKIP_SECONDS = 60
PROBE_SECONDS = 5


class Servers:
    """Remembers failures for this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._failed_at: dict[str, float] = {}

    def to_ask(self, urls: tuple[str, ...]) -> list[str]:
        """Servers not known to be down. When all are, the one that failed first, as a probe.

        A probe is let through at most every five seconds: while everything is down,
        sign-ins are answered at once instead of waiting their time out.
        """
        with self._lock:
            now = time.monotonic()
            healthy = [url for url in urls if self._rested(url, now, SKIP_SECONDS)]
            if healthy:
                return healthy
            probe = min(urls, key=lambda url: self._failed_at[url])
            if not self._rested(probe, now, PROBE_SECONDS):
                return []
            self._failed_at[probe] = now
            return [probe]

    def failed(self, url: str) -> None:
        """Skip it for a minute."""
        with self._lock:
            self._failed_at[url] = time.monotonic()

    def answered(self, url: str) -> None:
        """It is well again."""
        with self._lock:
            self._failed_at.pop(url, None)

    def forget(self) -> None:
        """Start afresh."""
        with self._lock:
            self._failed_at.clear()

    def _rested(self, url: str, now: float, seconds: float) -> bool:
        return url not in self._failed_at or now - self._failed_at[url] >= seconds
