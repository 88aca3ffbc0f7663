from typing import Any

import pytest

from messaging.channels.outcomes import Outcome, Result
from messaging.channels.sms import Incoming, Report, Wish, read_incoming, read_report

_REPORT = {
    "refId": "d-17",
    "id": "Dcshuhod0PMAAAFQ",
    "operator": "no.telenor",
    "sentTimestamp": "2025-11-19T09:37:35Z",
    "timestamp": "2025-11-19T09:37:00Z",
    "resultCode": 1001,
    "operatorResultCode": "2",
    "segments": 1,
    "gateCustomParameters": {},
    "customParameters": {},
}
_INCOMING = {
    "messageId": "mo-1",
    "source": "+4740612345",
    "destination": "no-2333",
    "content": {"type": "TEXT", "userData": "Stopp"},
}


@pytest.mark.parametrize(
    ("code", "result", "is_final"),
    [
        (1001, Result.DELIVERED, True),
        ("1001", Result.DELIVERED, True),
        (1000, Result.DELIVERED, False),
        (1012, Result.LATER, False),
        (2106, Result.GONE, True),
        (1002, Result.REFUSED, True),
        (1004, Result.REFUSED, True),
        (1010, Result.UNKNOWN, True),
    ],
)
def test_report_says_what_became_of_ours(code: Any, result: Result, is_final: bool) -> None:
    outcome = Outcome(result, "Dcshuhod0PMAAAFQ", f"link_{code}")
    assert read_report(_REPORT | {"resultCode": code}) == Report("d-17", outcome, is_final)


@pytest.mark.parametrize(
    "changed", [{"refId": None}, {"refId": 5}, {"resultCode": None}, {"resultCode": "x"}]
)
def test_report_that_is_none_of_ours_is_none(changed: dict[str, Any]) -> None:
    assert read_report(_REPORT | changed) is None


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("STOPP", Wish.STOP),
        (" stopp. ", Wish.STOP),
        ("Stop", Wish.STOP),
        ("«STOPP»", Wish.STOP),
        ("start", Wish.START),
        ("Kan dere stoppe bussen?", Wish.OTHER),
        ("", Wish.OTHER),
    ],
)
def test_answer_is_a_wish(text: str, wish: Wish) -> None:
    payload = _INCOMING | {"content": {"type": "TEXT", "userData": text}}
    assert read_incoming(payload) == Incoming("+4740612345", wish, "mo-1")


@pytest.mark.parametrize(
    "changed", [{"source": "2333"}, {"source": None}, {"content": "STOPP"}, {"content": {}}]
)
def test_what_is_no_sms_is_none(changed: dict[str, Any]) -> None:
    assert read_incoming(_INCOMING | changed) is None
