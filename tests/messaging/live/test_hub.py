"""Envelopes are counted: a lost one makes every page ask again."""

import asyncio
import json
from typing import Any

from messaging.live.hub import Hub
from messaging.live.outlet import Door, Outlet


class Page:
    """Collects what a socket was sent."""

    def __init__(self, hub: Hub, person_id: int = 1, language: str = "nb") -> None:
        self.heard: list[dict[str, Any]] = []
        self.outlet = Outlet(Door(person_id, 0, "key", language), self._send, lambda: None)
        hub._table.setdefault(person_id, set()).add(self.outlet)

    async def _send(self, frame: dict[str, Any]) -> None:
        self.heard.append(json.loads(frame["text"]) if "text" in frame else frame)


def envelope(number: int, sender: str = "a", **more: Any) -> dict[str, Any]:
    return {"from": sender, "n": number, **more}


async def test_a_gap_makes_pages_ask_again() -> None:
    hub = Hub()
    page = Page(hub)
    for number in (4, 5):
        hub.handle(envelope(number))
    assert page.heard == []
    hub.handle(envelope(7))
    assert page.heard == [{"type": "refetch", "within": 5000}]


async def test_senders_are_counted_apart() -> None:
    hub = Hub()
    page = Page(hub)
    for sender, number in (("a", 1), ("b", 9), ("a", 2), ("b", 10)):
        hub.handle(envelope(number, sender))
    assert page.heard == []


async def test_each_reads_its_own_language_and_strangers_nothing() -> None:
    hub = Hub()
    norwegian, english, stranger = Page(hub, 1), Page(hub, 2, "en"), Page(hub, 3)
    event = {"type": "posted", "html": {"nb": "hei", "en": "hello"}}
    hub.handle(envelope(1, recipients=[1, 2, 99], event=event))
    assert norwegian.heard == [{"type": "posted", "html": "hei", "readers": 2}]
    assert english.heard == [{"type": "posted", "html": "hello", "readers": 2}]
    assert stranger.heard == []


async def test_ended_access_closes_the_sockets_of_that_person_only() -> None:
    hub = Hub()
    out, stays = Page(hub, 1), Page(hub, 2)
    hub.handle(envelope(1, close_people=[1]))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert out.heard == [{"type": "websocket.close", "code": 4401}]
    assert stays.heard == []
    assert 1 not in hub._table
