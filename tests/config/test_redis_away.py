"""While Redis is away, people sign in, read and write; what was not published follows."""

import asyncio
import logging
import socket
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from celery import Celery
from channels.layers import get_channel_layer
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from messaging.actions import outbox, parcels
from messaging.actions.courier import courier
from messaging.live.publisher import LISTENED_AFTER, publisher
from messaging.models import Conversation, LiveOutbox, Message
from schools import outages, queue
from schools.outages import Outage
from schools.signin import refusals
from tests import services
from tests.cast import PASSWORD, Cast, build_cast
from tests.messaging import conversations as made

pytestmark = pytest.mark.slow  # a Redis is stopped and waited for

PAUSE = 0.2


class Redis:
    """One that a test may stop and start again where it stood."""

    def __init__(self) -> None:
        self._server = services.start_redis()
        self.url = f"redis://127.0.0.1:{self._server.port}/0"

    def stop(self) -> None:
        self._server.stop()

    def start(self) -> None:
        self._server = services.start_redis(self._server.port)


@pytest.fixture
def redis(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Redis]:
    """In use for the cache and the channel layer, as in production."""
    monkeypatch.setattr(outages, "PAUSE", PAUSE)
    server = Redis()
    settings.CACHES = {
        "default": {"BACKEND": "config.caches.RedisOrMemory", "LOCATION": server.url}
    }
    settings.CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "messaging.live.broadcast.Broadcast",
            "CONFIG": {"address": server.url},
        }
    }
    monkeypatch.setattr(publisher, "_layer", Outage("The channel layer", PAUSE))
    yield server
    ending = get_channel_layer().close()
    asyncio.run_coroutine_threadsafe(ending, publisher._running_loop()).result(10)
    server.stop()


@pytest.fixture
def cast(committed_db: None) -> Cast:
    cast = build_cast()
    cast.with_password("tone", "kari")
    return cast


def _enter(name: str, password: str = PASSWORD) -> tuple[Client, Any]:
    client = Client()
    answer = client.post(reverse("account_login"), {"login": name, "password": password})
    return client, answer


def _post(client: Client, thread: Conversation, body: str) -> Any:
    token = str(uuid.uuid4())
    answer = client.post(
        reverse("conversation", args=[thread.uuid]), {"body": body, "client_token": token}
    )
    assert courier.wait(10)
    return answer


def test_people_sign_in_read_and_write_while_redis_is_away(cast: Cast, redis: Redis) -> None:
    thread = made.class_thread(cast)
    assert not LiveOutbox.objects.exists()
    redis.stop()
    client, answer = _enter("tone")
    assert answer.status_code == 302
    for name in ("today", "messages", "plan", "classes", "people"):
        assert client.get(reverse(name), follow=True).status_code == 200, name
    assert _post(client, thread, "Skrevet uten Redis").status_code == 302
    assert Message.objects.filter(body="Skrevet uten Redis").exists()
    assert LiveOutbox.objects.count() == 1


def test_what_was_not_published_follows_in_its_order_when_redis_is_back(
    cast: Cast, redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the process it is of, with no sweep and no newer message."""
    thread = made.class_thread(cast)
    redis.stop()
    client, _answer = _enter("tone")
    for number in range(3):
        _post(client, thread, f"Skrevet uten Redis {number}")
    told: list[int] = []
    send = publisher._send
    monkeypatch.setattr(publisher, "_send", lambda each: told.extend(_seqs(each)) or send(each))
    assert LiveOutbox.objects.count() == 3
    redis.start()
    _wait_until(lambda: not LiveOutbox.objects.exists())
    assert told[-3:] == [2, 3, 4]


def test_a_row_that_cannot_be_packed_holds_up_none_that_was_left(
    cast: Cast, redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parcels, "_SAME_READERS", -1.0)  # as after a long outage
    thread = made.class_thread(cast)
    redis.stop()
    client, _answer = _enter("tone")
    for number in range(2):
        _post(client, thread, f"Skrevet uten Redis {number}")
    spoilt = LiveOutbox.objects.order_by("pk")[0]
    LiveOutbox.objects.filter(pk=spoilt.pk).update(event={"message": "no uuid"})
    redis.start()
    _wait_until(lambda: LiveOutbox.objects.count() < 2)
    assert LiveOutbox.objects.get() == spoilt


def test_a_redis_that_is_back_is_given_words_when_all_listen_again(
    cast: Cast, redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also what is written in that moment: told at once, it would be told to nobody."""
    thread = made.class_thread(cast)
    redis.stop()
    client, _answer = _enter("tone")
    _post(client, thread, "Skrevet uten Redis")
    taken: list[tuple[float, list[int]]] = []
    send = publisher._send

    async def noted(envelope: dict[str, Any]) -> None:
        await send(envelope)
        taken.append((time.monotonic(), _seqs(envelope)))

    monkeypatch.setattr(publisher, "_send", noted)
    redis.start()
    time.sleep(PAUSE)
    _post(client, thread, "Skrevet da den kom")
    _wait_until(lambda: not LiveOutbox.objects.exists())
    (back, nothing), (told, _seq), *_rest = taken
    assert (nothing, [seqs for _when, seqs in taken[1:]]) == ([], [[2], [3]])
    assert told - back >= LISTENED_AFTER


def test_what_closes_sockets_is_not_kept_until_redis_is_back(
    cast: Cast, redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who was signed out meanwhile may have signed in again."""
    thread = made.class_thread(cast)
    redis.stop()
    client, _answer = _enter("tone")
    _post(client, thread, "Skrevet uten Redis")
    outbox.control(message={"close_people": [cast.kari.pk]})
    assert courier.wait(10)
    taken: list[dict[str, Any]] = []
    send = publisher._send
    monkeypatch.setattr(publisher, "_send", lambda each: taken.append(each) or send(each))
    redis.start()
    _wait_until(lambda: not LiveOutbox.objects.exists())
    assert any("event" in each for each in taken)
    assert not any("close_people" in each for each in taken)


def _seqs(envelope: dict[str, Any]) -> list[int]:
    return [envelope["event"]["seq"]] if "event" in envelope else []


def _wait_until(is_so: Callable[[], bool]) -> None:
    ends = time.monotonic() + 10
    while not is_so():
        assert time.monotonic() < ends
        time.sleep(0.05)


def test_sweep_draws_none_while_redis_is_away(
    cast: Cast, redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    thread = made.class_thread(cast)
    redis.stop()
    client, _answer = _enter("tone")
    for number in range(3):
        _post(client, thread, f"Skrevet uten Redis {number}")
    time.sleep(outbox.LEFT_OVER_AFTER.total_seconds() + 0.1)
    tried: list[int] = []
    publish = outbox.publish_row
    monkeypatch.setattr(outbox, "publish_row", lambda key: tried.append(key) or publish(key))
    assert outbox.publish_leftover_events() == 0
    assert tried == []
    assert LiveOutbox.objects.count() == 3


def test_guesses_are_slowed_while_redis_is_away(cast: Cast, redis: Redis) -> None:
    redis.stop()
    for _guess in range(5):
        _client, answer = _enter("kari", "feil passord")
        assert answer.context["form"].non_field_errors() == [refusals.WRONG]
    _client, answer = _enter("kari")
    assert answer.context["form"].non_field_errors() == [str(refusals.SLOWED)]
    _client, answer = _enter("tone")
    assert answer.status_code == 302


def test_cache_comes_back(redis: Redis) -> None:
    cache.set("a", 1)
    redis.stop()
    assert cache.get("a") is None
    cache.set("a", 2)
    assert cache.get_many(["a"]) == {"a": 2}
    redis.start()
    time.sleep(PAUSE + 0.05)
    assert cache.get("a") is None, "of Redis again, which is empty"


# --- a server that does not answer is asked once, not by everybody


@pytest.fixture
def silent() -> Iterator[tuple[str, Callable[[], int]]]:
    """Takes connections and never says a word: its address, and how many there were."""
    met: list[socket.socket] = []
    listening = socket.create_server(("127.0.0.1", 0))

    def meet() -> None:
        while True:
            try:
                met.append(listening.accept()[0])
            except OSError:
                return

    threading.Thread(target=meet, daemon=True).start()
    yield f"redis://127.0.0.1:{listening.getsockname()[1]}/0", lambda: len(met)
    listening.shutdown(socket.SHUT_RDWR)
    for each in (listening, *met):
        each.close()


def test_silent_cache_is_asked_once(settings: Any, silent: tuple[str, Callable[[], int]]) -> None:
    url, times = silent
    settings.CACHES = {"default": {"BACKEND": "config.caches.RedisOrMemory", "LOCATION": url}}
    began = time.monotonic()
    for number in range(50):
        cache.set(f"key-{number}", number)
    assert cache.get("key-7") == 7
    assert times() == 1
    assert time.monotonic() - began < 30  # 50 seconds, if each of them waited


def test_queue_that_is_away_is_nobodys_fault(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(queue, "_queue", Outage("The queue", 60))
    app = Celery(broker=f"redis://127.0.0.1:{services.free_port()}/0", set_as_current=False)
    app.conf.broker_transport_options = {"socket_connect_timeout": 1, "max_retries": 0}

    @app.task(name="nothing")
    def task() -> None:
        """Never gets anywhere."""

    with caplog.at_level(logging.WARNING, "schools.outages"):
        for _time in range(3):
            queue.soon(task)
    assert len(caplog.records) == 1


def test_one_caller_finds_out_for_all(caplog: pytest.LogCaptureFixture) -> None:
    outage = Outage("It", pause=0)
    assert outage.note_away(OSError("gone"))
    assert not outage.note_away(OSError("gone"))
    assert outage.may_ask()
    outage.note_here()
    assert outage.may_ask()
    waiting = Outage("It", pause=60)
    waiting.note_away(OSError("gone"))
    assert not waiting.may_ask()
