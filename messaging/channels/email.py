"""E-mail, through Django's backend: the only place that knows how SMTP refuses."""

import smtplib
from types import TracebackType
from typing import Any, Self

from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.smtp import EmailBackend

from messaging.channels.outcomes import UNREACHABLE, Outcome, Result

_TEMPORARY = range(400, 500)
_NOBODY_THERE = "5.1."  # RFC 3463: the address does not exist


class _Smtp(smtplib.SMTP):
    """Remembers whether the content was on its way when something went wrong."""

    content_left = False

    def data(self, msg: Any) -> Any:
        """As ``smtplib``; from here on the far side may have the mail."""
        self.content_left = True
        return super().data(msg)


class _SmtpTls(smtplib.SMTP_SSL, _Smtp):
    """The same over TLS from the first byte."""


class SmtpBackend(EmailBackend):
    """Django's, on connections that remember."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        """As Django chooses it."""
        return _SmtpTls if self.use_ssl else _Smtp


class Mailer:
    """One connection for many mails; opened when needed, and anew after a fault."""

    def __init__(self) -> None:
        self._backend: Any = get_connection()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._close()

    def send(
        self,
        *,
        to: str,
        subject: str,
        text: str,
        html: str,
        message_id: str,
        headers: dict[str, str] | None = None,
    ) -> Outcome:
        """Hand one mail to the server; says what became of it, whatever the server does."""
        try:
            self._backend.open()
        except (OSError, smtplib.SMTPException) as fault:
            self._close()
            return Outcome(Result.LATER, reason=UNREACHABLE, reference=type(fault).__name__)
        # RFC 3834: no vacation notes in answer
        fixed = {"Message-ID": message_id, "Auto-Submitted": "auto-generated"}
        mail = EmailMultiAlternatives(subject, text, to=[to], headers=fixed | (headers or {}))
        mail.attach_alternative(html, "text/html")
        try:
            self._backend.send_messages([mail])
        except (OSError, smtplib.SMTPException) as fault:
            outcome = self._outcome(fault)
            self._close()
            return outcome
        return Outcome(Result.DELIVERED, reference=message_id)

    def _outcome(self, fault: Exception) -> Outcome:
        if isinstance(fault, smtplib.SMTPRecipientsRefused):
            [(code, said)] = fault.recipients.values()
            return _answered(code, said)
        if isinstance(fault, smtplib.SMTPResponseException):
            return _answered(fault.smtp_code, fault.smtp_error)
        if isinstance(fault, smtplib.SMTPNotSupportedError):
            return Outcome(Result.REFUSED, reason="not-supported")
        if getattr(self._backend.connection, "content_left", True):
            return Outcome(Result.UNKNOWN, reason="no-answer")
        return Outcome(Result.LATER, reason="dropped")

    def _close(self) -> None:
        try:
            self._backend.close()
        except (OSError, smtplib.SMTPException):
            self._backend.connection = None


def _answered(code: int, said: bytes | str) -> Outcome:
    text = said.decode("ascii", "replace") if isinstance(said, bytes) else said
    if code in _TEMPORARY:
        return Outcome(Result.LATER, reason=str(code))
    result = Result.GONE if _NOBODY_THERE in text else Result.REFUSED
    return Outcome(result, reason=str(code))
