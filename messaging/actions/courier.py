"""Takes what was committed to the open pages: off the request, in the order it was committed.

Drawing a message in every language, handing it to the channel layer and deleting its row cost
more than half of what storing it does, and the sender need not wait for that. What a crash leaves
stays in the outbox, and the sweeper publishes it.
"""

import atexit
import logging
import queue
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import Error, close_old_connections, connection

from messaging.events import Event, envelope
from messaging.fragments import in_all_languages
from messaging.live.publisher import publisher
from messaging.models import LiveOutbox, Message
from messaging.queries import cards

log = logging.getLogger(__name__)

_AT_ONCE = 100
_LAST_WORDS = 2.0  # seconds that a process which ends gives what is still under way


@dataclass(frozen=True)
class Parcel:
    """What pages are told: a row of the outbox, or an envelope that is in no outbox."""

    event: Event
    recipients: Sequence[int] = ()
    message: Message | None = None
    row: int | None = None

    def packed(self) -> dict[str, Any]:
        """The envelope, with the message as it is shown now."""
        if self.message is None:
            return envelope(self.event, list(self.recipients)) if self.row else self.event
        return envelope(self.event | dressing(self.message), list(self.recipients))


def dressing(message: Message) -> Event:
    """What readers see of a message that was loaded through ``with_card_parts``."""
    return {"preview": cards.preview(message), "html": in_all_languages(message)}


def deliver(parcels: Iterable[Parcel]) -> int:
    """Publish each and delete its row; how many the channel layer took. Never raises."""
    done = [parcel for parcel in parcels if _published(parcel)]
    _forget([parcel.row for parcel in done if parcel.row])
    return len(done)


def _published(parcel: Parcel) -> bool:
    try:
        return publisher.publish(parcel.packed())
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
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="courier", daemon=True)
                self._thread.start()

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
atexit.register(courier.wait, _LAST_WORDS)
