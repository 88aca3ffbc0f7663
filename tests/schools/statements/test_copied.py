"""Rows that are written from what a query finds, and those that are written if nothing moved."""

import pytest
from django.db.models import F, Value

from messaging.models import ReadState
from schools import clock
from schools.models import Person
from schools.statements import insert_from, update_if
from tests.cast import Cast
from tests.messaging import conversations as made

pytestmark = pytest.mark.both_databases


def test_a_row_for_each_that_is_found_and_none_twice(cast: Cast) -> None:
    thread = made.class_thread(cast)
    known = ReadState.objects.filter(conversation=thread).count()
    blank = ReadState(conversation=thread, read_at=clock.now(), marked_unread=True, draft="%s")
    people = Person.objects.filter(pk__in=[cast.kari.pk, cast.mona.pk]).annotate(read=F("pk") * 0)
    assert insert_from(people, blank, person="pk", last_read_seq="read") == 2
    assert insert_from(people, blank, person="pk", last_read_seq="read") == 0
    assert ReadState.objects.filter(conversation=thread).count() == known + 2
    kari = ReadState.objects.get(person=cast.kari)
    assert (kari.last_read_seq, kari.marked_unread, kari.draft) == (0, True, "%s")
    assert kari.read_at == blank.read_at
    assert kari.muted_at is None


def test_where_nobody_can_be_found_nothing_is_asked(cast: Cast) -> None:
    blank = ReadState(conversation=made.class_thread(cast), read_at=clock.now())
    nobody = Person.objects.none().annotate(read=Value(0))
    assert insert_from(nobody, blank, person="pk") == 0


def test_what_moved_meanwhile_is_left_as_it_is(cast: Cast) -> None:
    thread = made.class_thread(cast)
    row = ReadState.objects.create(conversation=thread, person=cast.kari, read_at=clock.now())
    row.draft, row.muted_at = "mitt", clock.now()
    assert update_if(row, "draft", "muted_at", was=("muted_at", None))
    row.draft = "senere"
    assert not update_if(row, "draft", was=("muted_at", None))
    assert update_if(row, "draft", was=("muted_at", row.muted_at))
    row.refresh_from_db()
    assert row.draft == "senere"


def test_in_haste_it_is_written_too(cast: Cast) -> None:
    thread = made.class_thread(cast)
    row = ReadState.objects.create(conversation=thread, person=cast.kari, read_at=clock.now())
    row.draft = "mitt"
    assert update_if(row, "draft", was=("muted_at", None), in_haste=True)
    assert not update_if(row, "draft", was=("muted_at", clock.now()), in_haste=True)
    row.refresh_from_db()
    assert row.draft == "mitt"
