"""Posting, and how soon the last of three hundred open pages has it."""

import asyncio
import sys
import time
import uuid
from pathlib import Path
from typing import Any

import websockets
from django.db.models import QuerySet
from django.test import Client
from django.urls import reverse

from bench import pages, servers
from bench.figures import Figure, p50
from messaging import events
from messaging.events import EventKind
from messaging.live.publisher import publisher
from messaging.models import Conversation
from schools.models import Group, Person

_POSTS, _RUNS = 40, 3
_SOCKETS, _ROUNDS = 300, 30
_TEXT = "Husk gymtøy i morgen. " * 14  # about 330 bytes, as long as a message is


def posting(port: int) -> list[Figure]:
    """A class thread of a teacher and fifty guardians, by the page's own form."""
    group = Group.objects.get(name="7B", school__name="Lade skole")
    threads = Conversation.objects.filter(group=group, kind="class")
    thread = threads.filter(audiences__part="guardians").order_by("pk").first()
    if thread is None:
        message = "the seed has no class thread"
        raise RuntimeError(message)
    visitor = pages.signed_in(port, "larer.kari")
    path = reverse("conversation", args=[thread.uuid])
    visitor.get(path)
    runs = []
    for _ in range(_RUNS):
        took = []
        for number in range(_POSTS):
            fields = {"body": f"Beskjed {number}", "client_token": str(uuid.uuid4())}
            status, milliseconds, _body = visitor.post(path, **fields)
            if status != 302:
                message = f"the message was refused: {status}"
                raise RuntimeError(message)
            took.append(milliseconds)
        runs.append(p50(took))
    return [Figure("messaging.post.p50_ms", p50(runs), "ms", 12)]


def live(port: int) -> list[Figure]:
    """Publishing to 300 people on one live process against a bare broadcast server."""
    people = _guardians()[:_SOCKETS]
    cookies = [_cookie(person) for person in people]
    ours = asyncio.run(_ours(port, cookies, [person.pk for person in people]))
    bare_port = servers.free_port()
    command = (sys.executable, str(Path(__file__).with_name("bare.py")), str(bare_port))
    with servers.running(*command, port=bare_port):
        bare = asyncio.run(_bare(bare_port))
    return [
        Figure("live.last_of_300.ms", ours, "ms"),
        Figure("live.bare_last_of_300.ms", bare, "ms"),
        Figure("live.last_of_300.ratio", ours / bare, "x", 2),
    ]


def _guardians() -> QuerySet[Person]:
    return Person.objects.filter(guardianships__access="full").distinct().order_by("pk")


def _cookie(person: Person) -> str:
    client = Client()
    client.force_login(person, "schools.signin.backends.PasswordBackend")
    return f"sessionid={client.cookies['sessionid'].value}"


async def _ours(port: int, cookies: list[str], people: list[int]) -> float:
    event = events.of_conversation(EventKind.POSTED, uuid.uuid4(), 1)
    event |= {"html": {"nb": _TEXT, "nn": _TEXT, "en": _TEXT}}
    envelope = events.envelope(event, people)
    url = f"ws://127.0.0.1:{port}/ws/"
    headers = [{"Cookie": cookie} for cookie in cookies]
    origin = f"http://127.0.0.1:{port}"
    sockets = [
        await websockets.connect(url, additional_headers=each, origin=origin, compression=None)
        for each in headers
    ]
    return await _rounds(sockets, lambda: asyncio.to_thread(publisher.publish, dict(envelope)))


async def _bare(port: int) -> float:
    url = f"ws://127.0.0.1:{port}/"
    sockets = [await websockets.connect(url, compression=None) for _ in range(_SOCKETS)]
    control = await websockets.connect(url, compression=None)
    return await _rounds(sockets, lambda: control.send(_TEXT + _TEXT))


async def _rounds(sockets: list[Any], tell: Any) -> float:
    """Median milliseconds from telling to the last socket; the first rounds warm up."""
    await asyncio.sleep(0.5)
    took = []
    for _ in range(_ROUNDS):
        waiting = [asyncio.ensure_future(socket.recv()) for socket in sockets]
        await asyncio.sleep(0)
        begun = time.perf_counter()
        await asyncio.gather(tell(), *waiting)
        took.append((time.perf_counter() - begun) * 1000)
        await asyncio.sleep(0.02)
    await asyncio.gather(*(socket.close() for socket in sockets))
    return p50(took[5:])
