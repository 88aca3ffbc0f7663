"""Leaders and the office read announcements of their school; only those meant for them ask."""

import pytest

from messaging.choices import Part
from messaging.queries import inbox, threads
from schools.choices import Role
from tests.cast import Cast
from tests.messaging import conversations as made

pytestmark = pytest.mark.django_db


def test_what_is_overseen_is_read_and_asks_nothing(cast: Cast) -> None:
    announced = made.announcement(cast, (Part.GUARDIANS,))
    sissel = cast.fresh("sissel")

    [row] = inbox.inbox(sissel, Role.LEADER)

    assert (row.uuid, row.to_confirm) == (announced.uuid, False)
    assert inbox.waiting(sissel, Role.LEADER, None, 5) == []
    assert inbox.unread_count(sissel) == 0
    shown = threads.thread(sissel, announced.uuid, Role.LEADER)
    assert (len(shown.cards), shown.to_confirm) == (1, ())


def test_those_it_was_sent_to_are_asked(cast: Cast) -> None:
    announced = made.announcement(cast, (Part.GUARDIANS, Part.STAFF))
    for name, role in (("kari", Role.GUARDIAN), ("arne", Role.TEACHER)):
        person = cast.fresh(name)
        assert [row.uuid for row in inbox.waiting(person, role, None, 5)] == [announced.uuid]
        assert inbox.unread_count(person) == 1
        assert len(threads.thread(person, announced.uuid, role).to_confirm) == 1
