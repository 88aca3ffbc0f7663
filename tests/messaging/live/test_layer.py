"""The layer of the embedded mode."""

import asyncio
from datetime import UTC, datetime, timedelta

import time_machine

from messaging.live.layer import ThreadsafeInMemoryLayer

_START = datetime(2026, 8, 17, 6, tzinfo=UTC)


async def test_listener_is_never_forgotten() -> None:
    layer = ThreadsafeInMemoryLayer()
    with time_machine.travel(_START, tick=False) as now:
        await layer.group_add("live", "live.one")
        now.shift(timedelta(days=3))
        for number in (1, 2):
            await layer.group_send("live", {"n": number})
        async with asyncio.timeout(5):
            heard = [(await layer.receive("live.one"))["n"] for _ in range(2)]
        assert heard == [1, 2]
