"""The door for sockets: signed in, from our own pages, server to client only."""

import asyncio
import time
from typing import Any
from urllib.parse import parse_qs

from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings

from messaging.live.hub import hub
from messaging.live.outlet import Door, Outlet

LONGEST_FRAME = 64 * 1024
TOO_BIG, TOO_OFTEN = 1009, 1008
MOST_FRAMES, PER_SECONDS = 40, 10.0


class LiveConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]
    """One page. It says nothing but "ping"; what it writes goes over HTTP."""

    # No layer of its own: the hub listens for all, and each would open a Redis connection.
    channel_layer_alias = "none"

    outlet: Outlet | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self._task = asyncio.current_task()
        self._ended = False
        try:
            await super().__call__(scope, receive, send)
        except asyncio.CancelledError:
            if not self._ended:
                raise
            # cut off by the hub, so an end like any other to the server
            if self._task is not None:
                self._task.uncancel()
        finally:
            if self.outlet is not None:
                hub.leave(self.outlet)

    async def connect(self) -> None:
        """In, or refused before anything is accepted."""
        person, key = self.scope["user"], self.scope["session"].session_key
        if not person.is_authenticated or not person.is_active or not key:
            await self.close()
            return
        door = Door(person.pk, person.session_epoch, key, self._language())
        outlet = Outlet(door, self.base_send, self._end)
        await self.accept()
        self._since, self._frames = time.monotonic(), 0
        self.outlet = outlet
        if not await hub.join(outlet):
            await self.close(TOO_OFTEN)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Answers a ping, so that a page finds out that its connection is dead."""
        if len(text_data or bytes_data or "") > LONGEST_FRAME:
            await self.close(TOO_BIG)
        elif self._too_often():
            await self.close(TOO_OFTEN)
        elif text_data == "ping" and self.outlet is not None:
            self.outlet.offer({"type": "websocket.send", "text": '{"type":"pong"}'})

    def _too_often(self) -> bool:
        now = time.monotonic()
        if now - self._since > PER_SECONDS:
            self._since, self._frames = now, 0
        self._frames += 1
        return self._frames > MOST_FRAMES

    def _language(self) -> str:
        wanted = parse_qs(self.scope["query_string"].decode("ascii", "replace")).get("sprak", [""])
        known = dict(settings.LANGUAGES)
        return wanted[0] if wanted[0] in known else settings.LANGUAGE_CODE

    def _end(self) -> None:
        self._ended = True
        if self._task is not None:
            self._task.cancel()
