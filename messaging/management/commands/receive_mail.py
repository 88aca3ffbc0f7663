"""Take the mail that the municipality's mail server hands over: answers and returned mail."""

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from messaging.actions import incoming
from messaging.channels import lmtp, reply_address


class Command(BaseCommand):
    """Runs until it is stopped; what is not taken by then, the mail server keeps."""

    help = "Listen for mail over LMTP."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to listen; only the mail server may reach it."""
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=2424)

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError when there is no domain that mail could come for."""
        if not reply_address.is_on():
            message = "Set SKOLEBRO_MAIL_DOMAIN to the domain that the mail server hands over."
            raise CommandError(message)
        stopped = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopped.set())
        listener = lmtp.Listener(options["host"], options["port"], incoming.take)
        listener.start()
        self.stdout.write(f"Listening for mail on {options['host']}:{listener.port}.")
        stopped.wait()
        listener.stop()
