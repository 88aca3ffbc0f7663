"""Addresses that say by themselves what they are for: answers by e-mail, and returned mail.

Signed, so that nobody can write one for another person or conversation; not secret from whoever
has the mail. Lower case and digits only, since mail programs change the case. The part before @
has at most 64 characters (RFC 5321, 4.5.3.1.1), all of which an answer needs: two ids of 128
bits and 48 bits of signature.
"""

import hmac
import re
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.utils.crypto import salted_hmac

_ANSWER, _RETURN = "svar", "retur"
_ID = 16
_SIGNATURE = {_ANSWER: 6, _RETURN: 8}
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_SHAPE = re.compile(r"(?P<purpose>[a-z]+)\+(?P<token>[0-9a-z]+)@(?P<domain>[^@\s]+)")


@dataclass(frozen=True)
class Answerer:
    """Who answers, and in which conversation."""

    conversation: UUID
    person: UUID


def is_on() -> bool:
    """Whether this site receives mail."""
    return bool(settings.MAIL_DOMAIN)


def address_for(conversation: UUID, person: UUID) -> str:
    """Reply-To for one person in one conversation; empty when this site receives no mail.

    It does not run out: whether the person may still write is asked when the answer comes.
    """
    return _address(_ANSWER, conversation.bytes + person.bytes)


def return_path_for(delivery: UUID) -> str:
    """Envelope sender of one mail: what comes back to it is about that mail; empty as above."""
    return _address(_RETURN, delivery.bytes)


def read_address(address: str) -> Answerer | None:
    """Whom ``address_for`` made it for; None for all that it did not make."""
    content = _read(_ANSWER, address, 2 * _ID)
    if content is None:
        return None
    return Answerer(UUID(bytes=content[:_ID]), UUID(bytes=content[_ID:]))


def read_return_path(address: str) -> UUID | None:
    """Which mail came back; None for all that ``return_path_for`` did not make."""
    content = _read(_RETURN, address, _ID)
    return None if content is None else UUID(bytes=content)


def _address(purpose: str, content: bytes) -> str:
    if not is_on():
        return ""
    signed = content + _signature(purpose, content, settings.SECRET_KEY)
    return f"{purpose}+{_written(signed)}@{settings.MAIL_DOMAIN}"


def _read(purpose: str, address: str, length: int) -> bytes | None:
    found = _SHAPE.fullmatch(address.strip().lower())
    if not is_on() or found is None or found["purpose"] != purpose:
        return None
    signed = _understood(found["token"], length + _SIGNATURE[purpose])
    if found["domain"] != settings.MAIL_DOMAIN.lower() or signed is None:
        return None
    content, signature = signed[:length], signed[length:]
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    is_ours = [hmac.compare_digest(signature, _signature(purpose, content, key)) for key in keys]
    return content if any(is_ours) else None


def _signature(purpose: str, content: bytes, key: str | bytes) -> bytes:
    salt = f"messaging.reply_address.{purpose}"
    full = salted_hmac(salt, content, secret=key, algorithm="sha256").digest()
    return full[: _SIGNATURE[purpose]]


def _written(content: bytes) -> str:
    """In base 36, always equally long."""
    number, letters = int.from_bytes(content, "big"), ""
    for _ in range(_length(len(content))):
        number, digit = divmod(number, len(_DIGITS))
        letters = _DIGITS[digit] + letters
    return letters


def _understood(token: str, length: int) -> bytes | None:
    if len(token) != _length(length):
        return None
    try:
        return int(token, len(_DIGITS)).to_bytes(length, "big")
    except OverflowError:
        return None


def _length(content_bytes: int) -> int:
    """Digits in base 36 that hold so many bytes."""
    return next(n for n in range(1, 65) if len(_DIGITS) ** n >= 256**content_bytes)
