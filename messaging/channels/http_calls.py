"""Calls to other machines over HTTP: bounded in time and size, no redirects, no cookies."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime

import requests
from django.conf import settings
from urllib3.exceptions import HTTPError, NewConnectionError

from schools import clock

_MOST_BYTES = 64 * 1024
_CONNECT_SECONDS = 5
_MOST_PATIENCE = 24 * 60 * 60


@dataclass(frozen=True)
class Answer:
    """What the far side said; the body may be cut short."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def retry_after(self) -> int | None:
        """Seconds that it asks for, given as seconds or as a date (RFC 9110, 10.2.3)."""
        return _seconds(self.headers.get("Retry-After", ""))


@dataclass(frozen=True)
class Silence:
    """No answer; ``was_sent`` when the far side may have read the request all the same."""

    was_sent: bool


def post(
    url: str,
    *,
    content: bytes,
    headers: Mapping[str, str],
    seconds: float,
    login: tuple[str, str] | None = None,
) -> Answer | Silence:
    """One POST; ``seconds`` is how long each read may take. Raises nothing for the far side."""
    with requests.Session() as session:
        session.trust_env = False  # no proxy or password from the surroundings
        if settings.OUTBOUND_PROXY:
            session.proxies = dict.fromkeys(("http", "https"), settings.OUTBOUND_PROXY)
        try:
            answer = session.post(
                url,
                data=content,
                headers=dict(headers),
                auth=login,
                timeout=(_CONNECT_SECONDS, seconds),
                allow_redirects=False,
                stream=True,
            )
        except (requests.RequestException, HTTPError, UnicodeError) as fault:
            return Silence(was_sent=not _never_connected(fault))
        return Answer(answer.status_code, _beginning(answer), answer.headers)


def _never_connected(fault: Exception) -> bool:
    if not isinstance(fault, requests.RequestException):
        return True  # an address that could not be called at all
    if isinstance(fault, requests.ConnectTimeout | requests.exceptions.SSLError | ValueError):
        return True  # ValueError: an address that is none
    inner = fault.args[0] if fault.args else None
    return isinstance(getattr(inner, "reason", None), NewConnectionError)


def _beginning(answer: requests.Response) -> bytes:
    try:
        first: bytes = next(answer.iter_content(_MOST_BYTES), b"")
    except requests.RequestException:
        return b""
    return first


def _seconds(value: str) -> int | None:
    if value.strip().isdecimal():
        return min(int(value), _MOST_PATIENCE)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
    return max(0, min(round((aware - clock.now()).total_seconds()), _MOST_PATIENCE))
