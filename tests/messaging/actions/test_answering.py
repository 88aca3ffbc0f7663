"""Whose turn it is in a thread with a home, and who sees to it."""

import uuid
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from messaging.actions import answering, messages, participants
from messaging.choices import Shown, State
from messaging.models import Conversation, LiveOutbox
from messaging.queries import inbox, threads
from schools.choices import Role
from schools.exceptions import InvalidInput, NotAllowed, NotVisible
from schools.models import AuditEntry
from tests.cast import Cast
from tests.messaging import conversations as made

pytestmark = pytest.mark.both_databases


@pytest.fixture
def thread(cast: Cast) -> Conversation:
    """Tone's thread with Nora's first home."""
    return next(home for home in made.home_threads(cast) if home.home_key == "hansen")


def _post(cast: Cast, thread: Conversation, name: str) -> None:
    messages.post_message(
        actor=cast.fresh(name), conversation=thread, body="Hei", client_token=uuid.uuid4()
    )


def _now(thread: Conversation) -> tuple[str, int | None]:
    thread.refresh_from_db()
    return thread.state, thread.owner_id


def _waits(cast: Cast, name: str) -> list[uuid.UUID]:
    rows = inbox.inbox(cast.fresh(name), Role.TEACHER, shown=Shown.WAITING)
    panel = inbox.waiting(cast.fresh(name), Role.TEACHER, None, 5)
    assert {row.uuid for row in rows} == {row.uuid for row in panel}
    return [row.uuid for row in rows]


def test_who_wrote_last_decides_whose_turn_it_is(cast: Cast, thread: Conversation) -> None:
    assert _now(thread) == (State.WAITING, cast.tone.pk)
    assert _waits(cast, "tone") == []
    _post(cast, thread, "erik")
    assert _now(thread) == (State.OPEN, cast.tone.pk)
    assert _waits(cast, "tone") == [thread.uuid]
    _post(cast, thread, "tone")
    assert _now(thread) == (State.WAITING, cast.tone.pk)


def test_what_a_guardian_begins_waits_for_whom_they_wrote_to(cast: Cast) -> None:
    thread = made.direct(cast)
    assert _now(thread) == (State.OPEN, cast.tone.pk)
    assert _waits(cast, "tone") == [thread.uuid]


def test_between_colleagues_and_in_classes_there_is_no_turn(cast: Cast) -> None:
    for thread in (made.direct(cast, "tone", "odd"), made.class_thread(cast)):
        assert _now(thread) == ("", None)
        with pytest.raises(NotAllowed):
            answering.close(actor=cast.fresh("tone"), conversation=thread)


def test_done_is_done_until_a_guardian_writes(cast: Cast) -> None:
    thread = made.direct(cast)
    for _twice in range(2):
        answering.close(actor=cast.fresh("tone"), conversation=thread)
    assert _now(thread)[0] == State.DONE
    assert _waits(cast, "tone") == []
    [row] = inbox.inbox(cast.fresh("tone"), Role.TEACHER)
    assert not row.waits_for_me
    assert AuditEntry.objects.filter(action="conversation.close").count() == 1
    _post(cast, thread, "kari")
    assert _now(thread)[0] == State.OPEN


def test_done_by_mistake_is_whose_turn_it_was(cast: Cast, thread: Conversation) -> None:
    for name, turn in (("tone", State.WAITING), ("kari", State.OPEN)):
        _post(cast, thread, name)
        answering.close(actor=cast.fresh("tone"), conversation=thread)
        answering.reopen(actor=cast.fresh("tone"), conversation=thread)
        assert _now(thread)[0] == turn


def test_handed_over_it_waits_for_the_colleague(cast: Cast, thread: Conversation) -> None:
    tone, odd = cast.fresh("tone"), cast.fresh("odd")
    with pytest.raises(InvalidInput):
        answering.hand_over(actor=tone, conversation=thread, person=odd)
    participants.add_participant(actor=tone, conversation=thread, person=odd)
    answering.hand_over(actor=tone, conversation=thread, person=odd)
    _post(cast, thread, "kari")
    assert (_waits(cast, "tone"), _waits(cast, "odd")) == ([], [thread.uuid])


def test_no_guardian_sees_to_it(cast: Cast, thread: Conversation) -> None:
    with pytest.raises(InvalidInput):
        answering.hand_over(actor=cast.fresh("tone"), conversation=thread, person=cast.kari)


@pytest.mark.parametrize("leaves", ["leave", "end"])
def test_whoever_goes_leaves_it_to_a_colleague(
    cast: Cast, thread: Conversation, leaves: str
) -> None:
    participants.add_participant(
        actor=cast.fresh("tone"), conversation=thread, person=cast.fresh("odd")
    )
    if leaves == "leave":
        participants.leave(actor=cast.fresh("tone"), conversation=thread)
    else:
        participants.end_participant(
            actor=cast.fresh("odd"), conversation=thread, person=cast.fresh("tone")
        )
    assert _now(thread)[1] == cast.odd.pk


@pytest.mark.parametrize(("name", "refusal"), [("kari", NotAllowed), ("ola", NotVisible)])
def test_only_its_staff_decide(
    cast: Cast, thread: Conversation, name: str, refusal: type[Exception]
) -> None:
    actor: dict[str, Any] = {"actor": cast.fresh(name), "conversation": thread}
    for change in (answering.close, answering.reopen):
        with pytest.raises(refusal):
            change(**actor)
    with pytest.raises(refusal):
        answering.hand_over(**actor, person=cast.odd)


def test_the_home_is_not_told(cast: Cast, thread: Conversation, client: Client) -> None:
    LiveOutbox.objects.all().delete()
    answering.close(actor=cast.fresh("tone"), conversation=thread)
    assert LiveOutbox.objects.get().recipients == [cast.tone.pk]
    client.force_login(cast.fresh("kari"))
    page = client.get(reverse("conversation", args=[thread.uuid]))
    assert "Ferdig" not in page.text
    assert threads.thread(cast.fresh("kari"), thread.uuid, Role.GUARDIAN).head.state is None
    assert "venter" not in client.get(reverse("messages")).text


def test_the_buttons_of_staff(cast: Cast, thread: Conversation, client: Client) -> None:
    client.force_login(cast.fresh("tone"))
    client.post(reverse("conversation_close", args=[thread.uuid]), {"done": "1"})
    page = client.get(reverse("conversation", args=[thread.uuid]))
    assert "Åpne igjen" in page.text
    client.post(reverse("conversation_close", args=[thread.uuid]), {"done": "0"})
    assert _now(thread)[0] == State.WAITING
    participants.add_participant(
        actor=cast.fresh("tone"), conversation=thread, person=cast.fresh("odd")
    )
    handed = reverse("conversation_hand_over", args=[thread.uuid, cast.odd.uuid])
    assert handed in client.get(reverse("conversation_people", args=[thread.uuid])).text
    client.post(handed)
    assert _now(thread)[1] == cast.odd.pk
    assert "Besvares av Odd Haugen" in client.get(reverse("conversation", args=[thread.uuid])).text
    client.post(reverse("conversation_take_over", args=[thread.uuid]))
    assert _now(thread)[1] == cast.tone.pk


def test_threads_from_before_are_taken_along(cast: Cast, thread: Conversation) -> None:
    begun, colleagues = made.direct(cast), made.direct(cast, "tone", "odd")
    before = [_now(each) for each in (thread, begun, colleagues)]
    Conversation.objects.update(state="", owner=None)
    import_module("messaging.migrations.0006_whose_turn_it_is").whose_turn_it_is(apps, None)
    assert [_now(each) for each in (thread, begun, colleagues)] == before
