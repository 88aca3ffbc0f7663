"""What waits in a process that is behind: told as it was, unless that has changed."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError

from messaging.actions import courier, messages, parcels, publishing
from messaging.live.publisher import publisher
from messaging.models import Conversation, LiveOutbox, Message
from messaging.queries import cards
from schools import clock
from schools.models import Guardianship
from tests.cast import Cast, build_cast
from tests.messaging import conversations as made
from tests.messaging.live.untold import untold_message
from tests.site import LiveSite

pytestmark = pytest.mark.slow  # each on a server and a database of its own

Waiting = Callable[[float], parcels.Parcel]


@pytest.fixture
def cast(live_site: LiveSite) -> Cast:
    return build_cast()


@pytest.fixture
def waiting(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Waiting:
    """A message to Nora's home is committed and not published yet; for so many seconds."""
    row = untold_message(cast, made.home_threads(cast)[0], monkeypatch)

    def parcel(seconds: float) -> parcels.Parcel:
        message = cards.load_card_parts(Message.objects.get(body="rett før"))
        taken_at = time.monotonic() - seconds
        return parcels.Parcel(row.event, row.recipients, message, row.pk, taken_at=taken_at)

    return parcel


def test_who_falls_behind_asks_two_things_for_all_that_wait(
    cast: Cast, waiting: Waiting, django_assert_num_queries: Any
) -> None:
    others = [
        LiveOutbox.objects.create(event={"number": number}, recipients=[], created_at=clock.now())
        for number in range(3)
    ]
    bare = [parcels.Parcel(each.event, [], None, each.pk) for each in others]
    waited = waiting(1)
    with django_assert_num_queries(2):
        same = parcels.as_they_were([waited, *bare])
    assert same == {waited.row, *(each.pk for each in others)}
    with django_assert_num_queries(0):
        assert parcels.as_they_were(bare) == set()


def test_what_became_sensitive_while_it_waited_is_not_told(cast: Cast, waiting: Waiting) -> None:
    waited = waiting(1)
    Conversation.objects.filter(messages=waited.message).update(is_sensitive=True)
    assert parcels.as_they_were([waited]) == set()
    renewed = parcels.renewed(waited)
    assert renewed is not None
    assert "rett før" not in str(renewed.packed())


def test_what_is_told_late_is_asked_for_though_it_was_the_same_before(
    cast: Cast, waiting: Waiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited = waiting(6)
    monkeypatch.setattr(publishing, "as_they_were", lambda _parcels: {waited.row})
    messages.withdraw_message(actor=cast.fresh("tone"), message=waited.message)
    assert courier.courier.wait(10)
    told: list[dict[str, Any]] = []
    monkeypatch.setattr(publisher, "publish", lambda envelope: told.append(envelope) or True)
    publishing.publish([waited])
    assert len(told) == 1
    assert "rett før" not in str(told)


def test_a_question_that_fails_holds_up_none_that_needs_none(
    cast: Cast, waiting: Waiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_parcels: object) -> set[int]:
        raise OperationalError

    waited = waiting(1)
    monkeypatch.setattr(publishing, "as_they_were", fail)
    control = parcels.Parcel({"close_people": []})
    assert len(publishing.publish([waited, control])) == 2


def test_readers_are_asked_anew_for_what_waited_longer(cast: Cast, waiting: Waiting) -> None:
    waited = waiting(6)
    assert parcels.as_they_were([waited]) == set()
    Guardianship.objects.filter(guardian=cast.kari).update(ends=clock.today())
    renewed = parcels.renewed(waited)
    assert renewed is not None
    assert cast.kari.pk in waited.packed()["recipients"]
    assert cast.kari.pk not in renewed.packed()["recipients"]
