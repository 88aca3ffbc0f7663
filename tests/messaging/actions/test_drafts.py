"""A draft is its writer's alone, newest first, and gone when it is sent."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from messaging.actions import drafts, messages, reading
from messaging.choices import ReplyPolicy
from messaging.models import Conversation, LiveOutbox, ReadState
from messaging.queries import inbox, reach, threads
from schools import clock
from schools.choices import Role
from schools.exceptions import InvalidInput, NotAllowed, NotVisible
from schools.models import Guardianship
from tests.cast import Cast
from tests.messaging import conversations as made

pytestmark = pytest.mark.both_databases


@pytest.fixture
def thread(cast: Cast) -> Conversation:
    """Kari has begun to write."""
    thread = made.class_thread(cast)
    drafts.save_draft(actor=cast.fresh("kari"), conversation=thread, body="Kjære Tone,")
    return thread


def _shown(cast: Cast, thread: Conversation, name: str = "kari") -> str:
    role = Role.TEACHER if name == "tone" else Role.GUARDIAN
    return threads.thread(cast.fresh(name), thread.uuid, role).draft


def _marked(cast: Cast, name: str = "kari") -> bool:
    [row] = inbox.inbox(cast.fresh(name), Role.GUARDIAN)
    return row.has_draft


def test_it_is_shown_to_its_writer_only(cast: Cast, thread: Conversation) -> None:
    assert (_shown(cast, thread), _marked(cast)) == ("Kjære Tone,", True)
    assert (_shown(cast, thread, "mona"), _marked(cast, "mona")) == ("", False)
    assert _shown(cast, thread, "tone") == ""


def test_the_later_text_takes_its_place(cast: Cast, thread: Conversation) -> None:
    drafts.save_draft(actor=cast.fresh("kari"), conversation=thread, body="Hei\r\nTone\x00")
    assert _shown(cast, thread) == "Hei\nTone"


@pytest.mark.parametrize("body", ["", " \n"])
def test_without_text_there_is_none(cast: Cast, thread: Conversation, body: str) -> None:
    drafts.save_draft(actor=cast.fresh("kari"), conversation=thread, body=body)
    assert (_shown(cast, thread), _marked(cast)) == ("", False)


def test_sending_ends_it_and_older_ones_elsewhere_are_known_to_be_old(
    cast: Cast, thread: Conversation
) -> None:
    sent = messages.post_message(
        actor=cast.fresh("kari"), conversation=thread, body="Kjære", client_token=uuid.uuid4()
    )
    assert (_shown(cast, thread), _marked(cast)) == ("", False)
    shown = threads.thread(cast.fresh("kari"), thread.uuid, Role.GUARDIAN)
    assert shown.drafted_at == sent.created_at


def test_another_s_message_leaves_it(cast: Cast, thread: Conversation) -> None:
    messages.post_message(
        actor=cast.fresh("tone"), conversation=thread, body="Til", client_token=uuid.uuid4()
    )
    reading.mark_read(actor=cast.fresh("kari"), conversation=thread, seq=2)
    assert _shown(cast, thread) == "Kjære Tone,"


def test_writing_is_not_reading(cast: Cast, thread: Conversation) -> None:
    assert inbox.unread_count(cast.fresh("kari")) == 1
    assert reach.reach(cast.fresh("tone"), thread).homes_read == 0


def test_who_reads_no_longer_is_shown_nothing(cast: Cast, thread: Conversation) -> None:
    Guardianship.objects.filter(guardian=cast.kari).update(ends=clock.today())
    with pytest.raises(NotVisible):
        _shown(cast, thread)
    with pytest.raises(NotVisible):
        drafts.save_draft(actor=cast.fresh("kari"), conversation=thread, body="Mer")
    assert inbox.inbox(cast.fresh("kari"), Role.GUARDIAN) == []


def test_where_one_may_not_write_nothing_is_kept(cast: Cast) -> None:
    thread = made.class_thread(cast, ReplyPolicy.SENDER)
    with pytest.raises(NotAllowed):
        drafts.save_draft(actor=cast.fresh("kari"), conversation=thread, body="Hei")


def test_a_longer_one_than_a_message_is_refused(cast: Cast, thread: Conversation) -> None:
    with pytest.raises(InvalidInput) as refusal:
        drafts.save_draft(actor=cast.fresh("kari"), conversation=thread, body="å" * 10_001)
    assert refusal.value.field == "body"
    assert _shown(cast, thread) == "Kjære Tone,"


def test_the_writer_s_pages_are_told_when_it_begins_and_ends(cast: Cast) -> None:
    thread = made.class_thread(cast)
    LiveOutbox.objects.all().delete()
    for body in ("K", "Kj", "Kjære", ""):
        drafts.save_draft(actor=cast.fresh("kari"), conversation=thread, body=body)
    told = LiveOutbox.objects.all()
    assert [row.event for row in told] == [{"type": "refetch"}] * 2
    assert {key for row in told for key in row.recipients} == {cast.kari.pk}


def test_the_page_has_it_in_the_composer_and_the_list_says_so(
    cast: Cast, thread: Conversation
) -> None:
    client = Client()
    client.force_login(cast.fresh("kari"))
    address = reverse("conversation", args=[thread.uuid])
    page = client.get(address)
    assert "Kjære Tone,</textarea>" in page.text
    assert "Utkast" in client.get(reverse("messages")).text
    refused = client.post(address, {"body": "Noe annet", "client_token": "nei"})
    assert "Noe annet</textarea>" in refused.text


def test_the_page_s_script_saves_it(cast: Cast, thread: Conversation) -> None:
    client = Client()
    client.force_login(cast.fresh("mona"))
    address = reverse("conversation_draft", args=[thread.uuid])
    assert client.post(address, {"body": "Fra Mona"}).status_code == 204
    assert ReadState.objects.get(person=cast.mona).draft == "Fra Mona"
    assert client.post(address, {"body": "å" * 10_001}).json()["errors"]
