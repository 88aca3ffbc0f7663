"""A slow reader never makes the others wait."""

import asyncio
from typing import Any

import pytest

from messaging.live.outlet import MOST_WAITING, Door, Outlet

DOOR = Door(1, 0, "key", "nb")


class Transport:
    """Takes frames while it is open, as a server does; keeps what it took."""

    def __init__(self) -> None:
        self.open = asyncio.Event()
        self.open.set()
        self.taken: list[dict[str, Any]] = []
        self.ended = asyncio.Event()

    async def send(self, frame: dict[str, Any]) -> None:
        await self.open.wait()
        self.taken.append(frame)


def frame(text: str = "x") -> dict[str, Any]:
    return {"type": "websocket.send", "text": text}


async def _settle() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


async def test_a_frame_goes_out_at_once() -> None:
    transport = Transport()
    Outlet(DOOR, transport.send, transport.ended.set).offer(frame())
    assert transport.taken == [frame()]


async def test_a_slow_reader_gets_its_frames_in_order_when_it_reads_again() -> None:
    transport = Transport()
    outlet = Outlet(DOOR, transport.send, transport.ended.set)
    transport.open.clear()
    for number in range(5):
        outlet.offer(frame(str(number)))
    assert transport.taken == []
    transport.open.set()
    await _settle()
    assert [taken["text"] for taken in transport.taken] == list("01234")
    outlet.offer(frame("5"))
    assert transport.taken[-1] == frame("5")


@pytest.mark.parametrize(("text", "count"), [("x", MOST_WAITING + 5), ("x" * 60_000, 20)])
async def test_a_reader_that_stands_still_is_cut(text: str, count: int) -> None:
    transport = Transport()
    outlet = Outlet(DOOR, transport.send, transport.ended.set)
    transport.open.clear()
    for _ in range(count):
        outlet.offer(frame(text))
    await asyncio.wait_for(transport.ended.wait(), 10)
    assert transport.taken == []


async def test_a_reader_that_hears_the_goodbye_is_not_cut() -> None:
    transport = Transport()
    Outlet(DOOR, transport.send, transport.ended.set).close(4401)
    await _settle()
    assert transport.taken == [{"type": "websocket.close", "code": 4401}]
    assert not transport.ended.is_set()


async def test_a_socket_that_is_gone_ends() -> None:
    async def gone(_frame: dict[str, Any]) -> None:
        raise ConnectionError

    transport = Transport()
    Outlet(DOOR, gone, transport.ended.set).offer(frame())
    await asyncio.wait_for(transport.ended.wait(), 10)
