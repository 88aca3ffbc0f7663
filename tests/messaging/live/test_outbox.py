"""What a crash leaves between commit and publication is published by the sweeper."""

import datetime as dt
import subprocess
import sys
import threading
import time
import uuid
from typing import Any

import pytest
from django.db import connection

from messaging import targets
from messaging.actions import (
    announcing,
    courier,
    messages,
    outbox,
    parcels,
    participants,
    publishing,
    reading,
)
from messaging.choices import Part
from messaging.live.publisher import publisher
from messaging.models import LiveOutbox, Message
from schools import clock
from schools.models import Guardianship
from tests.cast import Cast, build_cast
from tests.messaging import conversations as made
from tests.messaging.live.sockets import socket_of
from tests.messaging.live.untold import untold_message
from tests.site import LiveSite

pytestmark = pytest.mark.slow  # each on a server and a database of its own


@pytest.fixture
def cast(live_site: LiveSite) -> Cast:
    return build_cast()


@pytest.fixture
def crashed(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """A message is committed, and the process dies before it is published."""
    row = untold_message(cast, made.class_thread(cast), monkeypatch)
    row.created_at = clock.now() - dt.timedelta(seconds=2)
    row.save(update_fields=["created_at"])


def test_a_published_envelope_leaves_no_row(cast: Cast) -> None:
    made.class_thread(cast)
    assert not LiveOutbox.objects.exists()


def test_the_sweeper_publishes_what_was_left(
    live_site: LiveSite, cast: Cast, crashed: None
) -> None:
    with socket_of(live_site, cast.kari) as kari:
        kari.is_in()
        assert outbox.publish_leftover_events() == 1
        assert "rett før" in kari.next("posted")["html"]
    assert outbox.publish_leftover_events() == 0


def test_the_sweeper_asks_again_who_may_read(
    live_site: LiveSite, cast: Cast, crashed: None
) -> None:
    Guardianship.objects.filter(guardian=cast.kari).update(ends=clock.today())
    with socket_of(live_site, cast.kari) as kari, socket_of(live_site, cast.mona) as mona:
        kari.is_in(), mona.is_in()
        outbox.publish_leftover_events()
        mona.next("posted")
        assert "posted" not in kari.heard_before_pong()


def test_a_fresh_row_is_left_to_its_own_process(cast: Cast, crashed: None) -> None:
    LiveOutbox.objects.update(created_at=clock.now())
    assert outbox.publish_leftover_events() == 0
    assert LiveOutbox.objects.count() == 1


def test_one_envelope_that_cannot_be_sent_holds_up_no_other(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    earlier = clock.now() - dt.timedelta(seconds=2)
    for number in range(3):
        LiveOutbox.objects.create(event={"number": number}, recipients=[], created_at=earlier)
    send = publisher._send

    async def spoilt(envelope: dict[str, Any]) -> None:
        if envelope["event"]["number"] == 0:
            raise ValueError
        await send(envelope)

    monkeypatch.setattr(publisher, "_send", spoilt)
    assert outbox.publish_leftover_events() == 2
    assert LiveOutbox.objects.get().event == {"number": 0}


def test_a_message_withdrawn_before_the_sweep_is_not_shown(
    live_site: LiveSite, cast: Cast, crashed: None
) -> None:
    message = Message.objects.get(body="rett før")
    with socket_of(live_site, cast.kari) as kari:
        kari.is_in()
        messages.withdraw_message(actor=cast.fresh("tone"), message=message)
        assert kari.next("changed")["message"] == str(message.uuid)
        assert outbox.publish_leftover_events() == 1
        event = kari.next("posted")
    assert "rett før" not in event["html"]
    assert not event["preview"]


def test_a_message_that_is_gone_holds_up_no_other(cast: Cast) -> None:
    thread = made.class_thread(cast)
    earlier = clock.now() - dt.timedelta(seconds=2)
    for name in (thread.messages.get().uuid, uuid.uuid4(), "no name", thread.messages.get().uuid):
        event = {"type": "posted", "message": str(name)}
        LiveOutbox.objects.create(
            conversation=thread, event=event, recipients=[cast.kari.pk], created_at=earlier
        )
    assert outbox.publish_leftover_events() == 3
    assert LiveOutbox.objects.get().event["message"] == "no name"


def test_who_was_let_in_again_is_told_nothing_from_before(cast: Cast) -> None:
    thread = made.home_threads(cast)[0]
    tone, arne = cast.fresh("tone"), cast.fresh("arne")
    participants.add_participant(actor=tone, conversation=thread, person=arne)
    message = messages.post_message(
        actor=tone, conversation=thread, body="mellom oss", client_token=uuid.uuid4()
    )
    event = {"type": "posted", "message": str(message.uuid)}
    row = LiveOutbox(conversation=thread, event=event, recipients=[arne.pk, tone.pk], pk=1)
    assert parcels.packed_again(row).recipients == sorted([arne.pk, tone.pk])
    participants.end_participant(actor=tone, conversation=thread, person=arne)
    participants.add_participant(actor=tone, conversation=thread, person=arne)
    assert parcels.packed_again(row).recipients == [tone.pk]


def test_what_waited_long_is_told_as_it_is_now(
    live_site: LiveSite, cast: Cast, crashed: None
) -> None:
    message, row = Message.objects.get(body="rett før"), LiveOutbox.objects.get()
    waited = parcels.Parcel(
        row.event, row.recipients, message, row.pk, taken_at=time.monotonic() - 1
    )
    with socket_of(live_site, cast.kari) as kari:
        kari.is_in()
        messages.withdraw_message(actor=cast.fresh("tone"), message=message)
        kari.next("changed")
        courier.courier.take(waited)
        assert "rett før" not in kari.next("posted")["html"]
        assert courier.courier.wait(10)
    assert not LiveOutbox.objects.exists()
    assert publishing.publish([waited]) == []  # somebody else has told it


def test_a_message_is_stored_when_no_thread_can_start(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_thread: threading.Thread) -> None:
        raise RuntimeError

    alone = courier.Courier()
    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", refuse)
        alone.take(parcels.Parcel({"close_people": []}))
        assert not alone.wait(0)
    alone.take(parcels.Parcel({"close_people": []}))
    assert alone.wait(10)


def test_a_worker_that_ends_tells_what_it_has() -> None:
    """Workers of the web server are forked, and end without what ``atexit`` would call."""
    told = subprocess.run(
        [sys.executable, "-c", _WORKER], check=True, capture_output=True, text=True, timeout=60
    )
    assert told.stdout == "told 1\n"


_WORKER = """
import multiprocessing, time, django
django.setup()
from messaging.actions import courier, parcels
def publish(taken):
    for parcel in taken:
        time.sleep(0.3)
        print("told", parcel.event["n"], flush=True)
    return taken
def work():
    courier.publish = publish
    courier.courier.take(parcels.Parcel({"n": 1}))
worker = multiprocessing.get_context("fork").Process(target=work)
worker.start()
worker.join()
"""


def test_pages_are_told_in_the_order_of_the_commits(live_site: LiveSite, cast: Cast) -> None:
    thread = made.class_thread(cast)
    with socket_of(live_site, cast.kari) as kari:
        kari.is_in()
        for number in range(20):
            messages.post_message(
                actor=cast.fresh("tone"),
                conversation=thread,
                body=f"nummer {number}",
                client_token=uuid.uuid4(),
            )
        assert [kari.next("posted")["seq"] for _ in range(20)] == list(range(2, 22))
    assert courier.courier.wait(10)
    assert not LiveOutbox.objects.exists()


def test_a_parcel_that_cannot_be_packed_holds_up_no_other(cast: Cast) -> None:
    rows = [
        LiveOutbox.objects.create(event={"number": number}, recipients=[], created_at=clock.now())
        for number in range(2)
    ]
    bare = Message(body="uten forfatter")
    spoilt = parcels.Parcel(rows[0].event, [], bare, rows[0].pk)
    courier.courier.take(spoilt)
    courier.courier.take(parcels.Parcel(rows[1].event, [], None, rows[1].pk))
    assert courier.courier.wait(10)
    assert LiveOutbox.objects.get() == rows[0]


def test_the_courier_goes_on_when_a_delivery_fails(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [
        LiveOutbox.objects.create(event={"number": number}, recipients=[], created_at=clock.now())
        for number in range(2)
    ]
    with monkeypatch.context() as patch:
        patch.setattr(publishing, "_forget", None)
        courier.courier.take(parcels.Parcel(rows[0].event, [], None, rows[0].pk))
        assert courier.courier.wait(10)
    courier.courier.take(parcels.Parcel(rows[1].event, [], None, rows[1].pk))
    assert courier.courier.wait(10)
    assert LiveOutbox.objects.get() == rows[0]


def test_a_lost_connection_leaves_the_row_and_is_opened_anew(cast: Cast) -> None:
    row = LiveOutbox.objects.create(event={}, recipients=[], created_at=clock.now())
    connection.ensure_connection()
    connection.connection.close()
    publishing._forget([row.pk])
    assert LiveOutbox.objects.get() == row


def test_a_process_that_never_told_anything_has_nothing_to_wait_for() -> None:
    assert courier.Courier().wait(0)


def test_a_row_that_cannot_be_deleted_does_no_harm(cast: Cast) -> None:
    row = LiveOutbox.objects.create(event={}, recipients=[], created_at=clock.now())
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE messaging_liveoutbox RENAME TO elsewhere")
    publishing._forget([row.pk])
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE elsewhere RENAME TO messaging_liveoutbox")
    assert LiveOutbox.objects.get() == row


def test_many_who_read_are_told_of_once(live_site: LiveSite, cast: Cast) -> None:
    thread = made.class_thread(cast)
    for name in ("kari", "mona"):
        reading.mark_read(actor=cast.fresh(name), conversation=thread, seq=1)
    assert courier.courier.wait(10)
    assert [row.is_reach for row in LiveOutbox.objects.all()] == [True]
    LiveOutbox.objects.update(created_at=clock.now() - dt.timedelta(seconds=2))
    with socket_of(live_site, cast.tone) as tone, socket_of(live_site, cast.kari) as kari:
        tone.is_in(), kari.is_in()
        assert outbox.publish_leftover_events() == 1
        assert tone.next("reach")["conversation"] == str(thread.uuid)
        assert "reach" not in kari.heard_before_pong()
    assert not LiveOutbox.objects.exists()


def test_readers_of_a_whole_school_are_told_of_to_the_sender_alone(cast: Cast) -> None:
    sissel = cast.fresh("sissel")
    to = [targets.of_school(cast.lade.pk, part) for part in Part]
    thread = announcing.announce(actor=sissel, to=to, draft=made.draft())
    assert courier.courier.wait(10)
    reading.mark_read(actor=cast.fresh("kari"), conversation=thread, seq=1)
    assert courier.courier.wait(10)
    row = LiveOutbox.objects.select_related("conversation").get()
    assert parcels.packed_again(row).packed()["recipients"] == [sissel.pk]


def test_how_far_many_have_read_is_told_when_the_layer_is_back(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    thread = made.class_thread(cast)
    assert courier.courier.wait(10)
    LiveOutbox.objects.all().delete()
    publishing.tell_reach(conversation=thread)
    for taken in (False, True):
        LiveOutbox.objects.update(created_at=clock.now() - dt.timedelta(seconds=2))
        heard: list[dict[str, Any]] = []
        with monkeypatch.context() as patch:
            patch.setattr(parcels, "_FRESH", -1)
            patch.setattr(publisher, "publish", lambda one, t=taken, h=heard: h.append(one) or t)
            assert outbox.publish_leftover_events() == taken
        assert cast.tone.pk in heard[0]["recipients"]
        assert [row.is_reach for row in LiveOutbox.objects.all()] == [True] * (not taken)
