"""What a crash leaves between commit and publication is published by the sweeper."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.db import connection

from messaging.actions import messages, outbox
from messaging.live.publisher import publisher
from messaging.models import LiveOutbox
from schools import clock
from schools.models import Guardianship
from tests.cast import Cast, build_cast
from tests.messaging import conversations as made
from tests.messaging.live.sockets import socket_of
from tests.site import LiveSite

pytestmark = pytest.mark.slow  # each on a server and a database of its own


@pytest.fixture
def cast(live_site: LiveSite) -> Cast:
    return build_cast()


@pytest.fixture
def crashed(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """A message is committed, and the process dies before it is published."""
    thread = made.class_thread(cast)
    with monkeypatch.context() as patch:
        patch.setattr(publisher, "publish", lambda envelope: False)
        messages.post_message(
            actor=cast.fresh("tone"),
            conversation=thread,
            body="rett før",
            client_token=uuid.uuid4(),
        )
    earlier = clock.now() - dt.timedelta(seconds=2)
    assert LiveOutbox.objects.update(created_at=earlier) == 1


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


def test_a_row_that_cannot_be_deleted_does_no_harm(cast: Cast) -> None:
    row = LiveOutbox.objects.create(event={}, recipients=[], created_at=clock.now())
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE messaging_liveoutbox RENAME TO elsewhere")
    outbox._forget(row)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE elsewhere RENAME TO messaging_liveoutbox")
    assert LiveOutbox.objects.get() == row
