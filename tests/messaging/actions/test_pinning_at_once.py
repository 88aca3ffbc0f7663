"""Two who pin at once at one school."""

import threading

import pytest
from django.db import connection

from messaging.actions import pinning
from messaging.models import Conversation
from schools import clock
from schools.exceptions import InvalidInput
from tests.cast import Cast, build_cast
from tests.messaging import conversations as made


def _pin_at_once(cast: Cast, two: list[Conversation]) -> int:
    """How many were refused."""
    begin, refused = threading.Barrier(2), []

    def pin(one: Conversation) -> None:
        begin.wait(30)
        try:
            pinning.pin_for_all(actor=cast.fresh("tone"), conversation=one, until=clock.today())
        except InvalidInput:
            refused.append(one)
        connection.close()

    both = [threading.Thread(target=pin, args=[one]) for one in two]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join(60)
    return len(refused)


def test_two_at_once_are_not_one_too_many(
    committed_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast = build_cast()
    monkeypatch.setattr(pinning, "MOST_PINNED", 1)
    two = [made.announcement(cast), made.announcement(cast)]
    assert _pin_at_once(cast, two) == 1
    assert Conversation.objects.filter(pinned_until__isnull=False).count() == 1
