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
from messaging.actions.publishing import publish
from messaging.live.publisher import publisher

log = logging.getLogger(__name__)

_AT_ONCE = 50
_MOST_LEFT = 200  # that a process tries again by itself; the sweeper takes what is older
_TRIED_AGAIN_AFTER = 0.3
_LAST_WORDS = 2.0  # seconds that a process which ends gives what is still under way


class Courier:
    """One thread a process, begun by its first parcel."""

    def __init__(self) -> None:
        self._waiting: queue.SimpleQueue[Parcel | threading.Event] = queue.SimpleQueue()
        self._left: deque[Parcel] = deque(maxlen=_MOST_LEFT)
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
                self._left.extend(each for each in taken if isinstance(each, Parcel))
                self._publish()
                close_old_connections()
            except Exception:
                # the rows are there for the sweeper, and others wait to be told
                log.exception("Envelopes were left to the sweeper.")
            for each in taken:
                if isinstance(each, threading.Event):
                    each.set()

    def _publish(self) -> None:
        """What was left before what is new, so that pages hear of it in its order."""
        while self._left and publisher.is_heard():
            some = [self._left.popleft() for _ in range(min(_AT_ONCE, len(self._left)))]
            self._left.extendleft(reversed(_untold(some)))
        if self._left:
            # what closes sockets is of that moment: each live process looks for itself meanwhile
            self._left = deque((each for each in self._left if each.row), _MOST_LEFT)

    def _next(self) -> list[Parcel | threading.Event]:
        """What waits, so this is where the thread sleeps; nothing when what is left is due."""
        try:
            taken = [self._waiting.get(timeout=_TRIED_AGAIN_AFTER if self._left else None)]
        except queue.Empty:
            return []
        while len(taken) < _AT_ONCE and not self._waiting.empty():
            taken.append(self._waiting.get())
        return taken


def _untold(parcels: list[Parcel]) -> list[Parcel]:
    """Tells them; those that are to be told again because the layer is away."""
    told = {id(parcel) for parcel in publish(parcels)}
    if not publisher.is_away:
        return []  # what was not told has a fault of its own, or is told by another
    return [each for each in parcels if id(each) not in told]


courier = Courier()
