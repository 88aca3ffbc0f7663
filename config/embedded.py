"""Celery inside the demo process: the worker and beat as threads, because a memory broker
cannot be seen from another process.

Celery's maintainers do not support embedding (celery#5429): for trying, never for production.
Tasks that are queued when the process ends are lost; beat finds their rows again.
"""

import threading
from typing import Any

from celery import Celery
from celery.beat import EmbeddedService
from celery.worker import WorkController

_START_SECONDS = 10
_STOP_SECONDS = 1


class _Worker(WorkController):  # type: ignore[misc]
    """Tells when it consumes; the ``worker_ready`` signal is only sent by the command."""

    def __init__(self, *, ready: threading.Event, **options: Any) -> None:
        self._ready = ready
        super().__init__(**options)

    def on_consumer_ready(self, consumer: object) -> None:
        """Called by Celery when the first task could be taken."""
        self._ready.set()


class EmbeddedCelery:
    """One worker with a pool of threads, and beat, started and stopped together."""

    def __init__(self, app: Celery, *, threads: int = 2) -> None:
        self._app = app
        self._ready = threading.Event()
        self._worker = _Worker(
            ready=self._ready,
            app=app,
            pool="threads",
            concurrency=threads,
            hostname="embedded@localhost",
            without_heartbeat=True,
            without_mingle=True,
            without_gossip=True,
            loglevel="WARNING",
        )
        self._thread = threading.Thread(target=self._work, name="celery-worker", daemon=True)
        # The default scheduler keeps a file, the default service forks.
        self._beat = EmbeddedService(app, thread=True, scheduler_cls="celery.beat:Scheduler")

    def start(self) -> None:
        """Start both. Raises RuntimeError when the worker takes no tasks within ten seconds."""
        self._app.set_default()
        self._thread.start()
        if not self._ready.wait(_START_SECONDS):
            message = "the embedded worker did not start"
            raise RuntimeError(message)
        self._beat.start()

    def stop(self) -> None:
        """Stop both; a task under way gets a second."""
        # Beat sleeps up to a second before it sees the flag: do not wait for it twice.
        self._beat.service.stop(wait=False)
        self._worker.stop()
        self._thread.join(_STOP_SECONDS)

    def _work(self) -> None:
        self._worker.start()
