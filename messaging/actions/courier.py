"""Takes what was committed to the open pages: off the request, in the order it was given.

Drawing a message in every language, handing it to the channel layer and deleting its row takes 2
to 3 ms, and the sender need not wait for that. What a crash leaves stays in the outbox, and the
sweeper publishes it.
"""

import logging
import multiprocessing.util
import queue
import threading
from collections.abc import Iterable

from django.db import Error, close_old_connections, connection

from messaging.actions.parcels import Parcel, renewed
from messaging.live.publisher import publisher
from messaging.models import LiveOutbox

log = logging.getLogger(__name__)

_AT_ONCE = 100
_LAST_WORDS = 2.0  # seconds that a process which ends gives what is still under way


def deliver(parcels: Iterable[Parcel]) -> int:
    """Publish each and delete its row; how many the channel layer took."""
    done = [parcel for parcel in parcels if _published(parcel)]
    _forget([parcel.row for parcel in done if parcel.row])
    return len(done)


def _published(parcel: Parcel) -> bool:
    try:
        current = renewed(parcel) if parcel.is_stale else parcel
        return current is not None and publisher.publish(current.packed())
    except Exception:
        # this parcel's own fault: the others go on, and it stays in the outbox
        log.exception("An envelope could not be packed.")
        return False


def _forget(keys: list[int]) -> None:
    """Delete published rows without waiting for the disk: come back, they are published twice."""
    if not keys:
        return
    try:
        if connection.vendor != "postgresql" or connection.in_atomic_block:
            LiveOutbox.objects.filter(pk__in=keys).delete()
            return
        with connection.cursor() as cursor:
            # one trip; numbers of ours
            cursor.execute(
                f"BEGIN; SET LOCAL synchronous_commit TO OFF; DELETE FROM "  # noqa: S608
                f"{LiveOutbox._meta.db_table} WHERE id IN ({', '.join(map(str, keys))}); COMMIT"
            )
    except Error:
        # what happened is stored and told; a transaction begun here must not outlive this
        log.warning("Published envelopes were not deleted; they will be published again.")
        connection.close()


class Courier:
    """One thread a process, begun by its first parcel."""

    def __init__(self) -> None:
        self._waiting: queue.SimpleQueue[Parcel | threading.Event] = queue.SimpleQueue()
        self._starting = threading.Lock()
        self._thread: threading.Thread | None = None

    def take(self, parcel: Parcel) -> None:
        """Call after the commit. Inside a transaction (tests) it is delivered at once."""
        if connection.in_atomic_block:
            deliver([parcel])
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
                deliver(each for each in taken if isinstance(each, Parcel))
                close_old_connections()
            except Exception:
                # the rows are there for the sweeper, and others wait to be told
                log.exception("Envelopes were left to the sweeper.")
            for each in taken:
                if isinstance(each, threading.Event):
                    each.set()

    def _next(self) -> list[Parcel | threading.Event]:
        """What waits; at least one, so this is where the thread sleeps."""
        taken = [self._waiting.get()]
        while len(taken) < _AT_ONCE and not self._waiting.empty():
            taken.append(self._waiting.get())
        return taken


courier = Courier()
