"""The gateway against a real web server on loopback that answers as its manual says."""

import json
from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from messaging.channels import sms
from messaging.channels.outcomes import UNREACHABLE, Outcome, Result
from tests.messaging.channels.http_server import Answer, FakeSite, http_server
from tests.services import free_port

_QUEUED = Answer(200, {"messageId": "Dcshuhod0PMAAAFQ", "resultCode": 1005})


@pytest.fixture
def gateway(settings: Any) -> Iterator[FakeSite]:
    with http_server(_QUEUED) as site:
        settings.SMS = settings.SMS | {
            "adapter": "link",
            "url": site.url,
            "user": "skole",
            "password": "hemmelig",
            "partner": "4711",
            "gate": "gate1",
            "seconds": 0.3,
        }
        yield site


def _send(number: str = "406 12 345") -> Outcome:
    return sms.send(number=number, text="Ny melding fra skolen: æøå", reference="d-17")


def test_message_is_posted_as_the_manual_says(gateway: FakeSite) -> None:
    assert _send() == Outcome(Result.DELIVERED, "Dcshuhod0PMAAAFQ", "link_1005")
    (request,) = gateway.requests
    assert request.path == "/sms/send"
    assert b64decode(request.headers["authorization"].split()[1]) == b"skole:hemmelig"
    assert request.json == {
        "platformId": "COMMON_API",
        "platformPartnerId": "4711",
        "source": "Skolen",
        "sourceTON": "ALPHANUMERIC",
        "destination": "+4740612345",
        "destinationTON": "MSISDN",
        "userData": "Ny melding fra skolen: æøå",
        "dcs": "TEXT",
        "refId": "d-17",
        "useDeliveryReport": True,
        "deliveryReportGates": ["gate1"],
        "ignoreResponse": False,
    }


def test_without_gate_no_report_is_asked_for(gateway: FakeSite, settings: Any) -> None:
    settings.SMS = settings.SMS | {"gate": "", "sender": "2333"}
    _send()
    assert gateway.requests[0].json["useDeliveryReport"] is False
    assert gateway.requests[0].json["sourceTON"] == "SHORTNUMBER"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (Answer(200, {"resultCode": 2106}), Outcome(Result.GONE, reason="link_2106")),
        (Answer(200, {"resultCode": 2104}), Outcome(Result.GONE, reason="link_2104")),
        (Answer(200, {"resultCode": 4001}), Outcome(Result.REFUSED, reason="link_4001")),
        (Answer(200, {"resultCode": 3}), Outcome(Result.LATER, reason="link_3")),
        (Answer(200, {"resultCode": 4}), Outcome(Result.UNKNOWN, reason="link_4")),
        (Answer(200, {"resultCode": 106201}), Outcome(Result.LATER, reason="link_106201")),
        (Answer(400, {"status": 106201}), Outcome(Result.LATER, reason="link_106201")),
        (Answer(400, b"<html>"), Outcome(Result.REFUSED, reason="http_400")),
        (Answer(401, {"status": 106101}), Outcome(Result.LATER, reason="link_106101")),
        (Answer(403), Outcome(Result.LATER, reason="http_403")),
        (Answer(500), Outcome(Result.LATER, reason="http_500")),
        (
            Answer(429, headers={"Retry-After": "40"}),
            Outcome(Result.LATER, reason="http_429", retry_after=40),
        ),
        (Answer(204), Outcome(Result.DELIVERED)),
        (Answer(200, b"ok"), Outcome(Result.UNKNOWN, reason="unreadable_answer")),
        (Answer(200, [1]), Outcome(Result.UNKNOWN, reason="unreadable_answer")),
        (
            Answer(302, headers={"Location": "http://127.0.0.1:1/"}),
            Outcome(Result.LATER, reason="http_302"),
        ),
        (Answer(hangs_up=True), Outcome(Result.UNKNOWN, reason="no_answer")),
        (Answer(seconds=0.8), Outcome(Result.UNKNOWN, reason="no_answer")),
    ],
)
def test_answer_says_what_may_be_done_next(
    gateway: FakeSite, answer: Answer, expected: Outcome
) -> None:
    gateway.answers = [answer]
    assert _send() == expected
    assert len(gateway.requests) == 1


def test_nobody_listening_is_tried_later(gateway: FakeSite, settings: Any) -> None:
    settings.SMS = settings.SMS | {"url": f"http://127.0.0.1:{free_port()}"}
    assert _send() == Outcome(Result.LATER, reason=UNREACHABLE)


def test_second_attempt_after_a_fault_gets_its_own_answer(gateway: FakeSite) -> None:
    gateway.answers = [Answer(503), _QUEUED]
    assert [_send().result, _send().result] == [Result.LATER, Result.DELIVERED]


def test_number_of_a_fixed_line_reaches_no_gateway(gateway: FakeSite) -> None:
    assert _send("73 53 00 00") == Outcome(Result.GONE, reason="invalid_number")
    assert gateway.requests == []


def test_sms_is_off_until_an_adapter_is_chosen(settings: Any) -> None:
    assert settings.SMS["adapter"] == "off"
    assert not sms.is_on()
    assert _send() == Outcome(Result.REFUSED, reason="sms_off")


def test_file_and_console_take_everything(
    settings: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "new" / "sms.jsonl"
    settings.SMS = settings.SMS | {"adapter": "file", "file": str(path)}
    assert _send() == Outcome(Result.DELIVERED, "d-17")
    assert sms.is_on()
    settings.SMS = settings.SMS | {"adapter": "console"}
    _send()
    lines = [path.read_text(encoding="utf-8"), capsys.readouterr().out]
    assert [json.loads(line)["number"] for line in lines] == ["+4740612345"] * 2


def test_caller_without_the_secret_is_not_believed(settings: Any) -> None:
    assert not sms.is_from_gateway("")
    settings.SMS = settings.SMS | {"webhook_secret": "s3cret"}
    assert sms.is_from_gateway("s3cret")
    assert not sms.is_from_gateway("s3cre")
    assert not sms.is_from_gateway("")
