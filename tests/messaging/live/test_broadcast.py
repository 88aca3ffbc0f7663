"""The channel layer over a real Redis."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest
from redis.exceptions import RedisError

from messaging.live.broadcast import Broadcast
from tests import services

MESSAGE = {"type": "live", "n": 1, "recipients": [3, 5], "event": {"html": {"nb": "Hei æøå 🙂"}}}


@pytest.fixture
def server() -> Iterator[services.Server]:
    redis = services.start_redis()
    yield redis
    redis.stop()


def address(server: services.Server, database: int = 0) -> str:
    return f"redis://127.0.0.1:{server.port}/{database}"


@pytest.fixture
async def layer(server: services.Server) -> AsyncIterator[Broadcast]:
    made = Broadcast(address=address(server))
    yield made
    await made.close()


async def test_all_who_listen_receive_in_order(layer: Broadcast) -> None:
    channels = [await layer.new_channel("live") for _each in range(2)]
    for channel in channels:
        await layer.group_add("live", channel)
    for number in range(50):
        await layer.group_send("live", MESSAGE | {"n": number})
    for channel in channels:
        heard = [await layer.receive(channel) for _number in range(50)]
        assert heard == [MESSAGE | {"n": number} for number in range(50)]


async def test_other_groups_and_databases_hear_nothing(
    layer: Broadcast, server: services.Server
) -> None:
    other = Broadcast(address=address(server, 1))
    await layer.group_add("live", "here")
    await other.group_add("live", "there")
    await layer.group_send("else", MESSAGE)
    await other.group_send("live", MESSAGE)
    assert await other.receive("there") == MESSAGE
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(layer.receive("here"), 0.3)
    await other.close()


async def test_listener_that_comes_again_hears_once(layer: Broadcast) -> None:
    for _time in range(2):
        await layer.group_add("live", "here")
    await layer.group_send("live", MESSAGE)
    assert await layer.receive("here") == MESSAGE
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(layer.receive("here"), 0.3)


async def test_broken_subscription_raises_although_redis_is_back(
    layer: Broadcast, server: services.Server
) -> None:
    await layer.group_add("live", "here")
    waiting = asyncio.create_task(layer.receive("here"))
    await asyncio.sleep(0.1)
    await asyncio.to_thread(server.stop)
    again = await asyncio.to_thread(services.start_redis, server.port)
    with pytest.raises((RedisError, OSError)):
        await waiting
    await layer.group_add("live", "here")
    await layer.group_send("live", MESSAGE)
    assert await layer.receive("here") == MESSAGE
    await asyncio.to_thread(again.stop)


async def test_nobody_is_sent_to_while_redis_is_away(
    layer: Broadcast, server: services.Server
) -> None:
    await layer.group_send("live", MESSAGE)
    await asyncio.to_thread(server.stop)
    with pytest.raises((RedisError, OSError)):
        await layer.group_send("live", MESSAGE)
