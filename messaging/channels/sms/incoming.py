"""What the gateway tells us by itself: delivery reports, and what people answer.

Fields as in LINK Mobility's manuals (see ``link``; for answers «SMS REST API: MO messages», read
from a client library that was made from it). Both come again until we answer 200, and may come
twice: whoever acts on them must be able to.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models

from messaging.channels.outcomes import Outcome, Result
from messaging.channels.sms import link
from messaging.channels.sms.numbers import normalised

_UNDER_WAY = {1000, 1008, 1011, 1012}  # not the last report of this message
_STOP = {"STOPP", "STOP", "STOPPALLE", "STOP ALL", "AVSLUTT"}
_START = {"START"}


class Wish(models.TextChoices):
    """What a person asks for by answering."""

    STOP = "stop"
    START = "start"
    OTHER = "other"  # cannot be answered by SMS


@dataclass(frozen=True)
class Report:
    """What became of a message that the gateway had taken."""

    reference: str  # ours
    outcome: Outcome
    is_final: bool


@dataclass(frozen=True)
class Incoming:
    """An SMS from a person."""

    number: str  # E.164
    wish: Wish
    gateway_id: str  # the same when it comes twice


def read_report(payload: Mapping[str, Any]) -> Report | None:
    """None for what is no delivery report of a message with our reference."""
    reference, code = payload.get("refId"), payload.get("resultCode")
    if isinstance(code, str) and code.isdecimal():  # gates may send form fields
        code = int(code)
    if not reference or not isinstance(reference, str) or not isinstance(code, int):
        return None
    # A report is what came of it: sending anew is not the gateway's to ask for.
    result = link.result_of(code)
    if result == Result.LATER and code not in _UNDER_WAY:
        result = Result.REFUSED
    outcome = Outcome(result, str(payload.get("id") or ""), f"link_{code}")
    return Report(reference, outcome, is_final=code not in _UNDER_WAY)


def read_incoming(payload: Mapping[str, Any]) -> Incoming | None:
    """None for what is no SMS from a telephone. What it says is not kept, only the wish."""
    content = payload.get("content")
    text = content.get("userData") if isinstance(content, Mapping) else None
    number = normalised(str(payload.get("source") or ""))
    if number is None or not isinstance(text, str):
        return None
    return Incoming(number, _wish(text), str(payload.get("messageId") or ""))


def _wish(text: str) -> Wish:
    said = " ".join(text.upper().split()).strip(" .!«»\"'")
    if said in _STOP:
        return Wish.STOP
    return Wish.START if said in _START else Wish.OTHER
