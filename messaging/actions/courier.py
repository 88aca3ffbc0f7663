"""Takes what was committed to the open pages: off the request, in the order it was given.

Drawing a message in every language, handing it to the channel layer and deleting its row takes 2
to 3 ms, and the sender need not wait for that. What the channel layer does not take because it is
away is tried again by the process it is of, as soon as the layer is back; what a crash leaves in
the outbox the sweeper publishes.
"""

import logging
import multiprocessing.util
import queue
import threading
from collections import deque

from django.db import close_old_connections, connection

from messaging.actions.parcels import Parcel
from messaging.actions.publishing import publish, publish_row
from messaging.live.publisher import PAUSE, publisher

log = logging.getLogger(__name__)

_AT_ONCE = 50
_MOST_LEFT = 200  # rows a process tries again by itself; the sweeper takes what is older
_LAST_WORDS = 2.0  # seconds that a process which ends gives what is still under way


class Courier:
    """One thread a process, begun by its first parcel."""

    def __init__(self) -> None:
        self._waiting: queue.SimpleQueue[Parcel | threading.Event] = queue.SimpleQueue()
        self._left: deque[int] = deque(maxlen=_MOST_LEFT)
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None

    def take(self, parcel: Parcel) -> None:
        """Call after the commit. Inside a transaction (tests) it is delivered at once."""
        if connection.in_atomic_block:
            publish([parcel])
            return
        self._waiting.put(parcel)
        self._be_running()

    def wait(self, seconds: float) -> bool:
        """Until all that was taken before is delivered or left; False when time is up."""
        if self._thread is None or not self._thread.is_alive():
            return self._waiting.empty()
        reached = threading.Event()
        self._waiting.put(reached)
        return reached.wait(seconds)

    def _be_running(self) -> None:
        # A forked process has no thread of its parent's: asked at each parcel.
        with self._starting:
            if self._thread is not None and self._thread.is_alive():
                return
            thread = threading.Thread(target=self._run, name="courier", daemon=True)
            try:
                thread.start()
            except RuntimeError:
                # no thread to be had: it is committed, and the sweeper publishes it
                log.exception("The courier could not start.")
                return
            self._thread = thread
            # Not atexit: workers of the web server end without it.
            multiprocessing.util.Finalize(None, self.wait, (_LAST_WORDS,), exitpriority=10)

    def _run(self) -> None:
        while True:
            taken = self._next()
            try:
                close_old_connections()
                self._publish_left()
                self._publish([each for each in taken if isinstance(each, Parcel)])
                close_old_connections()
            except Exception:
                # the rows are there for the sweeper, and others wait to be told
                log.exception("Envelopes were left to the sweeper.")
            for each in taken:
                if isinstance(each, threading.Event):
                    each.set()

    def _publish(self, parcels: list[Parcel]) -> None:
        done = {parcel.row for parcel in publish(parcels)}
        if publisher.is_away:
            self._left.extend(each.row for each in parcels if each.row and each.row not in done)

    def _publish_left(self) -> None:
        """Before what is new, so that pages hear of it in its order; one finds out for the rest."""
        while self._left and not publisher.rests() and not publisher.just_returned:
            row = self._left.popleft()
            if not publish_row(row) and publisher.rests():
                self._left.appendleft(row)  # it was tried in vain; else the fault is its own

    def _next(self) -> list[Parcel | threading.Event]:
        """What waits, so this is where the thread sleeps; nothing when what is left is due."""
        try:
            taken = [self._waiting.get(timeout=PAUSE if self._left else None)]
        except queue.Empty:
            return []
        while len(taken) < _AT_ONCE and not self._waiting.empty():
            taken.append(self._waiting.get())
        return taken


courier = Courier()
