"""The sockets of this site: one address."""

from channels.auth import AuthMiddlewareStack
from channels.routing import URLRouter
from django.urls import path, re_path

from messaging.live.consumer import LiveConsumer
from messaging.live.origin import SameOrigin, refuse

application = SameOrigin(
    AuthMiddlewareStack(
        URLRouter([path("ws/", LiveConsumer.as_asgi()), re_path(r"", refuse)]),  # type: ignore[arg-type]
    )
)
