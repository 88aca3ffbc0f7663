"""Sends at a rate whatever the answers do, kills now and then, and counts what got where."""

import asyncio
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from bench.figures import p50, p95
from bench.traffic.house import RESTART_AFTER, House, Kept, Outage
from bench.traffic.lines import Lines
from bench.traffic.page import Page, Seat, Sent, new_message

SETTLE = 30.0  # seconds that pages get after the last message


@dataclass
class Result:
    """What one run showed."""

    sent: list[Sent]
    pages: list[Page]
    outages: list[Outage]
    seconds: float
    cpu: dict[str, float] = field(default_factory=dict)

    @property
    def per_second(self) -> float:
        """Answered while the load lasted."""
        return sum(1 for one in self.sent if 0 < one.answered <= self.until) / self.seconds

    @property
    def until(self) -> float:
        return self.sent[0].due + self.seconds + 1

    def posting(self) -> list[float]:
        """Milliseconds from when each was due to its answer."""
        return [(one.answered - one.due) * 1000 for one in self.sent if one.answered]

    def deliveries(self) -> list[float]:
        """Milliseconds from when each was due to each other reader's page."""
        return [
            (page.shown[one.seq] - one.due) * 1000
            for one in self.sent
            for page in self.others(one)
            if one.seq in page.shown
        ]

    def others(self, one: Sent) -> list[Page]:
        """The pages that have the thread open, but the writer's own."""
        mine = one.page
        return [page for page in self.pages if page.seat.path == mine.seat.path and page != mine]

    def lost(self, stored: list[tuple[str, int]]) -> int:
        """Never taken, taken and not stored, or not shown on a page that has the thread open.

        ``stored``: token and number of each message in the database.
        """
        kept = dict(stored)
        missing = sum(1 for one in self.sent if kept.get(one.token, 0) != one.seq or not one.seq)
        for one in self.sent:
            readers = [*self.others(one), one.page]
            missing += sum(1 for page in readers if page.names.get(one.seq) != one.uuid)
        return missing

    def duplicated(self, stored: list[tuple[str, int]]) -> int:
        """Stored more than once or never sent by us, or twice on a page."""
        twice = len(stored) - len({one.token for one in self.sent})
        return max(0, twice) + sum(
            len(page.names) - len(set(page.names.values())) for page in self.pages
        )

    def out_of_order(self, stored: list[tuple[str, int]]) -> int:
        """Put before one that was shown already, or stored before its writer's last one."""
        kept, newest = dict(stored), dict.fromkeys(map(id, self.pages), 0)
        count = sum(page.disorder for page in self.pages)
        for one in self.sent:
            number = kept.get(one.token, 0)
            count += number < newest[id(one.page)]
            newest[id(one.page)] = number
        return count

    def recovery(self) -> float:
        """The longest that a page waited for what was answered, while everything ran; seconds."""
        return max((self._waited(one) for one in self.sent if one.answered), default=0.0)

    def _waited(self, one: Sent) -> float:
        last = max((page.shown.get(one.seq, 0) for page in self.others(one)), default=0)
        away = [(max(each.killed, one.answered), min(each.back, last)) for each in self.outages]
        return last - one.answered - sum(max(0, end - start) for start, end in away)

    def bears(self, most_ms: float) -> bool:
        """Nineteen of twenty pages had each message in time, and as many were sent as wanted."""
        told = self.deliveries()
        return bool(told) and p95(told) <= most_ms and all(one.answered for one in self.sent)

    @property
    def cpu_ms(self) -> float:
        """Milliseconds of a core for each message, of all processes, the load's own too."""
        return sum(self.cpu.values()) * 1000 / len(self.sent)

    def summary(self) -> str:
        """For people, one line; milliseconds."""
        posts, told = self.posting(), self.deliveries()
        shares = [
            f"{kind} {seconds * 1000 / len(self.sent):.2f}" for kind, seconds in self.cpu.items()
        ]
        return (
            f"{self.per_second:.1f}/s, posted p50 {p50(posts):.1f} p95 {p95(posts):.1f}, "
            f"told p50 {p50(told):.1f} p95 {p95(told):.1f}, {self.cpu_ms:.2f} ms of a core each "
            f"({', '.join(shares)}), pages asked {sum(page.catches for page in self.pages)} times, "
            f"slowest {max(posts):.0f} and {max(told):.0f}"
        )


class Crowd:
    """All pages of one run."""

    def __init__(self, house: House, seats: list[Seat]) -> None:
        self.house = house
        lines = Lines([kept.port for kept in house.web])
        ports = [kept.port for kept in house.live]
        self.pages = [Page(seat, lines, ports) for seat in seats]
        self._threads = sorted({seat.path for seat in seats})
        self._by_thread = {
            path: [page for page in self.pages if page.seat.path == path] for path in self._threads
        }

    async def come(self) -> None:
        """Every socket open, every page up to date."""
        for page in self.pages:
            await page.connect()
        while not all(page.is_open and page.is_up_to_date for page in self.pages):
            await asyncio.sleep(0.1)

    def leave(self) -> None:
        for page in self.pages:
            page.close()

    async def send(self, rate: float, seconds: float, kills: Sequence[Kept] = ()) -> Result:
        """``rate`` messages a second, one process killed in each part of the time."""
        begun, used = time.monotonic(), self.house.cpu()
        killing = asyncio.ensure_future(self._kill(kills, seconds))
        sent: list[Sent] = []
        posts = []
        for number in range(int(rate * seconds)):
            due = begun + number / rate
            await asyncio.sleep(max(0, due - time.monotonic()))
            one = new_message(self._writer(number), due)
            sent.append(one)
            posts.append(asyncio.ensure_future(one.page.send(one)))
        now = self.house.cpu()
        outages = await killing
        await self._settled(posts, sent)
        cpu = {kind: now[kind] - used[kind] for kind in now}
        return Result(sent, self.pages, outages, seconds, cpu)

    def _writer(self, number: int) -> Page:
        readers = self._by_thread[self._threads[number % len(self._threads)]]
        free = [page for page in readers if not page.is_sending]
        return random.choice(free or readers)

    async def _kill(self, kills: Sequence[Kept], seconds: float) -> list[Outage]:
        outages = []
        for kept in kills:
            await asyncio.sleep(seconds / (len(kills) + 0.5) - RESTART_AFTER)
            killed = self.house.kill(kept)
            await asyncio.sleep(RESTART_AFTER)
            kept.start()
            while not kept.is_up():
                await asyncio.sleep(0.05)
            outages.append(Outage(kept.name, killed, time.monotonic()))
        return outages

    async def _settled(self, posts: "list[asyncio.Future[None]]", sent: list[Sent]) -> None:
        end = time.monotonic() + SETTLE
        await asyncio.wait(posts, timeout=SETTLE)
        want = dict.fromkeys(self._threads, 0)
        for one in sent:
            want[one.page.seat.path] = max(want[one.page.seat.path], one.seq)
        while time.monotonic() < end and not self._all_show(want):
            await asyncio.sleep(0.2)

    def _all_show(self, want: dict[str, int]) -> bool:
        return all(len(page.shown) >= want[page.seat.path] - 1 for page in self.pages)
