"""``python -m bench.announce``: one announcement to the 35,000 guardians of a municipality.

From the line above the composer to the last notice: mails and SMS go to files. What the processor
was used for is shown beside what the clock said, for a machine that others keep busy.
``--guardians`` makes a quick run; the figures are of the default.
"""

import argparse
import asyncio
import datetime as dt
import importlib
import os
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import django

from bench import figures, servers
from bench.figures import Figure, p50

if TYPE_CHECKING:
    from messaging.models import Conversation
    from schools.models import Person

_NAME = "messaging.announce"
_SOCKETS = 300
_RUNS = 5


class Taken:
    """Seconds by the clock, and those that this process itself was at work."""

    wall = 0.0
    work = 0.0

    def figures(self, name: str, unit: str, factor: float, target: float) -> list[Figure]:
        """The one that has a target, and the work beside it."""
        return [
            Figure(f"{_NAME}.{name}_{unit}", self.wall * factor, unit, target),
            Figure(f"{_NAME}.{name}_cpu_{unit}", self.work * factor, unit),
        ]


def main() -> int:
    """Exit code 1 when a figure misses its target."""
    guardians = _guardians()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # its servers end with it
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.demo"
    os.environ["SKOLEBRO_DB_CONN_MAX_AGE"] = "600"
    os.environ["SKOLEBRO_LOG_LEVEL"] = "ERROR"
    with (
        servers.migrated(),
        servers.redis(),
        tempfile.TemporaryDirectory(prefix="skolebro-announce-") as var,
    ):
        os.environ["SKOLEBRO_VAR"] = var
        django.setup()
        importlib.import_module("config.wsgi")  # the collector as where pages are made
        found = [figures.pace(), *measure(guardians), figures.pace("after")]
    print(figures.table(found))
    return 0 if all(figure.ok for figure in found) else 1


def measure(guardians: int) -> list[Figure]:
    """Fill an empty database, announce, and tell how long each step took."""
    from django.db import connection  # noqa: PLC0415 - needs Django set up, as all of these

    from bench import municipality  # noqa: PLC0415

    begun = time.perf_counter()
    leader, head = municipality.fill(guardians)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    print(f"filled in {time.perf_counter() - begun:.0f} s", flush=True)
    found = _accepting(leader)
    thread, seen = _seen(leader)
    found += [seen, *_readers(leader, thread), *_expanding(), *_draining()]
    return [*found, *_ledger(head, thread)]


def _guardians() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--guardians", type=int, default=35_000)
    return max(4, parser.parse_args().guardians)


@contextmanager
def _timed(taken: Taken) -> Iterator[None]:
    begun, work = time.perf_counter(), time.process_time()
    yield
    taken.wall, taken.work = time.perf_counter() - begun, time.process_time() - work


def _median(step: Callable[[], object], between: Callable[[], object] = lambda: None) -> Taken:
    """Of some runs, the first left out: statements are written and planned in it."""
    runs = []
    for _ in range(_RUNS + 1):
        one = Taken()
        with _timed(one):
            step()
        runs.append(one)
        between()
    middle = Taken()
    middle.wall = p50([run.wall for run in runs[1:]])
    middle.work = p50([run.work for run in runs[1:]])
    return middle


def _accepting(leader: "Person") -> list[Figure]:
    """What the sender waits for; the pages are told meanwhile."""
    from messaging.actions.courier import courier  # noqa: PLC0415

    taken = _median(lambda: _announce(leader), lambda: courier.wait(60))
    return taken.figures("accept", "ms", 1000, 100)


def _announce(leader: "Person") -> "Conversation":
    """To the guardians of every school, as a confirmation is asked for: at once, not collected."""
    from messaging import targets  # noqa: PLC0415
    from messaging.actions import announcing  # noqa: PLC0415
    from messaging.actions.starting import Draft  # noqa: PLC0415
    from messaging.choices import Part  # noqa: PLC0415
    from schools.models import Person, School  # noqa: PLC0415

    actor = Person.objects.get(pk=leader.pk)
    schools = School.objects.order_by("pk").values_list("pk", flat=True)
    return announcing.announce(
        actor=actor,
        to=[targets.of_school(school, Part.GUARDIANS) for school in schools],
        draft=Draft(
            title="Skolestart", body="Husk gymtøy. " * 20, client_token=uuid.uuid4(),
            asks_confirmation=True,
        ),
    )  # fmt: skip


def _seen(leader: "Person") -> tuple["Conversation", Figure]:
    """From the send button to the last of three hundred open pages."""
    from bench import messages  # noqa: PLC0415
    from schools.models import Person  # noqa: PLC0415

    guardians = Person.objects.filter(username__startswith="foresatt.").order_by("pk")
    step = max(1, guardians.count() // _SOCKETS)
    some = list(guardians)[::step][:_SOCKETS]
    cookies = [messages._cookie(person) for person in some]
    port = servers.free_port()
    with servers.running(*servers.live(port), port=port, SKOLEBRO_DB_CONN_MAX_AGE="600"):
        thread, took = asyncio.run(_told(port, cookies, leader))
    return thread, Figure(f"{_NAME}.seen_ms", took * 1000, "ms", 2000)


async def _told(port: int, cookies: list[str], leader: "Person") -> tuple["Conversation", float]:
    import websockets  # noqa: PLC0415

    url, origin = f"ws://127.0.0.1:{port}/ws/", f"http://127.0.0.1:{port}"
    sockets = [
        await websockets.connect(
            url, additional_headers={"Cookie": each}, origin=origin, compression=None
        )
        for each in cookies
    ]
    await asyncio.sleep(1)
    waiting = [asyncio.ensure_future(_posted(socket)) for socket in sockets]
    begun = time.perf_counter()
    thread = await asyncio.to_thread(_announce, leader)
    await asyncio.wait_for(asyncio.gather(*waiting), 60)
    took = time.perf_counter() - begun
    await asyncio.gather(*(socket.close() for socket in sockets))
    return thread, took


async def _posted(socket: Any) -> None:
    while '"posted"' not in await socket.recv():
        pass


def _readers(leader: "Person", thread: "Conversation") -> list[Figure]:
    """Who will be told when: the line above the composer."""
    from messaging.queries import promise  # noqa: PLC0415

    taken = _median(lambda: promise.to_conversation(leader, thread))
    return taken.figures("readers", "ms", 1000, 2000)


def _expanding() -> list[Figure]:
    """The delivery rows of the one announcement that is left to be told."""
    from messaging.actions import notices  # noqa: PLC0415
    from messaging.models import Delivery, Notice  # noqa: PLC0415

    newest = Notice.objects.latest("pk")
    Notice.objects.exclude(pk=newest.pk).delete()
    taken = Taken()
    with _timed(taken):
        notices.expand_waiting()
    print(f"{Delivery.objects.count()} delivery rows", flush=True)
    return taken.figures("expand", "s", 1, 2)


def _draining() -> list[Figure]:
    """The worker of deploy/ with nobody's quiet hours in the way, the mails to files."""
    from messaging.models import Delivery, NoticeHours, SchoolHours  # noqa: PLC0415
    from schools import clock  # noqa: PLC0415
    from schools.models import School  # noqa: PLC0415

    never = {"quiet_from": dt.time(), "quiet_until": dt.time()}
    NoticeHours.objects.update(**never)
    SchoolHours.objects.bulk_create(
        SchoolHours(school=school, side=side, digest_at=dt.time(17), **never)
        for school in School.objects.all()
        for side in ("guardian", "staff")
    )
    done = Delivery.objects.exclude(state__in=("waiting", "sending"))
    rows = Delivery.objects.count()
    with _worker():
        time.sleep(10)  # it has started, and looked once
        Delivery.objects.update(due_at=clock.now() - dt.timedelta(seconds=1))
        begun, end = time.perf_counter(), time.perf_counter() + 240
        while done.count() < rows and time.perf_counter() < end:
            time.sleep(0.1)
        took = time.perf_counter() - begun
    sent = done.filter(state="sent").count()
    print(f"{done.count()} of {rows} done, {sent} mails sent", flush=True)
    return [Figure(f"{_NAME}.drain_per_s", sent / took, "1/s", 1000, at_least=True)]


@contextmanager
def _worker() -> Iterator[None]:
    """Two processes and beat, as deploy/ has them."""
    command = [
        str(servers.BIN / "celery"),
        "-A",
        "config",
        "worker",
        "--beat",
        "--concurrency",
        "2",
    ]
    command += ["--loglevel", "ERROR", "--schedule", f"{os.environ['SKOLEBRO_VAR']}/beat"]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        try:
            yield
        finally:
            process.terminate()


def _ledger(head: "Person", thread: "Conversation") -> list[Figure]:
    """The list of readers, as the head of one of the schools opens it."""
    from django.test import Client  # noqa: PLC0415
    from django.urls import reverse  # noqa: PLC0415

    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(head, "schools.signin.backends.PasswordBackend")
    path = reverse("conversation_readers", args=[thread.uuid])

    def open_it() -> None:
        answer = client.get(path)
        if answer.status_code != 200:
            message = f"the page answered {answer.status_code}"
            raise RuntimeError(message)

    return _median(open_it).figures("ledger", "ms", 1000, 200)


if __name__ == "__main__":
    sys.exit(main())
