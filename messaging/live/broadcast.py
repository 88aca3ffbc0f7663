"""The channel layer of production: Redis's own publish and subscribe (docs/adr/0019)."""

import asyncio
import json
import socket
import uuid
from contextlib import suppress
from typing import Any
from weakref import WeakKeyDictionary

from channels.layers import BaseChannelLayer
from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

# A Redis that is gone without a word is noticed within half a minute; a quiet one is not.
_KEEPALIVE = {socket.TCP_KEEPIDLE: 15, socket.TCP_KEEPINTVL: 5, socket.TCP_KEEPCNT: 3}


class Broadcast(BaseChannelLayer):  # type: ignore[misc]
    """What is sent to a group reaches whoever listens at that moment; nothing is kept for later.

    A subscription that broke raises at ``receive``, and goes on only with another ``group_add``:
    who listens knows that something may be missing, and has pages ask.
    """

    extensions = ("groups",)

    def __init__(self, *, address: str, **limits: Any) -> None:
        """``address``: URL of a Redis. Installations that share one have databases of their own."""
        super().__init__(**limits)
        self._address = address
        self._clients: WeakKeyDictionary[asyncio.AbstractEventLoop, Redis] = WeakKeyDictionary()
        self._listening: dict[str, PubSub] = {}

    async def new_channel(self, prefix: str = "specific") -> str:
        """A name to listen by."""
        return f"{prefix}.{uuid.uuid4().hex}"

    async def group_add(self, group: str, channel: str) -> None:
        """Listen to a group; when this returns nothing that is sent is missed. Raises RedisError.

        A subscription that the channel had is ended.
        """
        await self._leave(channel)
        subscription = self._listening[channel] = self._client().pubsub()
        await subscription.subscribe(self._key(group))
        await subscription.get_message(timeout=None)  # Redis says that we are on its list

    async def receive(self, channel: str) -> dict[str, Any]:
        """The next message of the group, however long it takes. Raises RedisError, OSError."""
        while True:
            found = await self._listening[channel].get_message(
                ignore_subscribe_messages=True, timeout=None
            )
            if found is not None:
                message: dict[str, Any] = json.loads(found["data"])
                return message

    async def group_send(self, group: str, message: dict[str, Any]) -> None:
        """To everybody who listens to the group now. Raises RedisError, OSError."""
        text = json.dumps(message, ensure_ascii=False, separators=(",", ":"))
        await self._client().publish(self._key(group), text)

    async def close(self) -> None:
        """End what the running loop holds open; it may begin again."""
        for channel in tuple(self._listening):
            await self._leave(channel)
        if client := self._clients.pop(asyncio.get_running_loop(), None):
            await client.aclose()

    async def _leave(self, channel: str) -> None:
        if before := self._listening.pop(channel, None):
            with suppress(RedisError, OSError):
                await before.aclose()  # type: ignore[no-untyped-call]

    def _client(self) -> Redis:
        """One a loop: its connections belong to it."""
        loop = asyncio.get_running_loop()
        if loop not in self._clients:
            self._clients[loop] = Redis.from_url(
                self._address,
                # redis-py 8 would end a subscription that hears nothing for five seconds
                socket_timeout=None,
                socket_keepalive=True,
                socket_keepalive_options=_KEEPALIVE,
                # else it subscribes anew by itself, and nobody learns what was missed
                retry=Retry(NoBackoff(), 0),
            )
        return self._clients[loop]

    def _key(self, group: str) -> str:
        # to Redis these names are the same in all its databases
        number = self._client().connection_pool.connection_kwargs.get("db", 0)
        return f"skolebro:{number}:{group}"
