"""Marked unread is the reader's own note; what was read stays read."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from messaging.actions import messages, reading
from messaging.choices import Part, Shown
from messaging.models import Conversation, LiveOutbox, ReadState
from messaging.queries import inbox, reach, threads
from schools.choices import Role
from schools.exceptions import NotVisible
from tests.cast import Cast
from tests.messaging import conversations as made

pytestmark = pytest.mark.both_databases


@pytest.fixture
def thread(cast: Cast) -> Conversation:
    """Kari has read all there is."""
    thread = made.announcement(cast, parts=(Part.GUARDIANS,))
    reading.mark_read(actor=cast.fresh("kari"), conversation=thread, seq=1)
    return thread


def _unread(cast: Cast) -> tuple[int, int]:
    """In the list and in the menu."""
    kari = cast.fresh("kari")
    [row] = inbox.inbox(kari, Role.GUARDIAN)
    return row.unread, inbox.unread_count(kari)


def test_it_is_unread_in_list_menu_and_thread(cast: Cast, thread: Conversation) -> None:
    assert _unread(cast) == (0, 0)
    reading.mark_unread(actor=cast.fresh("kari"), conversation=thread)
    assert _unread(cast) == (1, 1)
    assert threads.thread(cast.fresh("kari"), thread.uuid, Role.GUARDIAN).first_unread == 1


def test_what_the_school_counts_stays_read(cast: Cast, thread: Conversation) -> None:
    before = reach.reach(cast.fresh("tone"), thread)
    reading.mark_unread(actor=cast.fresh("kari"), conversation=thread)
    assert reach.reach(cast.fresh("tone"), thread) == before
    assert before.homes_read == 1


def test_reading_to_the_end_ends_it(cast: Cast, thread: Conversation) -> None:
    reading.mark_unread(actor=cast.fresh("kari"), conversation=thread)
    reading.mark_read(actor=cast.fresh("kari"), conversation=thread, seq=0)
    assert _unread(cast) == (1, 1)
    reading.mark_read(actor=cast.fresh("kari"), conversation=thread, seq=1)
    assert _unread(cast) == (0, 0)


def test_answering_ends_it(cast: Cast) -> None:
    thread = made.class_thread(cast)
    kari = cast.fresh("kari")
    reading.mark_read(actor=kari, conversation=thread, seq=1)
    reading.mark_unread(actor=kari, conversation=thread)
    assert _unread(cast) == (1, 1)
    messages.post_message(actor=kari, conversation=thread, body="Ja", client_token=uuid.uuid4())
    assert _unread(cast) == (0, 0)


def test_newer_messages_count_once(cast: Cast) -> None:
    thread = made.class_thread(cast)
    reading.mark_read(actor=cast.fresh("kari"), conversation=thread, seq=1)
    reading.mark_unread(actor=cast.fresh("kari"), conversation=thread)
    messages.post_message(
        actor=cast.fresh("tone"), conversation=thread, body="Til", client_token=uuid.uuid4()
    )
    assert _unread(cast) == (1, 1)


def test_what_was_never_read_needs_no_mark(cast: Cast) -> None:
    thread = made.class_thread(cast)
    LiveOutbox.objects.all().delete()
    reading.mark_unread(actor=cast.fresh("kari"), conversation=thread)
    assert not ReadState.objects.filter(person=cast.kari).exists()
    assert not LiveOutbox.objects.exists()


def test_only_the_reader_s_own_pages_are_told(cast: Cast, thread: Conversation) -> None:
    LiveOutbox.objects.all().delete()
    reading.mark_unread(actor=cast.fresh("kari"), conversation=thread)
    told = LiveOutbox.objects.get()
    assert (told.event, told.recipients) == ({"type": "refetch"}, [cast.kari.pk])


def test_an_outsider_marks_nothing(cast: Cast, thread: Conversation) -> None:
    with pytest.raises(NotVisible):
        reading.mark_unread(actor=cast.fresh("stian"), conversation=thread)


def test_the_button_leads_back_to_the_list(cast: Cast, thread: Conversation) -> None:
    client = Client()
    client.force_login(cast.fresh("kari"))
    page = client.get(reverse("conversation", args=[thread.uuid]))
    address = reverse("conversation_unread", args=[thread.uuid])
    assert address in page.text
    answer = client.post(address, follow=True)
    assert answer.redirect_chain[-1][0] == reverse("messages")
    assert "Merket som ulest." in answer.text


def _list(cast: Cast, **options: object) -> list[tuple[str, bool]]:
    rows = inbox.inbox(cast.fresh("tone"), Role.TEACHER, **options)  # type: ignore[arg-type]
    return [(str(row.uuid), row.is_pinned) for row in rows]


@pytest.fixture
def three(cast: Cast) -> list[Conversation]:
    """Tone's list, oldest first."""
    first = made.class_thread(cast)
    return [first, made.class_thread(cast, parts=(Part.PUPILS,)), made.announcement(cast)]


def test_pinned_stands_first_until_it_is_taken_off(cast: Cast, three: list[Conversation]) -> None:
    oldest, middle, newest = (str(thread.uuid) for thread in three)
    for _twice in range(2):
        reading.pin(actor=cast.fresh("tone"), conversation=three[0], pinned=True)
    assert _list(cast) == [(oldest, True), (newest, False), (middle, False)]
    reading.pin(actor=cast.fresh("tone"), conversation=three[0], pinned=False)
    assert _list(cast) == [(newest, False), (middle, False), (oldest, False)]


def test_pinned_is_on_the_first_page_only(cast: Cast, three: list[Conversation]) -> None:
    reading.pin(actor=cast.fresh("tone"), conversation=three[0], pinned=True)
    assert _list(cast, before=three[2].last_at) == [(str(three[1].uuid), False)]


def test_pinning_is_not_reading(cast: Cast) -> None:
    thread = made.announcement(cast, parts=(Part.GUARDIANS,))
    reading.pin(actor=cast.fresh("kari"), conversation=thread, pinned=True)
    assert _unread(cast) == (1, 1)
    assert reach.reach(cast.fresh("tone"), thread).homes_read == 0


def test_an_eleventh_pin_is_refused(
    cast: Cast, three: list[Conversation], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MOST_PINNED", 1)
    client = Client()
    client.force_login(cast.fresh("tone"))
    for thread in three[:2]:
        address = reverse("conversation_pin", args=[thread.uuid])
        page = client.post(address, {"pinned": "1"}, follow=True)
    assert "Ta bort en først." in page.text
    assert _list(cast)[0] == (str(three[0].uuid), True)
    assert client.post(address.replace(str(three[1].uuid), str(three[0].uuid))).status_code == 302
    assert not any(is_pinned for _uuid, is_pinned in _list(cast))


def test_an_outsider_pins_nothing(cast: Cast, thread: Conversation) -> None:
    with pytest.raises(NotVisible):
        reading.pin(actor=cast.fresh("stian"), conversation=thread, pinned=True)


def test_a_muted_conversation_is_counted_nowhere(cast: Cast) -> None:
    thread = made.class_thread(cast)
    kari = cast.fresh("kari")
    reading.mute(actor=kari, conversation=thread, muted=True)
    assert _unread(cast) == (1, 0)
    assert inbox.news(cast.fresh("kari"), Role.GUARDIAN, 5) == []
    reading.mute(actor=kari, conversation=thread, muted=False)
    assert _unread(cast) == (1, 1)
    assert len(inbox.news(cast.fresh("kari"), Role.GUARDIAN, 5)) == 1


def test_muting_is_one_s_own(cast: Cast) -> None:
    thread = made.class_thread(cast)
    reading.mute(actor=cast.fresh("kari"), conversation=thread, muted=True)
    assert inbox.unread_count(cast.fresh("mona")) == 1


def test_a_muted_conversation_says_so_in_words(cast: Cast) -> None:
    thread = made.class_thread(cast)
    client = Client()
    client.force_login(cast.fresh("kari"))
    client.post(reverse("conversation_mute", args=[thread.uuid]), {"muted": "1"})
    page = client.get(reverse("messages"))
    assert "Dempet" in page.text
    assert "1 ny" in page.text
    assert "data-badge" not in page.text


def test_the_list_of_the_starred(cast: Cast, three: list[Conversation]) -> None:
    reading.star(actor=cast.fresh("tone"), conversation=three[1], starred=True)
    assert _list(cast, shown=Shown.STARRED) == [(str(three[1].uuid), False)]
    assert len(_list(cast)) == 3
    client = Client()
    client.force_login(cast.fresh("tone"))
    page = client.get(reverse("messages"), {"vis": "stjerne"})
    assert str(three[1].uuid) in page.text
    assert str(three[0].uuid) not in page.text
    assert "?del=liste&amp;vis=stjerne" in page.text
    client.post(reverse("conversation_star", args=[three[1].uuid]), {"starred": "0"})
    assert _list(cast, shown=Shown.STARRED) == []


def test_an_outsider_mutes_and_stars_nothing(cast: Cast, thread: Conversation) -> None:
    with pytest.raises(NotVisible):
        reading.mute(actor=cast.fresh("stian"), conversation=thread, muted=True)
    with pytest.raises(NotVisible):
        reading.star(actor=cast.fresh("stian"), conversation=thread, starred=True)


def test_reading_is_told_to_one_s_other_pages_once(cast: Cast) -> None:
    thread = made.class_thread(cast)
    LiveOutbox.objects.all().delete()
    for _twice in range(2):
        reading.mark_read(actor=cast.fresh("kari"), conversation=thread, seq=1)
    told = LiveOutbox.objects.get(is_reach=False)
    event = {"type": "read", "conversation": str(thread.uuid), "seq": 1}
    assert (told.event, told.recipients) == (event, [cast.kari.pk])
