"""What a mail server's refusal means. Codes: RFC 5321 (4.2), enhanced codes: RFC 3463."""

import re
import smtplib
import ssl

from messaging.channels.outcomes import Result

_ENHANCED = re.compile(rb"^\s*([245]\.\d{1,3}\.\d{1,3})\b")
# 5.1.x speaks of addresses; these two of the sender's, which are ours to mend.
_OF_THE_SENDER = {"5.1.7", "5.1.8"}
_PERMANENT = 500


def answer_in(fault: smtplib.SMTPException) -> tuple[int, bytes]:
    """Code and text of what the server said; 0 when it said nothing."""
    if isinstance(fault, smtplib.SMTPRecipientsRefused):
        return next(iter(fault.recipients.values()))
    if isinstance(fault, smtplib.SMTPResponseException):
        text = fault.smtp_error
        return fault.smtp_code, text.encode() if isinstance(text, str) else text
    return 0, b""


def result_of(fault: smtplib.SMTPException) -> Result:
    """LATER for 4xx; for 5xx GONE when it is the recipient's address, else REFUSED."""
    code, text = answer_in(fault)
    if code < _PERMANENT and code:
        return Result.LATER
    status = _status(text)
    of_recipient = isinstance(fault, smtplib.SMTPRecipientsRefused)
    return Result.GONE if of_recipient and is_dead_address(status) else Result.REFUSED


def is_dead_address(status: str) -> bool:
    """Whether an enhanced code says that nothing will ever be taken for this recipient."""
    return status.startswith("5.1.") and status not in _OF_THE_SENDER


def reason_of(fault: smtplib.SMTPException) -> str:
    """``smtp_550_5.1.1``: the text is left out, since servers repeat addresses in it."""
    code, text = answer_in(fault)
    return "_".join(part for part in ("smtp", str(code or "unsupported"), _status(text)) if part)


def trouble_of(fault: Exception) -> str:
    """Why no connection came about; all of these are ours or the server's to mend."""
    if isinstance(fault, smtplib.SMTPAuthenticationError):
        return "login_refused"
    if isinstance(fault, ssl.SSLError):
        return "no_encryption"
    if isinstance(fault, TimeoutError):
        return "connect_timeout"
    return "no_connection"


def _status(text: bytes) -> str:
    found = _ENHANCED.match(text)
    return found[1].decode() if found else ""
