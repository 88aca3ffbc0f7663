"""Takes mail from the municipality's mail server over LMTP (RFC 2033), one verdict a recipient.

Only for a server on the same machine or network: nobody is asked who they are, and an address
that does not verify is refused before its content is sent.
"""

import asyncio
import logging
from collections.abc import Callable
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings
from django.db import close_old_connections

from messaging.channels import reply_address

TAKEN = "250 2.0.0 Taken"
LATER = "451 4.3.0 Try again later"
FULL = "452 4.3.1 Try again later, no room"
REFUSED = "550 5.7.1 Refused"
_UNKNOWN = "550 5.1.1 No such address"
_TOO_MANY = "452 4.5.3 Too many recipients"
_MOST_RECIPIENTS = 20
_MOST_AT_ONCE = 4
_LONGEST_LINE = 100_000  # longer than RFC 5321 allows, as much mail is

Take = Callable[[str, str, bytes], str]

log = logging.getLogger(__name__)
# It writes down every address at level INFO.
logging.getLogger("mail.log").setLevel(logging.WARNING)


class Listener:
    """``start()`` and ``stop()``; calls ``take`` in threads, several at a time.

    ``take(recipient, sender, raw)`` answers with one of the lines above. Whatever it raises is
    LATER: the mail server keeps the mail and tries again.
    """

    def __init__(self, host: str, port: int, take: Take) -> None:
        self._controller = _Controller(_Handler(take), hostname=host, port=port)

    def start(self) -> None:
        """Returns when it listens. Raises OSError when it cannot."""
        self._controller.start()

    @property
    def port(self) -> int:
        """Where it listens: for port 0, the one it was given."""
        server: Any = self._controller.server
        port: int = server.sockets[0].getsockname()[1]
        return port

    def stop(self) -> None:
        """What is being taken ends first, or is tried again by the mail server."""
        self._controller.stop()


class _Server(LMTP):
    line_length_limit = _LONGEST_LINE


class _Controller(Controller):
    def factory(self) -> LMTP:
        return _Server(
            self.handler,
            data_size_limit=settings.MAIL_MOST_BYTES,
            enable_SMTPUTF8=True,
            ident="Skolebro",
            timeout=120,
            loop=self.loop,
        )

    def _trigger_server(self) -> None:
        """The library's check that it runs speaks SMTP; that it is bound is enough."""
        self._factory_invoker()


class _Handler:
    def __init__(self, take: Take) -> None:
        self._take = take
        self._places = asyncio.Semaphore(_MOST_AT_ONCE)

    async def handle_RCPT(  # noqa: N802 -- aiosmtpd's names
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if len(envelope.rcpt_tos) >= _MOST_RECIPIENTS:
            return _TOO_MANY
        if not (reply_address.read_address(address) or reply_address.read_return_path(address)):
            return _UNKNOWN
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        content: Any = envelope.content
        sender = (envelope.mail_from or "").strip("<>")  # the empty sender comes as <>
        answers = []
        for recipient in envelope.rcpt_tos:
            async with self._places:
                answers.append(await asyncio.to_thread(self._one, recipient, sender, content))
        return "\r\n".join(answers)

    def _one(self, recipient: str, sender: str, raw: bytes) -> str:
        close_old_connections()
        try:
            return self._take(recipient, sender, raw)
        except Exception:  # the mail is not ours to lose
            log.exception("Mail could not be taken.")
            return LATER
        finally:
            close_old_connections()
