"""Web Push: RFC 8030 (delivery), 8291 (encryption against the service itself), 8292 (VAPID).

Endpoints come from browsers, and so from whoever signs in: without the list of push services a
person could have this server call machines that only it reaches.
"""

import base64
import datetime as dt
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import SplitResult, urlsplit

from cryptography.hazmat.primitives import serialization
from django.conf import settings
from py_vapid import Vapid
from pywebpush import WebPusher, WebPushException

from messaging.channels import http_calls
from messaging.channels.outcomes import Outcome, Result
from schools import clock

# What every service takes is 4096 bytes (RFC 8030, 7.2); encryption adds 103 (RFC 8291, 4).
MOST_BYTES = 4096 - 103
URGENCIES = ("very-low", "low", "normal", "high")
_TOKEN_LIFETIME = dt.timedelta(hours=12)
_HTTPS_PORTS = {None, 443}
# Letters that all readers of addresses understand alike: a backslash ends a host for some.
_PLAIN = re.compile(r"[!-\[\]-~]+")
_HOST = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")
_LOOPBACK = {"127.0.0.1", "localhost"}
_TAKEN = range(200, 300)
_DEAD = {404, 410}
_TOO_MANY = 429


@dataclass(frozen=True)
class Subscription:
    """One browser's: address and keys as ``PushSubscription.toJSON()`` gives them."""

    endpoint: str
    p256dh: str
    auth: str


def is_on() -> bool:
    """Whether there is a key to sign with."""
    return bool(settings.PUSH["private_key"])


def public_key() -> str:
    """``applicationServerKey`` for the page; empty while push is off.

    A browser's subscription is bound to it: with another key, all of them are dead.
    """
    return _public_key(settings.PUSH["private_key"]) if is_on() else ""


def new_private_key() -> str:
    """For the settings: 32 bytes, base64url."""
    vapid = Vapid()
    vapid.generate_keys()
    number = vapid.private_key.private_numbers().private_value
    return _unpadded(number.to_bytes(32, "big"))


def is_push_service(endpoint: str) -> bool:
    """Whether this address belongs to a push service that we call; ask before keeping one."""
    if not _PLAIN.fullmatch(endpoint):
        return False
    try:
        address = urlsplit(endpoint)
        port = address.port
    except ValueError:
        return False
    host = (address.hostname or "").lower()
    if address.username is not None or address.password is not None:
        return False
    if settings.PUSH["plain_loopback"] and host in _LOOPBACK:
        return address.scheme == "http"
    is_listed = any(_matches(host, pattern) for pattern in settings.PUSH["hosts"])
    return (
        address.scheme == "https"
        and port in _HTTPS_PORTS
        and bool(_HOST.fullmatch(host))
        and is_listed
    )


def send(
    *,
    subscription: Subscription,
    payload: bytes | Mapping[str, Any],
    topic: str = "",
    ttl: int = 24 * 60 * 60,
    urgency: str = "normal",
) -> Outcome:
    """One message to one browser.

    ``topic``: a message that still waits for the browser is replaced by the next of its topic
    (at most 32 characters of base64url). ``ttl``: seconds that it may wait. UNKNOWN after
    silence: sent again it might be shown twice.
    """
    if not is_push_service(subscription.endpoint):
        return Outcome(Result.GONE, reason="no_push_service")
    content = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    if len(content) > MOST_BYTES:
        return Outcome(Result.REFUSED, reason="too_large")
    encrypted = _encrypted(subscription, content)
    if encrypted is None:
        return Outcome(Result.GONE, reason="bad_keys")
    answer = http_calls.post(
        subscription.endpoint,
        content=encrypted,
        headers=_headers(urlsplit(subscription.endpoint), topic, ttl, urgency),
        seconds=settings.PUSH["seconds"],
    )
    return _outcome(answer)


def _matches(host: str, pattern: str) -> bool:
    if pattern.startswith("*."):
        return host.endswith(pattern[1:]) and len(host) >= len(pattern)
    return host == pattern


def _encrypted(subscription: Subscription, content: bytes) -> bytes | None:
    """None when the subscription's keys are none."""
    keys = {"p256dh": subscription.p256dh, "auth": subscription.auth}
    try:
        pusher = WebPusher({"endpoint": subscription.endpoint, "keys": keys})
        body: bytes = pusher.encode(content, "aes128gcm")["body"]
    except (WebPushException, ValueError, IndexError):
        return None
    return body


def _headers(address: SplitResult, topic: str, ttl: int, urgency: str) -> dict[str, str]:
    headers: dict[str, str] = Vapid.from_string(settings.PUSH["private_key"]).sign(
        {
            "aud": f"{address.scheme}://{address.netloc}",
            "sub": settings.PUSH["subject"],
            "exp": int((clock.now() + _TOKEN_LIFETIME).timestamp()),
        }
    )
    headers |= {
        "TTL": str(ttl),
        "Urgency": urgency,
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
    }
    return headers | ({"Topic": topic} if topic else {})


def _outcome(answer: http_calls.Answer | http_calls.Silence) -> Outcome:
    if isinstance(answer, http_calls.Silence):
        if answer.was_sent:
            return Outcome(Result.UNKNOWN, reason="no_answer")
        return Outcome(Result.LATER, reason="no_connection")
    if answer.status in _TAKEN:
        return Outcome(Result.DELIVERED)
    reason = f"http_{answer.status}"
    if answer.status in _DEAD:
        return Outcome(Result.GONE, reason=reason)
    if answer.status == _TOO_MANY or answer.status >= 500:  # noqa: PLR2004
        return Outcome(Result.LATER, reason=reason, retry_after=answer.retry_after)
    return Outcome(Result.REFUSED, reason=reason)


@cache
def _public_key(private_key: str) -> str:
    point = Vapid.from_string(private_key).public_key.public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )
    return _unpadded(point)


def _unpadded(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
