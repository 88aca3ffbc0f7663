"""All sockets of this process behind one subscription to the channel layer.

One envelope names its recipients; the same bytes go to each of their sockets. Sockets join
no groups: a group is a cached permission.
"""

import asyncio
import json
import logging
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any, NoReturn

from channels.db import database_sync_to_async
from channels.layers import get_channel_layer

from messaging import events
from messaging.live.outlet import Frame, Outlet
from messaging.live.publisher import GROUP
from messaging.queries.access import Marks, marks_of

log = logging.getLogger(__name__)

ACCESS_ENDED = 4401
MOST_PER_ACCOUNT = 20
ASK_EVERY = 3.0  # seconds between looks at whether the signed-in still are; the promise is five
GATHER = 0.2
RETRY_AFTER = 0.3
SAY_EVERY = 1.0  # seconds between two words on a layer that is away, for newcomers too
SPREAD = 5_000  # milliseconds over which pages spread their refetching


class Hub:
    """Person to sockets, and the two tasks that serve them, on one event loop."""

    def __init__(self) -> None:
        self._table: dict[int, set[Outlet]] = {}
        self._seen: dict[str, int] = {}
        self._marks: dict[int, Marks] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._subscribed = asyncio.Event()
        self._newcomers = asyncio.Event()
        self._say_again_at = 0.0

    async def join(self, outlet: Outlet) -> bool:
        """Let a socket in; False when its account has too many. Starts what is not running."""
        self._run()
        await self._subscribed.wait()
        held = self._table.setdefault(outlet.door.person_id, set())
        if len(held) >= MOST_PER_ACCOUNT:
            return False
        held.add(outlet)
        if outlet.door.person_id not in self._marks:
            self._newcomers.set()
        return True

    def leave(self, outlet: Outlet) -> None:
        """A socket is gone."""
        held = self._table.get(outlet.door.person_id, set())
        held.discard(outlet)
        if not held:
            self._table.pop(outlet.door.person_id, None)
            self._marks.pop(outlet.door.person_id, None)

    def handle(self, envelope: dict[str, Any]) -> None:
        """One envelope from the layer."""
        if self._missed_one(envelope):
            self._tell_all(events.refetch() | {"within": SPREAD})
        if "event" in envelope:
            self._deliver(envelope["recipients"], envelope["event"])
        for person_id in envelope.get("close_people", ()):
            self._close(self._table.get(person_id, ()))

    def _run(self) -> None:
        loop = asyncio.get_running_loop()
        if self._loop is loop and all(not task.done() for task in self._tasks):
            return
        self._loop, self._subscribed, self._newcomers = loop, asyncio.Event(), asyncio.Event()
        self._say_again_at = 0.0
        self._seen.clear()
        for task in self._tasks:
            if not task.get_loop().is_closed():
                task.cancel()
        self._tasks = [loop.create_task(self._listen()), loop.create_task(self._keep_asking())]

    async def _listen(self) -> None:
        layer = get_channel_layer()
        channel = await layer.new_channel("live")
        while True:
            try:
                await self._listen_on(layer, channel)
            except Exception:
                if self._is_said_again():
                    log.warning("The channel layer is away; pages poll.", exc_info=True)
                    self._tell_all({"type": "layer", "up": False})
                self._let_in()
                await asyncio.sleep(RETRY_AFTER)

    def _is_said_again(self) -> bool:
        now = asyncio.get_running_loop().time()
        if now < self._say_again_at:
            return False
        self._say_again_at = now + SAY_EVERY
        return True

    async def _listen_on(self, layer: Any, channel: str) -> NoReturn:
        await layer.group_add(GROUP, channel)
        self._seen.clear()
        self._let_in()
        self._tell_all(events.refetch() | {"within": SPREAD})
        while True:
            self.handle(await layer.receive(channel))

    def _let_in(self) -> None:
        self._subscribed.set()

    async def _keep_asking(self) -> None:
        clock = asyncio.get_running_loop().time
        ask_all_at = clock() + ASK_EVERY
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout_at(ask_all_at):
                    await self._newcomers.wait()
                    await asyncio.sleep(GATHER)  # a burst of pages is asked about at once
            self._newcomers.clear()
            all_of_them = clock() >= ask_all_at
            if all_of_them:
                ask_all_at = clock() + ASK_EVERY
            try:
                await self._ask(only_new=not all_of_them)
            except Exception:
                log.warning("Could not ask whether sockets are still signed in.", exc_info=True)

    async def _ask(self, *, only_new: bool) -> None:
        """Close the sockets of everybody whose sign-in or roles are not what they were."""
        doors = [outlet.door for outlet in self._all()]
        if only_new:
            doors = [door for door in doors if door.person_id not in self._marks]
        if not doors:
            return
        sessions = {door.session_key for door in doors}
        people = {door.person_id for door in doors}
        marks, open_sessions = await database_sync_to_async(marks_of)(people, sessions)
        for outlet in list(self._all()):
            door = outlet.door
            if door.person_id in people and door.session_key in sessions:
                now = marks.get(door.person_id)
                if door.session_key not in open_sessions or not self._same(outlet, now):
                    self._close([outlet])

    def _same(self, outlet: Outlet, now: Marks | None) -> bool:
        if now is None or now.epoch != outlet.door.epoch:
            return False
        return self._marks.setdefault(outlet.door.person_id, now).roles == now.roles

    def _missed_one(self, envelope: dict[str, Any]) -> bool:
        sender, number = envelope["from"], envelope["n"]
        before = self._seen.get(sender)
        self._seen[sender] = number
        return before is not None and number != before + 1

    def _deliver(self, recipients: Iterable[int], event: dict[str, Any]) -> None:
        online = self._table.keys() & set(recipients)
        if not online:
            return
        html = event.get("html")
        frames: dict[str, Frame] = {}
        for person_id in online:
            for outlet in tuple(self._table[person_id]):
                language = outlet.door.language
                if language not in frames:
                    shown = event | {"readers": len(online)}
                    if html:
                        shown["html"] = html[language]
                    frames[language] = _frame(shown)
                outlet.offer(frames[language])

    def _tell_all(self, event: dict[str, Any]) -> None:
        frame = _frame(event)
        for outlet in list(self._all()):
            outlet.offer(frame)

    def _close(self, outlets: Iterable[Outlet]) -> None:
        for outlet in tuple(outlets):
            self.leave(outlet)
            outlet.close(ACCESS_ENDED)

    def _all(self) -> Iterator[Outlet]:
        for held in list(self._table.values()):
            yield from tuple(held)


def _frame(event: dict[str, Any]) -> Frame:
    text = json.dumps(event, ensure_ascii=False, separators=(",", ":"))
    return {"type": "websocket.send", "text": text}


hub = Hub()
