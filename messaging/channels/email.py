"""E-mail: many messages over one connection, and what became of each."""

import logging
import smtplib
from collections.abc import Mapping
from dataclasses import replace
from types import TracebackType
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.validators import validate_email

from messaging.channels import smtp_answers
from messaging.channels.outcomes import UNREACHABLE, Outcome, Result
from messaging.channels.shared_body import SharedBody

log = logging.getLogger(__name__)


class Mailer:
    """``with Mailer() as mailer: mailer.send(…)``; not to be shared between threads.

    A connection that breaks is opened anew by the next ``send``.
    """

    def __init__(self) -> None:
        self._backend: Any = get_connection()
        self._is_open = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._hang_up()

    def send(
        self,
        *,
        to: str,
        subject: str,
        text: str,
        html: str,
        message_id: str,
        headers: Mapping[str, str] | None = None,
        reply_to: str = "",
        return_path: str = "",
    ) -> Outcome:
        """One mail to one address; says what became of it and never raises for the server.

        ``message_id`` in angle brackets, the same for each attempt. ``headers`` may hold
        List-Unsubscribe: with an https address in it, one click unsubscribes (RFC 8058).
        ``return_path`` is the envelope's sender, where bounces go; default: DEFAULT_FROM_EMAIL.
        ``text`` and ``html`` are kept for the next who is sent the same.
        """
        try:
            validate_email(to)
        except ValidationError:
            return Outcome(Result.GONE, message_id, "malformed_address")
        mail = SharedBody(
            subject=subject,
            body=text,
            from_email=return_path or settings.DEFAULT_FROM_EMAIL,
            to=[to],
            headers=_headers(message_id, headers or {}, reply_to),
        )
        if html:
            mail.attach_alternative(html, "text/html")
        outcome = self._attempt_on_live_connection(mail)
        return replace(outcome, reference=outcome.reference or message_id)

    def _attempt_on_live_connection(self, mail: EmailMultiAlternatives) -> Outcome:
        """Servers hang up on idle connections; what fails on one before the content is retried."""
        was_open = self._is_open
        outcome = self._attempt(mail)
        if was_open and outcome.reason.startswith(("hung_up", "smtp_421")):
            outcome = self._attempt(mail)
        return outcome

    def _attempt(self, mail: EmailMultiAlternatives) -> Outcome:
        if trouble := self._open():
            return Outcome(Result.LATER, trouble, UNREACHABLE)
        try:
            self._backend.send_messages([mail])
        except ValueError:  # a line break in a header
            return Outcome(Result.REFUSED, reason="malformed")
        except smtplib.SMTPServerDisconnected:
            return self._broken()
        except smtplib.SMTPException as fault:
            return self._refused(fault)
        except OSError:
            return self._broken()
        return Outcome(Result.DELIVERED)

    def _open(self) -> str:
        """Short code of what prevents it, else empty."""
        if self._is_open:
            return ""
        try:
            self._backend.open()
        except (OSError, smtplib.SMTPException) as fault:
            trouble = smtp_answers.trouble_of(fault)
            log.warning("The mail server cannot be used: %s", trouble)
            self._hang_up()
            return trouble
        self._is_open = True
        return ""

    def _broken(self) -> Outcome:
        # A backend that does not say is taken to have sent it: better once less than twice.
        content_is_out = getattr(self._backend, "awaits_verdict", True)
        self._hang_up()
        if content_is_out:
            return Outcome(Result.UNKNOWN, reason="no_answer")
        return Outcome(Result.LATER, reason="hung_up")

    def _refused(self, fault: smtplib.SMTPException) -> Outcome:
        # smtplib has hung up on 421; after a refused DATA command it leaves the mail half begun,
        # and the next one would be refused for that.
        has_hung_up = getattr(self._backend.connection, "sock", None) is None
        if has_hung_up or isinstance(fault, smtplib.SMTPDataError):
            self._hang_up()
        return Outcome(smtp_answers.result_of(fault), reason=smtp_answers.reason_of(fault))

    def _hang_up(self) -> None:
        try:
            self._backend.close()
        except (OSError, smtplib.SMTPException):
            log.info("The mail server did not say goodbye.")
        self._is_open = False


def _headers(message_id: str, given: Mapping[str, str], reply_to: str) -> dict[str, str]:
    headers = {
        "From": settings.DEFAULT_FROM_EMAIL,  # else the envelope's sender is shown
        "Message-ID": message_id,
        "Auto-Submitted": "auto-generated",
        **given,
    }
    if reply_to:
        headers["Reply-To"] = reply_to
    if "https://" in headers.get("List-Unsubscribe", ""):
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers
