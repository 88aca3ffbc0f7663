"""State and events give the same page as a fresh load; pages cost a fixed number of queries."""

import datetime as dt
import uuid
from collections.abc import Callable

import pytest
from django.test import Client

from messaging.actions import messages, parcels, reading
from messaging.choices import Part, Side
from messaging.models import Conversation, LiveOutbox, Message
from messaging.queries import inbox, reach, threads
from schools.choices import Role
from schools.models import Person
from tests.cast import Cast
from tests.messaging import conversations as made


def _post(cast: Cast, thread: Conversation) -> None:
    messages.post_message(
        actor=cast.fresh("mona"), conversation=thread, body="Til", client_token=uuid.uuid4()
    )


def _last(thread: Conversation) -> Message:
    found = thread.messages.order_by("-seq").first()
    assert found is not None
    return found


def _edit(cast: Cast, thread: Conversation) -> None:
    messages.edit_message(actor=cast.fresh("tone"), message=_last(thread), body="Annet")


def _withdraw(cast: Cast, thread: Conversation) -> None:
    messages.withdraw_message(actor=cast.fresh("tone"), message=_last(thread))


def _confirm(cast: Cast, thread: Conversation) -> None:
    reading.confirm(actor=cast.fresh("mona"), message=_last(thread))


def _page(cast: Cast, thread: Conversation) -> dict[str, str]:
    """What a fresh load shows, by message."""
    from messaging.fragments import message_html

    shown = threads.thread(cast.fresh("kari"), thread.uuid, Role.GUARDIAN)
    return {str(card.uuid): message_html(card) for card in shown.cards}


@pytest.mark.parametrize("change", [_post, _edit, _withdraw, _confirm])
def test_state_and_events_are_a_fresh_load(
    cast: Cast, change: Callable[[Cast, Conversation], None]
) -> None:
    thread = made.announcement(cast) if change is _confirm else made.class_thread(cast)
    page, known = _page(cast, thread), 1
    LiveOutbox.objects.all().delete()
    change(cast, thread)
    event = parcels.packed_again(LiveOutbox.objects.get()).packed()["event"]
    assert event["version"] == known + 1
    if "html" in event:
        page[event["message"]] = event["html"]["nb"]
    assert page == _page(cast, thread)


@pytest.mark.parametrize("change", [_post, _edit, _withdraw, _confirm])
def test_what_is_missed_brings_a_page_up_to_date(
    cast: Cast, change: Callable[[Cast, Conversation], None]
) -> None:
    from messaging.fragments import message_html

    thread = made.announcement(cast) if change is _confirm else made.class_thread(cast)
    page = _page(cast, thread)
    change(cast, thread)
    kari = cast.fresh("kari")
    found = threads.conversation(kari, thread.uuid)
    missed = threads.missed(kari, found, 1)
    page |= {str(card.uuid): message_html(card) for card in missed.cards}
    assert page == _page(cast, thread)
    assert threads.missed(kari, found, found.version).cards == ()


def test_a_protected_writer_is_not_named(cast: Cast) -> None:
    thread = made.class_thread(cast, parts=(Part.PUPILS,))
    messages.post_message(
        actor=cast.fresh("amira"), conversation=thread, body="Hei", client_token=uuid.uuid4()
    )
    assert "Amira" not in str(_event_html(thread))
    for name in ("nora", "tone"):
        client = Client()
        client.force_login(cast.fresh(name))
        assert b"Haddad" not in client.get(f"/meldinger/{thread.uuid}/").content
        assert b"Haddad" not in client.get("/meldinger/").content


def _event_html(thread: Conversation) -> object:
    newest = LiveOutbox.objects.filter(conversation=thread).order_by("-pk").first()
    assert newest is not None
    return parcels.packed_again(newest).packed()["event"]["html"]


def test_homes_are_counted_and_protected_ones_only_for_their_own(cast: Cast) -> None:
    thread = made.announcement(cast, parts=(Part.GUARDIANS,))
    reading.mark_read(actor=cast.fresh("erik"), conversation=thread, seq=1)
    reading.confirm(actor=cast.fresh("mona"), message=thread.messages.get())
    found = reach.reach(cast.fresh("tone"), thread)
    assert (len(found.homes), found.homes_read, found.homes_confirmed) == (4, 1, 1)
    assert len(reach.reach(cast.fresh("hanne"), thread).homes) == 5


def test_unread_counts_what_is_new(cast: Cast) -> None:
    thread = made.class_thread(cast)
    kari = cast.fresh("kari")
    assert inbox.unread_count(kari) == 1
    (row,) = inbox.inbox(kari, Role.GUARDIAN)
    assert (row.unread, row.people, row.preview) == (1, "6A – foresatte", "Husk matpakke")
    assert [child.given_name for child in row.children] == ["Nora"]
    reading.mark_read(actor=kari, conversation=thread, seq=99)
    assert inbox.unread_count(cast.fresh("kari")) == 0
    reading.mark_read(actor=kari, conversation=thread, seq=0)
    assert inbox.unread_count(cast.fresh("kari")) == 0


def test_the_acting_role_decides_the_list(cast: Cast) -> None:
    at_lade = made.class_thread(cast)
    tuva = cast.fresh("tuva")  # teacher at Rosenborg, guardian of Per in 6B at Lade
    assert inbox.inbox(tuva, Role.GUARDIAN) == []
    made.direct(cast, "tone", "odd")
    anne = cast.fresh("anne")
    assert at_lade.uuid not in {row.uuid for row in inbox.inbox(anne, Role.GUARDIAN)}
    assert inbox.inbox(cast.fresh("tone"), Role.ADMIN) == []


def test_a_thread_waits_for_the_other_side(cast: Cast) -> None:
    made.direct(cast)
    (row,) = inbox.inbox(cast.fresh("tone"), Role.TEACHER)
    assert row.waits_for_me
    (own,) = inbox.inbox(cast.fresh("kari"), Role.GUARDIAN)
    assert not own.waits_for_me
    assert len(inbox.waiting(cast.fresh("tone"), Role.TEACHER, None, 5)) == 1


def _client(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("name", "queries"), [("kari", 9), ("tone", 8)])
def test_the_list_costs_the_same_for_one_and_three(
    cast: Cast, django_assert_max_num_queries: Callable, count: int, name: str, queries: int
) -> None:
    for _ in range(count):
        made.class_thread(cast)
        made.home_threads(cast)
    client = _client(cast.fresh(name))
    with django_assert_max_num_queries(queries):
        assert client.get("/meldinger/").status_code == 200


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("name", "queries"), [("kari", 12), ("tone", 12)])
def test_a_thread_costs_the_same_for_one_and_three(
    cast: Cast, django_assert_max_num_queries: Callable, count: int, name: str, queries: int
) -> None:
    thread = made.class_thread(cast)
    for _ in range(count):
        _post(cast, thread)
    client = _client(cast.fresh(name))
    with django_assert_max_num_queries(queries):
        assert client.get(f"/meldinger/{thread.uuid}/").status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_what_waits_to_be_sent_costs_one_more(
    cast: Cast, django_assert_max_num_queries: Callable, count: int
) -> None:
    thread = made.class_thread(cast)
    for _ in range(count):
        made.scheduled(cast, thread)
    client = _client(cast.fresh("kari"))
    with django_assert_max_num_queries(13):
        page = client.get(f"/meldinger/{thread.uuid}/")
    assert page.text.count("Bare du ser dette.") == count


def test_older_pages_follow_each_other(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threads, "PAGE", 2)
    thread = made.class_thread(cast)
    for _ in range(4):
        _post(cast, thread)
    kari = cast.fresh("kari")
    newest = threads.thread(kari, thread.uuid, Role.GUARDIAN)
    assert [card.seq for card in newest.cards] == [4, 5]
    assert newest.older_before == 4
    older = threads.thread(kari, thread.uuid, Role.GUARDIAN, before=4)
    assert [card.seq for card in older.cards] == [2, 3]
    assert newest.writes_as == Side.GUARDIAN


def test_the_list_goes_on_where_it_stopped(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox, "PAGE", 2)
    for _ in range(3):
        made.class_thread(cast)
    kari = cast.fresh("kari")
    first = inbox.inbox(kari, Role.GUARDIAN)
    assert len(first) == 3
    rest = inbox.inbox(kari, Role.GUARDIAN, before=first[1].at)
    assert [row.uuid for row in rest] == [first[2].uuid]
    assert inbox.inbox(kari, Role.GUARDIAN, before=first[2].at - dt.timedelta(days=1)) == []


@pytest.mark.parametrize("name", ["kari", "tone"])
def test_guardian_of_a_protected_child_is_not_named_to_the_class(cast: Cast, name: str) -> None:
    """The family's name would tell that the child is in the class."""
    thread = made.class_thread(cast)
    given = {"conversation": thread, "client_token": uuid.uuid4()}
    messages.post_message(actor=cast.fresh("leila"), body="Vi kommer", **given)
    card = threads.thread(cast.fresh(name), thread.uuid, None).cards[-1]
    assert "Haddad" not in card.author
    assert not card.initials
    events = str([parcels.packed_again(row).packed() for row in LiveOutbox.objects.all()])
    assert "Vi kommer" in events
    assert "Haddad" not in events
