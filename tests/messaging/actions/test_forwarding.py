"""What is passed on is a reference: only to those who read it where it stands, and as it is now."""

import uuid
from typing import Any

import pytest
from django.test import Client

from messaging import policies
from messaging.actions import forwarding, messages, parcels, participants, sensitive
from messaging.choices import Side
from messaging.fragments import message_html
from messaging.models import Conversation, LiveOutbox, Message
from messaging.queries import cards, threads
from messaging.queries import forwarding as asking
from messaging.queries.cards import Original
from schools.exceptions import Conflict, InvalidInput, NotAllowed, NotVisible
from schools.models import AuditEntry
from tests.cast import Cast
from tests.messaging import conversations as made

FIRST = "Husk matpakke"


@pytest.fixture
def thread(cast: Cast) -> Conversation:
    """Guardians of 6A and its staff read it."""
    return made.class_thread(cast)


@pytest.fixture
def home(cast: Cast) -> Conversation:
    """Kari, Erik and Tone; all of them read the class thread too."""
    return next(one for one in made.home_threads(cast) if one.home_key == "hansen")


def _forward(cast: Cast, message: Message, to: Conversation, **fields: Any) -> Message:
    given = {"actor": cast.fresh("tone"), "body": "Se her", "client_token": uuid.uuid4()}
    return forwarding.forward_message(message=message, conversation=to, **(given | fields))


def _to_person(cast: Cast, message: Message, name: str, **fields: Any) -> Conversation:
    given = {"actor": cast.fresh("tone"), "body": "Se her", "client_token": uuid.uuid4()}
    return forwarding.forward_to_person(
        message=message, person=cast.fresh(name), **(given | fields)
    )


def _shown(cast: Cast, name: str, thread: Conversation) -> Original | None:
    return threads.thread(cast.fresh(name), thread.uuid, None).cards[-1].forward


def test_those_who_read_the_original_see_it(
    cast: Cast, thread: Conversation, home: Conversation
) -> None:
    forwarded = _forward(cast, thread.messages.get(), home)
    found = _shown(cast, "kari", home)
    assert found is not None
    assert (found.seen, found.author, found.text) == (True, "Tone Lie", FIRST)
    assert found.created_at == thread.messages.get().created_at
    entry = AuditEntry.objects.get(action="message.forward")
    assert entry.details == {"original": forwarded.forwards_id}


def test_one_reader_without_access_is_enough_and_is_counted_not_named(
    cast: Cast, thread: Conversation, home: Conversation
) -> None:
    with pytest.raises(InvalidInput) as refusal:
        _forward(cast, home.messages.get(), thread)
    assert refusal.value.field == "conversation"
    words = str(refusal.value)
    assert any(number in words for number in "3456789")
    assert "Berg" not in words
    assert thread.messages.count() == 1


def test_who_came_later_has_no_access_to_what_was_before(cast: Cast, home: Conversation) -> None:
    participants.add_participant(
        actor=cast.fresh("tone"), conversation=home, person=cast.fresh("arne")
    )
    with pytest.raises(InvalidInput) as refusal:
        _to_person(cast, home.messages.get(), "arne")
    assert refusal.value.field == "person"
    assert Conversation.objects.filter(kind="direct").count() == 0


def test_a_new_conversation_with_one_who_has_access(cast: Cast, thread: Conversation) -> None:
    started = _to_person(cast, thread.messages.get(), "arne")
    found = _shown(cast, "arne", started)
    assert found is not None
    assert found.text == FIRST
    assert started.title == "Se her"


def test_sent_twice_is_once(cast: Cast, thread: Conversation, home: Conversation) -> None:
    token, message = uuid.uuid4(), thread.messages.get()
    first = _forward(cast, message, home, client_token=token)
    assert _forward(cast, message, home, client_token=token) == first
    with pytest.raises(Conflict):
        _forward(cast, message, made.direct(cast), client_token=token)
    other = uuid.uuid4()
    started = _to_person(cast, message, "arne", client_token=other)
    assert _to_person(cast, message, "arne", client_token=other) == started


@pytest.mark.parametrize(
    ("name", "error"), [("kari", NotAllowed), ("nora", NotVisible), ("odd", NotVisible)]
)
def test_only_staff_who_read_it(
    cast: Cast, thread: Conversation, name: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        asking.forwardable(cast.fresh(name), thread.uuid, thread.messages.get().uuid)


def test_not_what_one_only_oversees(cast: Cast) -> None:
    announced = made.announcement(cast)
    message = announced.messages.get()
    with pytest.raises(NotAllowed):
        asking.forwardable(cast.fresh("sissel"), announced.uuid, message.uuid)
    assert asking.forwardable(cast.fresh("tone"), announced.uuid, message.uuid)


def test_one_passes_on_ones_own_words_from_everywhere(cast: Cast, thread: Conversation) -> None:
    message = thread.messages.select_related("conversation").get()
    tone, staff = cast.fresh("tone"), [Side.STAFF]
    assert policies.can_forward(tone, message, staff, is_addressed=False)
    assert not policies.can_forward(cast.fresh("arne"), message, staff, is_addressed=False)
    message.conversation.__dict__["is_sensitive"] = True
    assert not policies.can_forward(tone, message, staff, is_addressed=True)


def test_what_is_marked_as_sensitive_since_is_read_where_it_stands(
    cast: Cast, home: Conversation
) -> None:
    tone = cast.fresh("tone")
    participants.add_participant(
        actor=tone, conversation=home, person=cast.fresh("arne"), with_history=True
    )
    started = _to_person(cast, home.messages.get(), "arne")
    _forward(cast, home.messages.get(), home)
    started.refresh_from_db()
    version = started.version
    sensitive.mark_sensitive(actor=cast.fresh("tone"), conversation=home)
    found = _shown(cast, "arne", started)
    assert found == Original(seen=True, sensitive=True, conversation=home.uuid)
    started.refresh_from_db()
    assert started.version > version
    page = threads.thread(cast.fresh("arne"), started.uuid, None).cards[-1]
    assert "Sensitiv samtale" in message_html(page)
    here = _shown(cast, "kari", home)
    assert here is not None
    assert (here.sensitive, here.text) == (False, home.messages.earliest("pk").text)


def test_nothing_goes_into_what_is_confined(
    cast: Cast, thread: Conversation, home: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(policies, "is_confined", lambda conversation: conversation == home)
    with pytest.raises(NotAllowed):
        _forward(cast, thread.messages.get(), home)
    tone = cast.fresh("tone")
    assert home.uuid not in {one.uuid for one in asking.places(tone, thread.messages.get())}


def test_not_where_one_may_not_write(cast: Cast, thread: Conversation, home: Conversation) -> None:
    with pytest.raises(NotVisible):
        _forward(cast, thread.messages.get(), home, actor=cast.fresh("arne"))
    Conversation.objects.filter(pk=thread.pk).update(reply_policy="none")
    own = made.class_thread(cast)
    Conversation.objects.filter(pk=own.pk).update(reply_policy="none", group=cast.class_6b)
    with pytest.raises(NotAllowed):
        _forward(cast, thread.messages.get(), own, actor=cast.fresh("arne"))


def test_what_was_passed_on_or_withdrawn_is_not_passed_on(
    cast: Cast, thread: Conversation, home: Conversation
) -> None:
    original = thread.messages.get()
    forwarded = _forward(cast, original, home)
    with pytest.raises(NotAllowed):
        _to_person(cast, forwarded, "arne", actor=cast.fresh("tone"))
    messages.withdraw_message(actor=cast.fresh("tone"), message=original)
    with pytest.raises(NotAllowed):
        _forward(cast, original, home)


def test_a_withdrawn_original_is_withdrawn_where_it_was_passed_on(
    cast: Cast, thread: Conversation, home: Conversation
) -> None:
    forwarded = _forward(cast, thread.messages.get(), home)
    LiveOutbox.objects.all().delete()
    messages.withdraw_message(actor=cast.fresh("tone"), message=thread.messages.get())
    found = _shown(cast, "kari", home)
    assert found is not None
    assert (found.withdrawn, found.text) == (True, "")
    home.refresh_from_db()
    forwarded.refresh_from_db()
    assert forwarded.version == home.version
    told = LiveOutbox.objects.get(conversation=home)
    assert {cast.kari.pk, cast.erik.pk, cast.tone.pk} <= {*told.recipients}


def test_passed_on_in_its_own_conversation_both_are_renewed(
    cast: Cast, thread: Conversation
) -> None:
    original = thread.messages.get()
    forwarded = _forward(cast, original, thread)
    messages.edit_message(actor=cast.fresh("tone"), message=original, body="Husk votter")
    thread.refresh_from_db()
    forwarded.refresh_from_db()
    assert forwarded.version == thread.version
    found = _shown(cast, "kari", thread)
    assert found is not None
    assert found.text == "Husk votter"


def test_who_loses_the_original_sees_nothing_of_it(
    cast: Cast, thread: Conversation, home: Conversation
) -> None:
    """Read anew each time: the right is not kept with what was passed on."""
    _forward(cast, home.messages.get(), made.direct(cast))
    direct = Conversation.objects.filter(kind="direct").get()
    home.participants.filter(person=cast.kari).delete()
    assert _shown(cast, "kari", direct) == Original()
    client = Client()
    client.force_login(cast.fresh("kari"))
    page = client.get(f"/meldinger/{direct.uuid}/").text
    assert "Kan dere ringe meg?" not in page
    assert str(home.uuid) not in page


def test_no_event_holds_anything_of_it(
    cast: Cast, thread: Conversation, home: Conversation
) -> None:
    LiveOutbox.objects.all().delete()
    _forward(cast, thread.messages.get(), home)
    told = [parcels.packed_again(row).packed() for row in LiveOutbox.objects.all()]
    assert told
    assert FIRST not in str(told)
    assert "Se her" not in str(told)


def test_the_card_does_not_name_where_it_comes_from(
    cast: Cast, thread: Conversation, home: Conversation
) -> None:
    Conversation.objects.filter(pk=thread.pk).update(title="Hemmelig navn")
    _forward(cast, thread.messages.get(), home)
    card = threads.thread(cast.fresh("kari"), home.uuid, None).cards[-1]
    assert "Hemmelig navn" not in message_html(card)


@pytest.mark.parametrize("count", [1, 3])
def test_what_was_passed_on_costs_one_query(
    cast: Cast,
    thread: Conversation,
    home: Conversation,
    count: int,
    django_assert_num_queries: Any,
) -> None:
    for _ in range(count):
        _forward(cast, thread.messages.get(), home)
    viewer = cast.fresh("kari")
    threads.thread(viewer, home.uuid, None)
    found = [*cards.with_card_parts(home.messages.all())]
    with django_assert_num_queries(1):
        cards.complete(found, home, viewer)


@pytest.mark.parametrize("count", [1, 3])
def test_places_cost_three_queries(
    cast: Cast, thread: Conversation, count: int, django_assert_num_queries: Any
) -> None:
    for _ in range(count):
        made.direct(cast)
    made.announcement(cast)  # is no place to pass on into
    tone, message = cast.fresh("tone"), thread.messages.get()
    asking.places(tone, message)
    with django_assert_num_queries(3):
        assert len(asking.places(tone, message)) == count
