"""Rows written at once: all of them, or nothing when the first was there before."""

import uuid

import pytest
from django.db import DatabaseError, DataError, connection, transaction
from django.test.utils import CaptureQueriesContext

from messaging.choices import Side
from messaging.models import Conversation, Message, ReadState
from schools import clock
from schools.actions import audit
from schools.models import AuditEntry, Group
from schools.statements import insert, plan_once, together, update, upsert
from tests.cast import Cast
from tests.messaging import conversations as made

pytestmark = pytest.mark.both_databases


def next_in(thread: Conversation, cast: Cast, token: uuid.UUID) -> Message:
    """A message that is not written yet, with its key."""
    return Message(
        pk=plan_once(reserving=Message),
        conversation=thread,
        seq=thread.last_seq + 1,
        version=thread.version + 1,
        author=cast.tone,
        author_side=Side.STAFF,
        body="Ta med 100 % ull",
        client_token=token,
        created_at=clock.now(),
    )


def write_all(message: Message, cast: Cast) -> bool:
    """The message first, and what follows from it: changed, new, and one or the other."""
    thread = message.conversation
    thread.title, thread.state = "Nytt", ""
    state = ReadState(
        person=cast.tone, conversation=thread, last_read_seq=message.seq, read_at=clock.now()
    )
    with together(message) as block:
        update(thread, "title", "state")
        upsert(state, unique=("person", "conversation"), update=("last_read_seq",))
        audit.record(actor=None, action="test", about=message, words={"a": [1, "%"]})
    return block.written


def test_all_rows_are_written_in_one_trip(cast: Cast) -> None:
    thread = made.direct(cast)
    message = next_in(thread, cast, uuid.uuid4())
    with CaptureQueriesContext(connection) as trips:
        assert write_all(message, cast)
    if connection.vendor == "postgresql":
        assert len(trips) == 1
    stored = Message.objects.get(pk=message.pk)
    assert (stored.body, stored.asks_confirmation) == ("Ta med 100 % ull", False)
    assert Conversation.objects.get(pk=thread.pk).title == "Nytt"
    assert ReadState.objects.get(person=cast.tone).last_read_seq == message.seq
    entry = AuditEntry.objects.get(action="test")
    assert (entry.object_id, entry.details) == (str(message.pk), {"words": {"a": [1, "%"]}})


def test_rows_get_their_keys(cast: Cast) -> None:
    with together() as block:
        entry = audit.record(actor=cast.tone, action="test", about=cast.tone)
        assert entry.pk is None
    assert block.written
    assert AuditEntry.objects.get(action="test") == entry
    assert not entry._state.adding


def test_nothing_is_written_when_the_first_was_there(cast: Cast) -> None:
    thread = made.direct(cast)
    token, title = uuid.uuid4(), thread.title
    assert insert(next_in(thread, cast, token))
    assert not write_all(next_in(thread, cast, token), cast)
    assert Conversation.objects.get(pk=thread.pk).title == title
    assert not AuditEntry.objects.filter(action="test").exists()
    assert not ReadState.objects.filter(person=cast.tone).exists()


def test_a_row_that_is_there_is_changed(cast: Cast) -> None:
    thread = made.direct(cast)
    for seq in (1, 7):
        state = ReadState(
            person=cast.tone, conversation=thread, last_read_seq=seq, read_at=clock.now()
        )
        with together():
            upsert(state, unique=("person", "conversation"), update=("last_read_seq",))
        assert ReadState.objects.get(person=cast.tone) == state
    assert ReadState.objects.get(person=cast.tone).last_read_seq == 7


def test_a_row_to_change_that_is_gone_is_an_error(cast: Cast) -> None:
    group = Group(pk=0, name="6Z")
    with pytest.raises(DatabaseError, match="gone"), together():
        update(group, "name")


def test_an_empty_block_writes_nothing(cast: Cast) -> None:
    with CaptureQueriesContext(connection) as trips, together() as block:
        pass
    assert block.written
    assert not len(trips)


def test_a_block_that_fails_writes_nothing_and_leaves_the_next_alone(cast: Cast) -> None:
    def fail() -> None:
        with together():
            audit.record(actor=cast.tone, action="test", about=cast.tone)
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert not AuditEntry.objects.filter(action="test").exists()
    audit.record(actor=cast.tone, action="test", about=cast.tone)
    assert AuditEntry.objects.filter(action="test").exists()


def test_a_value_that_does_not_fit_is_refused_not_cut(cast: Cast) -> None:
    if connection.vendor != "postgresql":
        return  # SQLite knows no lengths
    with pytest.raises(DataError), transaction.atomic(), together():
        audit.record(actor=cast.tone, action="x" * 500, about=cast.tone)
