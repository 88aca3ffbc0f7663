"""Sockets only from our own pages: the browser's Origin is compared whole, scheme and port too."""

from collections.abc import Awaitable, Callable
from typing import Any

from django.conf import settings
from django.http.request import split_domain_port, validate_host

App = Callable[[Any, Any, Any], Awaitable[None]]


class SameOrigin:
    """Refuses a handshake from elsewhere, or without an Origin, with 403."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if is_ours(scope):
            await self._app(scope, receive, send)
        else:
            await refuse(scope, receive, send)


async def refuse(_scope: Any, _receive: Any, send: Any) -> None:
    """Close before accepting, which servers answer with 403."""
    await send({"type": "websocket.close", "code": 4403})


def is_ours(scope: Any) -> bool:
    """The Origin is this site's own address, or one that forms are accepted from too."""
    headers = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
    origin, host = headers.get(b"origin", ""), headers.get(b"host", "")
    domain, _port = split_domain_port(host)
    if not origin or not validate_host(domain, settings.ALLOWED_HOSTS):
        return False
    return (
        origin == f"{_scheme(scope, headers)}://{host}" or origin in settings.CSRF_TRUSTED_ORIGINS
    )


def _scheme(scope: Any, headers: dict[bytes, str]) -> str:
    if behind := getattr(settings, "SECURE_PROXY_SSL_HEADER", None):
        name, secure = behind
        header = name.removeprefix("HTTP_").replace("_", "-").lower().encode()
        if headers.get(header) == secure:
            return "https"
    return "https" if scope.get("scheme") == "wss" else "http"
