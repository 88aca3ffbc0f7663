"""A page with a thread open, as live.js and thread.js keep it, without what it looks like.

It does not report reading and asks for no list: only whether what is written gets there.
"""

import asyncio
import json
import random
import time
import uuid
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from bench.traffic.lines import Broken, Lines, Socket
from bench.traffic.wire import BOUNDARY, QUICK, form, posted

_POLL = 10.0
_PATIENCE = 3.5  # as order.js
_LATER = 60.0
_LONGEST_WAIT = 30.0


@dataclass(frozen=True)
class Seat:
    """Somebody signed in, and the thread that their page has open."""

    person: int
    thread: int
    path: str
    csrf: str
    cookie: str


@dataclass
class Sent:
    """One message: when it was to be sent, and when its writer had the answer."""

    token: str
    page: "Page"
    due: float
    answered: float = 0.0
    seq: int = 0
    uuid: str = ""
    tries: int = 0


@dataclass
class Page:
    """One seat's page; ``shown``: number of a message to the moment it was put on the page."""

    seat: Seat
    lines: Lines
    live_ports: list[int]
    version: int = 1
    shown: dict[int, float] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)
    newest_of_others: int = 1
    disorder: int = 0  # messages that came to stand before one that was shown already
    catches: int = 0
    is_open: bool = False
    is_sending: bool = False
    is_closed: bool = False

    def __post_init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()
        self._tries = 0
        self._catching: asyncio.Task[None] | None = None
        self._polling: asyncio.Task[None] | None = None
        self._socket: Socket | None = None
        self._own: set[int] = set()
        self._once_more = False
        self._waiting: dict[int, dict[str, Any]] = {}
        self._is_patient = False
        self._taken_at = 0.0

    @property
    def is_up_to_date(self) -> bool:
        """Nothing is being asked for."""
        return self._catching is not None and self._catching.done()

    # --- live.js

    async def connect(self) -> None:
        """Open the socket; goes on by itself when it closes."""
        calls = (self._opened, self._heard, self._ended)
        try:
            self._socket = await Socket.open(self.live_ports, self.seat.cookie, *calls)
        except OSError:
            self._ended()

    def close(self) -> None:
        """The page is left."""
        self.is_closed = True
        if self._socket:
            self._socket.close()
        for task in tuple(self._tasks):
            task.cancel()

    def _opened(self) -> None:
        if self._socket:
            self._socket.ping()

    def _begins(self) -> None:
        self.is_open, self._tries = True, 0
        self._stop_polling()
        self.keep_up()

    def _ended(self) -> None:
        self.is_open = False
        if self.is_closed:
            return
        self._tries += 1
        if self._tries >= 2:
            self._start_polling()
        wait = min(_LONGEST_WAIT, 0.5 * 2**self._tries)
        self._later(wait / 2 + random.random() * wait, self.connect)

    def _heard(self, text: bytes) -> None:
        event = json.loads(text) if not text.startswith(QUICK) else posted(text)
        kind = event["type"]
        if not self.is_open:
            self._begins()
        if kind == "layer":
            self._start_polling(_POLL)
        elif kind == "refetch":
            self._stop_polling()
            wait = random.random() * event.get("within", 500) / 1000
            self._later(
                wait, partial(self._resync, time.monotonic() if "within" in event else None)
            )
        elif kind in {"posted", "changed", "confirmed"}:
            self._heard_of(event)

    def _start_polling(self, within: float = 0) -> None:
        if self._polling is None:
            self._polling = self._run(self._poll(within * random.random()))

    def _stop_polling(self) -> None:
        if self._polling:
            self._polling.cancel()
            self._polling = None

    async def _poll(self, wait: float) -> None:
        await asyncio.sleep(wait)
        while True:
            self.keep_up()
            await asyncio.sleep(_POLL * (1 + random.random()))

    # --- thread.js

    def _heard_of(self, event: dict[str, Any]) -> None:
        if event["version"] <= self.version:
            return
        self._waiting[event["version"]] = event
        self._settle()
        if self._waiting and not self._is_patient:
            self._is_patient = True
            self._later(_PATIENCE * (1 + random.random() / 2), self._too_long)

    def _settle(self) -> None:
        for old in [version for version in self._waiting if version <= self.version]:
            del self._waiting[old]
        while event := self._waiting.pop(self.version + 1, None):
            self.version = event["version"]
            self._taken_at = time.monotonic()
            self._show(event["seq"], event["message"])

    async def _resync(self, told: float | None) -> None:
        can_wait = told is not None and (self._taken_at > told or bool(self._waiting))
        await asyncio.sleep(can_wait * random.random() * _LATER)
        self.keep_up()

    async def _too_long(self) -> None:
        self._is_patient = False
        self._settle()
        if self._waiting:
            self.keep_up()
        self._waiting.clear()

    def keep_up(self) -> None:
        """Ask for what is missing; once more when something came while it was asked."""
        if self.is_up_to_date or self._catching is None:
            self._catching = self._run(self._catch_up())
        else:
            self._once_more = True

    async def _catch_up(self) -> None:
        failed = 0
        while True:
            self._once_more = False
            failed = 0 if await self._caught_up() else failed + 1
            if failed:
                wait = min(_LONGEST_WAIT, 2.0**failed)
                await asyncio.sleep(wait / 2 + random.random() * wait / 2)
            elif not self._once_more:
                return

    async def _caught_up(self) -> bool:
        self.catches += 1
        path = f"{self.seat.path}endringer/?after_version={self.version}"
        try:
            status, body = await self.lines.ask(self._request("GET", path))
        except Broken:
            return False
        if status != 200:
            return False
        missed = json.loads(body)
        for message in missed["messages"]:
            self._show(message["seq"], message["message"])
        self.version = max(self.version, missed["version"])
        return bool(missed["complete"])

    def _show(self, seq: int, name: str) -> None:
        if seq in self.shown or seq == 1:
            return
        # one's own stands there at once, also before what others wrote meanwhile
        if seq not in self._own:
            self.disorder += seq < self.newest_of_others
            self.newest_of_others = max(self.newest_of_others, seq)
        self.shown[seq], self.names[seq] = time.monotonic(), name

    # --- writing

    async def send(self, sent: Sent) -> None:
        """The same words with the same token until they are taken, as a writer who tries again."""
        body = form(self.seat.csrf, sent.token)
        request = self._request("POST", self.seat.path, body)
        self.is_sending = True
        while not await self._taken(sent, request):
            await asyncio.sleep(1 + random.random())
        self.is_sending = False

    async def _taken(self, sent: Sent, request: bytes) -> bool:
        sent.tries += 1
        try:
            status, body = await self.lines.ask(request)
        except Broken:
            return False
        if status != 201:
            return False
        answer = json.loads(body)
        sent.seq, sent.uuid, sent.answered = answer["seq"], answer["message"], time.monotonic()
        self._own.add(sent.seq)
        self._show(sent.seq, sent.uuid)
        self._heard_of(answer)
        return True

    def _request(self, method: str, path: str, body: bytes = b"") -> bytes:
        head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\n"
        head += f"Cookie: {self.seat.cookie}\r\nAccept-Language: nb\r\n"
        if body:
            head += f"Content-Type: multipart/form-data; boundary={BOUNDARY}\r\n"
            head += f"Content-Length: {len(body)}\r\n"
        return f"{head}\r\n".encode() + body

    def _later(self, seconds: float, what: Callable[[], Coroutine[Any, Any, None]]) -> None:
        async def then() -> None:
            await asyncio.sleep(seconds)
            await what()

        self._run(then())

    def _run(self, what: Coroutine[Any, Any, None]) -> "asyncio.Task[None]":
        task = asyncio.get_running_loop().create_task(what)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


def new_message(page: Page, due: float) -> Sent:
    """One that is to be sent from this page."""
    return Sent(str(uuid.uuid4()), page, due)
