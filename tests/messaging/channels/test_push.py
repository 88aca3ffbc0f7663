"""Push against a web server on loopback, read as a browser and a push service would."""

import base64
import datetime as dt
import json
import os
from collections.abc import Iterator
from io import StringIO
from typing import Any

import http_ece
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.core.management import call_command

from messaging.channels import push
from messaging.channels.outcomes import Outcome, Result
from messaging.channels.push import Subscription
from schools import clock
from tests.messaging.channels.http_server import Answer, FakeSite, Request, http_server
from tests.services import free_port

_SUBJECT = "mailto:drift@skolebro.test"


class Browser:
    """Has the keys that only it knows."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.secret = os.urandom(16)

    def subscription(self, url: str) -> Subscription:
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return Subscription(f"{url}/wpush/v2/abc", _b64(point), _b64(self.secret))

    def read(self, request: Request) -> Any:
        assert request.headers["content-encoding"] == "aes128gcm"
        plain = http_ece.decrypt(request.body, private_key=self.key, auth_secret=self.secret)
        return json.loads(plain)


def _b64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


@pytest.fixture
def service(settings: Any) -> Iterator[FakeSite]:
    settings.PUSH = settings.PUSH | {
        "private_key": push.new_private_key(),
        "subject": _SUBJECT,
        "plain_loopback": True,
        "seconds": 0.3,
    }
    with http_server(Answer(201)) as site:
        yield site


def _send(service: FakeSite, **options: Any) -> Outcome:
    subscription = Browser().subscription(service.url)
    return push.send(subscription=subscription, payload={"n": 1}, **options)


def test_browser_reads_what_was_sent(service: FakeSite) -> None:
    browser = Browser()
    outcome = push.send(
        subscription=browser.subscription(service.url),
        payload={"title": "Ny melding fra skolen – åpne"},
        topic="conversation-17",
        ttl=3600,
        urgency="high",
    )
    assert outcome == Outcome(Result.DELIVERED)
    (request,) = service.requests
    assert request.path == "/wpush/v2/abc"
    assert browser.read(request) == {"title": "Ny melding fra skolen – åpne"}
    assert b"melding" not in request.body
    names = ("ttl", "urgency", "topic")
    assert [request.headers[name] for name in names] == ["3600", "high", "conversation-17"]


def test_push_service_sees_that_it_is_this_site(service: FakeSite) -> None:
    _send(service)
    scheme, _, fields = service.requests[0].headers["authorization"].partition(" ")
    given = dict(part.split("=", 1) for part in fields.split(","))
    assert (scheme, given["k"]) == ("vapid", push.public_key())
    point = base64.urlsafe_b64decode(given["k"] + "=")
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    claims = jwt.decode(given["t"], key, algorithms=["ES256"], audience=service.url)
    assert claims["sub"] == _SUBJECT
    lifetime = claims["exp"] - clock.now().timestamp()
    assert 0 < lifetime <= dt.timedelta(hours=24).total_seconds()  # RFC 8292, 2


def test_message_without_topic_replaces_none(service: FakeSite) -> None:
    _send(service)
    assert "topic" not in service.requests[0].headers


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (Answer(200), Outcome(Result.DELIVERED)),
        (Answer(202), Outcome(Result.DELIVERED)),
        (Answer(404), Outcome(Result.GONE, reason="http_404")),
        (Answer(410), Outcome(Result.GONE, reason="http_410")),
        (Answer(400), Outcome(Result.REFUSED, reason="http_400")),
        (Answer(403), Outcome(Result.REFUSED, reason="http_403")),
        (Answer(413), Outcome(Result.REFUSED, reason="http_413")),
        (Answer(429), Outcome(Result.LATER, reason="http_429")),
        (
            Answer(429, headers={"Retry-After": "120"}),
            Outcome(Result.LATER, reason="http_429", retry_after=120),
        ),
        (
            Answer(503, headers={"Retry-After": "soon"}),
            Outcome(Result.LATER, reason="http_503"),
        ),
        (
            Answer(301, headers={"Location": "http://127.0.0.1:1/"}),
            Outcome(Result.REFUSED, reason="http_301"),
        ),
        (Answer(seconds=0.8), Outcome(Result.UNKNOWN, reason="no_answer")),
        (Answer(hangs_up=True), Outcome(Result.UNKNOWN, reason="no_answer")),
    ],
)
def test_answer_says_what_may_be_done_next(
    service: FakeSite, answer: Answer, expected: Outcome
) -> None:
    service.answers = [answer]
    assert _send(service) == expected
    assert len(service.requests) == 1


@pytest.mark.parametrize(("header", "expected"), [(90, 90), (-90, 0), (10**6, 86_400)])
def test_date_to_wait_for_is_seconds_from_now(
    service: FakeSite, header: int, expected: int
) -> None:
    with clock.set_to(dt.datetime(2026, 11, 27, 8, tzinfo=dt.UTC)):
        moment = clock.now() + dt.timedelta(seconds=header)
        date = moment.strftime("%a, %d %b %Y %H:%M:%S GMT")
        service.answers = [Answer(429, headers={"Retry-After": date})]
        assert _send(service).retry_after == expected


def test_nobody_listening_is_tried_later(service: FakeSite) -> None:
    subscription = Browser().subscription(f"http://127.0.0.1:{free_port()}")
    outcome = push.send(subscription=subscription, payload=b"x")
    assert outcome == Outcome(Result.LATER, reason="no_connection")


def test_largest_message_goes_out_and_one_more_byte_does_not(service: FakeSite) -> None:
    subscription = Browser().subscription(service.url)
    fits = push.send(subscription=subscription, payload=b"x" * push.MOST_BYTES)
    assert fits.result == Result.DELIVERED
    assert len(service.requests[0].body) == 4096
    outcome = push.send(subscription=subscription, payload=b"x" * (push.MOST_BYTES + 1))
    assert outcome == Outcome(Result.REFUSED, reason="too_large")


@pytest.mark.parametrize(
    ("p256dh", "auth"), [("", "AAAA"), ("AAAA", "AAAA"), ("x", "y"), ("B" * 87, "A" * 22)]
)
def test_subscription_with_broken_keys_is_dead(service: FakeSite, p256dh: str, auth: str) -> None:
    broken = Subscription(f"{service.url}/x", p256dh, auth)
    assert push.send(subscription=broken, payload=b"x") == Outcome(Result.GONE, reason="bad_keys")
    assert service.requests == []


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://fcm.googleapis.com/fcm/send/abc:def",
        "https://updates.push.services.mozilla.com/wpush/v2/abc",
        "https://web.push.apple.com/abc",
        "https://db5p.notify.windows.com/w/?token=abc",
        "https://FCM.googleapis.com:443/fcm/send/abc",
    ],
)
def test_push_services_are_called(endpoint: str) -> None:
    assert push.is_push_service(endpoint)


@pytest.mark.parametrize(
    "endpoint",
    [
        "",
        "http://fcm.googleapis.com/x",
        "https://fcm.googleapis.com:8443/x",
        "https://evil.test/fcm.googleapis.com",
        "https://fcm.googleapis.com.evil.test/x",
        "https://fcm.googleapis.com@evil.test/x",
        "https://me:secret@fcm.googleapis.com/x",
        "https://evilpush.apple.com/x",
        "https://.push.apple.com/x",
        "https://169.254.169.254/latest/meta-data",
        "http://127.0.0.1:6379/",
        "https://[::1]/x",
        "https://[bad/x",
        "https://fcm.googleapis.com:port/x",
        "file:///etc/passwd",
    ],
)
def test_nobody_else_is_called(endpoint: str) -> None:
    assert not push.is_push_service(endpoint)
    subscription = Subscription(endpoint, "A", "A")
    outcome = push.send(subscription=subscription, payload=b"x")
    assert outcome == Outcome(Result.GONE, reason="no_push_service")


def test_push_is_off_until_there_is_a_key(settings: Any) -> None:
    assert (push.is_on(), push.public_key()) == (False, "")


def test_command_prints_lines_that_switch_it_on(settings: Any) -> None:
    out = StringIO()
    call_command("make_vapid_keys", stdout=out)
    lines = dict(line.split("=", 1) for line in out.getvalue().splitlines())
    settings.PUSH = settings.PUSH | {"private_key": lines["SKOLEBRO_VAPID_PRIVATE_KEY"]}
    assert push.is_on()
    point = base64.urlsafe_b64decode(push.public_key() + "=")
    assert (len(point), point[0]) == (65, 4)
