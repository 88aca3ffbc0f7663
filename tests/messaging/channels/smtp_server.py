"""A mail server on loopback that can be told how to behave."""

import asyncio
import email
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests import services

OK = "250 2.0.0 taken"
DROP = "drop"  # as an answer: hang up instead of giving one
Answer = Callable[[str], str]


class MailServer:
    """Keeps what it took; ``at_recipient`` and ``at_content`` answer for an address."""

    def __init__(self) -> None:
        self.taken: list[EmailMessage] = []
        self.at_recipient: Answer = lambda address: OK
        self.at_content: Answer = lambda address: OK
        self.at_sender = OK
        self.at_next_sender = ""  # said once
        self.drops_after_content = False
        self.seconds = 0.0  # before the answer to content
        self.envelopes: list[tuple[str | None, list[str]]] = []  # of what was taken
        self.connections = 0
        self.port = services.free_port()
        self._controller: Controller | None = None

    def start(self) -> None:
        """Listen, on the same port as before when it was stopped."""
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()
        self.connections = 0  # but for its own, by which it sees that it runs

    def stop(self) -> None:
        """Nobody answers any more."""
        if self._controller is not None:
            self._controller.stop()
        self._controller = None

    def sent_to(self, address: str) -> list[EmailMessage]:
        """What this address has been sent, in order."""
        return [mail for mail in self.taken if mail["To"] == address]

    async def handle_EHLO(  # noqa: N802 -- aiosmtpd's names
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, lines: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return lines

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        once, self.at_next_sender = self.at_next_sender, ""
        return _say(server, once or self.at_sender)

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.at_recipient(address)
        if answer == OK:
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        await asyncio.sleep(self.seconds)
        answer = _say(server, self.at_content(envelope.rcpt_tos[0]))
        content: Any = envelope.content
        if answer == OK:
            self.taken.append(email.message_from_bytes(content, policy=default))
            self.envelopes.append((envelope.mail_from, list(envelope.rcpt_tos)))
        if self.drops_after_content:
            server.transport.abort()
        return answer


def _say(server: SMTP, answer: str) -> str:
    if answer == DROP:
        server.transport.abort()
    return answer


@contextmanager
def mail_server(settings: Any) -> Iterator[MailServer]:
    """A running one that the settings name."""
    server = MailServer()
    server.start()
    settings.EMAIL_BACKEND = "messaging.channels.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.EMAIL_TIMEOUT = 5
    try:
        yield server
    finally:
        server.stop()
