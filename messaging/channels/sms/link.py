"""The gateway of LINK Mobility («Common»), which many municipalities have a contract with.

Written from its public manual «SMS REST API: MT and Delivery Reports», version 1.6 (2019): the
address ``…/sms/send``, basic authentication, the fields below, 200 with ``messageId`` and
``resultCode`` 1005 = queued, 400/401/403 with an error, 204 when ``ignoreResponse`` is true
(which is its default), ``refId`` as a mere label (no protection against sending twice), and the
tables of codes. Not tried against the company's own servers, and later versions (2.4, 2025) may
have more codes. 429 and 5xx are not in the manual; they are read as HTTP means them.
"""

import json
from typing import Any

from django.conf import settings

from messaging.channels import http_calls
from messaging.channels.outcomes import UNREACHABLE, Outcome, Result

_TAKEN = {1000, 1001, 1005, 1007, 1008, 1011}
_NOBODY_THERE = {2104, 2105, 2106}  # unknown subscriber, barred for good, number error
# Routing, throttling, the operator, themselves, a full or barred telephone.
_PASSING = {1, 3, 6, 105, 1004, 1012, 2107}
_UNSURE = {4, 5, 1010}
_OUR_ACCOUNT = range(106_000, 107_000)
_OK, _NO_CONTENT = 200, 204
_TRY_LATER = {401, 403, 408, 425, 429}  # 401 and 403: the account is wrong, the message is not


def send(number: str, text: str, reference: str) -> Outcome:
    """One message; ``number`` in E.164."""
    answer = http_calls.post(
        settings.SMS["url"].rstrip("/") + "/sms/send",
        content=json.dumps(_request(number, text, reference)).encode(),
        headers={"Content-Type": "application/json; charset=utf-8"},
        login=(settings.SMS["user"], settings.SMS["password"]),
        seconds=settings.SMS["seconds"],
    )
    if isinstance(answer, http_calls.Silence):
        return _silent(answer)
    return _outcome(answer)


def result_of(code: int) -> Result:
    """What a result code says, in the answer to a message or in a delivery report."""
    if code in _TAKEN:
        return Result.DELIVERED
    if code in _NOBODY_THERE:
        return Result.GONE
    if code in _PASSING or code in _OUR_ACCOUNT:
        return Result.LATER
    return Result.UNKNOWN if code in _UNSURE else Result.REFUSED


def _request(number: str, text: str, reference: str) -> dict[str, Any]:
    gates = [settings.SMS["gate"]] if settings.SMS["gate"] else []
    return {
        "platformId": settings.SMS["platform"],
        "platformPartnerId": settings.SMS["partner"],
        "source": settings.SMS["sender"],
        "sourceTON": _type_of(settings.SMS["sender"]),
        "destination": number,
        "destinationTON": "MSISDN",
        "userData": text,
        "dcs": "TEXT",
        "refId": reference,
        "useDeliveryReport": bool(gates),
        "deliveryReportGates": gates,
        "ignoreResponse": False,
    }


def _type_of(sender: str) -> str:
    if sender.startswith("+"):
        return "MSISDN"
    return "SHORTNUMBER" if sender.isdecimal() else "ALPHANUMERIC"


def _silent(silence: http_calls.Silence) -> Outcome:
    if silence.was_sent:
        return Outcome(Result.UNKNOWN, reason="no_answer")
    return Outcome(Result.LATER, reason=UNREACHABLE)


def _outcome(answer: http_calls.Answer) -> Outcome:
    if answer.status == _NO_CONTENT:
        return Outcome(Result.DELIVERED)
    said = _read(answer.body)
    code = said.get("resultCode", said.get("status"))
    if isinstance(code, int) and (answer.status == _OK or code in _OUR_ACCOUNT):
        return Outcome(result_of(code), str(said.get("messageId") or ""), f"link_{code}")
    if answer.status == _OK:
        return Outcome(Result.UNKNOWN, reason="unreadable_answer")
    return _by_status(answer)


def _by_status(answer: http_calls.Answer) -> Outcome:
    reason = f"http_{answer.status}"
    if answer.status in _TRY_LATER or answer.status >= 500 or answer.status < 400:  # noqa: PLR2004
        return Outcome(Result.LATER, reason=reason, retry_after=answer.retry_after)
    return Outcome(Result.REFUSED, reason=reason)


def _read(body: bytes) -> dict[str, Any]:
    try:
        said = json.loads(body)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
