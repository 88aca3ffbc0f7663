"""Sends one SMS through the adapter that the municipality has chosen."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.utils.crypto import constant_time_compare

from messaging.channels.outcomes import Outcome, Result
from messaging.channels.sms import link
from messaging.channels.sms.numbers import normalised


def is_on() -> bool:
    """Whether this municipality sends SMS at all."""
    return bool(settings.SMS["adapter"] != "off")


def send(*, number: str, text: str, reference: str) -> Outcome:
    """One message to one number; ``reference`` is our own id of it.

    No gateway is known that takes a reference as a promise not to send twice: after UNKNOWN it
    may have been sent, and only the delivery report tells.
    """
    destination = normalised(number)
    if destination is None:
        return Outcome(Result.GONE, reason="invalid_number")
    adapter = _ADAPTERS[settings.SMS["adapter"]]
    return adapter(destination, text, reference)


def is_from_gateway(secret: str) -> bool:
    """Whether a call with this secret may be believed. Nobody's may while none is set."""
    expected = settings.SMS["webhook_secret"]
    return bool(expected) and constant_time_compare(secret, expected)


def _off(_number: str, _text: str, _reference: str) -> Outcome:
    return Outcome(Result.REFUSED, reason="sms_off")


def _file(number: str, text: str, reference: str) -> Outcome:
    path = Path(settings.SMS["file"])
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(_line(number, text, reference))
    return Outcome(Result.DELIVERED, reference)


def _console(number: str, text: str, reference: str) -> Outcome:
    sys.stdout.write(_line(number, text, reference))
    return Outcome(Result.DELIVERED, reference)


def _line(number: str, text: str, reference: str) -> str:
    sent = {"number": number, "text": text, "reference": reference}
    return json.dumps(sent, ensure_ascii=False) + "\n"


_ADAPTERS: dict[str, Callable[[str, str, str], Outcome]] = {
    "off": _off,
    "file": _file,
    "console": _console,
    "link": link.send,
}
