"""The whole platform in one process: pages, sockets, worker and beat."""

import signal
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import uvicorn
from django.core.management.base import BaseCommand, CommandError, CommandParser

from config import demo_accounts, prepare
from config.celery import app as celery
from config.embedded import EmbeddedCelery
from config.seed import sow

_LOOPBACK = ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"))


class _Server(uvicorn.Server):
    """Says so when it takes requests."""

    when_up: Callable[[], None]

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start listening, then tell."""
        await super().startup(sockets)
        self.when_up()


class Command(BaseCommand):
    """``manage.py demo``."""

    help = "Prepares the demo data when needed and serves it on this machine until Ctrl-C."
    requires_system_checks: list[str] = []  # a second of the start, and the tests run them

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--fresh", action="store_true", help="throw the demo data away first")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *args: Any, **options: Any) -> None:
        # Ends the with-blocks instead of the process; Ctrl-C does so by itself.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        started = time.monotonic()
        with suppress(KeyboardInterrupt):
            sockets = self._listen(options["port"])
            self._prepare(fresh=options["fresh"])
            self._serve(sockets, options["port"], started)
        self.stdout.write("Stopped.")

    def _listen(self, port: int) -> list[socket.socket]:
        """Take the port first: nobody waits a minute to read that it is busy."""
        sockets = []
        for family, address in _LOOPBACK:
            listener = socket.socket(family)
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                listener.bind((address, port))
            except OSError as error:
                listener.close()
                if family == socket.AF_INET:
                    raise CommandError(_busy(port)) from error
            else:
                sockets.append(listener)
        return sockets

    def _prepare(self, *, fresh: bool) -> None:
        if fresh:
            self._start_over()
        prepare.compile_translations()
        if prepare.needs_migrating():
            self._step("Setting up the database (about 15 seconds) ...")
            prepare.migrate()
        if sow.is_empty():
            self._step("Making up three schools ...")
            sow.sow(lambda line: self._step(f"  {line}"))

    def _start_over(self) -> None:
        try:
            prepare.start_over()
        except RuntimeError as error:
            raise CommandError(str(error)) from error

    def _serve(self, sockets: list[socket.socket], port: int, started: float) -> None:
        worker = EmbeddedCelery(celery)
        worker.start()
        try:
            server = _Server(_config())
            server.when_up = lambda: self._welcome(port, time.monotonic() - started)
            server.run(sockets=sockets)
        finally:
            worker.stop()

    def _step(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()

    def _welcome(self, port: int, seconds: float) -> None:
        accounts = demo_accounts.ACCOUNTS
        width = max(len(account.username) for account in accounts)
        names = max(len(account.name) for account in accounts)
        lines = [
            "",
            f"  Skolebro is ready after {seconds:.0f} s:  http://localhost:{port}",
            f"  Every account below has the password  {demo_accounts.PASSWORD}",
            "",
            *(f"  {a.username:<{width}}   {a.name:<{names}}   {a.who}" for a in accounts),
            "",
            "  Ctrl-C stops it; the data is kept. Start over: make demo FRESH=1",
            "",
        ]
        self._step("\n".join(lines))


def _config() -> uvicorn.Config:
    # Deflate costs 33 kB a socket and more than the delivery itself.
    return uvicorn.Config(
        "config.asgi:application",
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        lifespan="off",
        log_level="warning",
        access_log=False,
        timeout_graceful_shutdown=1,
    )


def _busy(port: int) -> str:
    return (
        f"Port {port} is in use, perhaps by another demo. Stop that one, or choose another "
        f"port: make demo PORT={port + 1}"
    )
