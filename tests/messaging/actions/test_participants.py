"""Colleagues come in and go; homes never meet, and the school never loses its place."""

import uuid
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from messaging.actions import messages, participants
from messaging.choices import Side
from messaging.models import Conversation, Participant
from messaging.queries import places, threads
from messaging.visibility import visible_conversations, visible_messages
from schools import clock
from schools.choices import Access, MemberRole, PositionRole, Protection, Responsibility
from schools.exceptions import InvalidInput, NotAllowed, NotVisible
from schools.models import AuditEntry, Guardianship, Membership, Position
from tests.cast import Cast
from tests.messaging import conversations as made

pytestmark = pytest.mark.both_databases


@pytest.fixture
def thread(cast: Cast) -> Conversation:
    """Tone's thread with Nora's first home."""
    return next(home for home in made.home_threads(cast) if home.home_key == "hansen")


def _add(cast: Cast, thread: Conversation, name: str, by: str = "tone", **how: bool) -> Participant:
    actor, person = cast.fresh(by), cast.fresh(name)
    return participants.add_participant(actor=actor, conversation=thread, person=person, **how)


def _post(cast: Cast, thread: Conversation, name: str = "kari") -> None:
    messages.post_message(
        actor=cast.fresh(name), conversation=thread, body="Hei", client_token=uuid.uuid4()
    )


def _read(cast: Cast, thread: Conversation, name: str) -> list[int]:
    found = visible_messages(cast.fresh(name)).filter(conversation=thread)
    return list(found.order_by("seq").values_list("seq", flat=True))


def test_from_now_on_is_nothing_from_before(cast: Cast, thread: Conversation) -> None:
    _add(cast, thread, "odd")
    assert _read(cast, thread, "odd") == []
    _post(cast, thread)
    assert _read(cast, thread, "odd") == [2]


def test_with_the_history_is_all_of_it_and_logged(cast: Cast, thread: Conversation) -> None:
    _add(cast, thread, "odd", with_history=True)
    assert _read(cast, thread, "odd") == [1]
    entry = AuditEntry.objects.get(action="conversation.add")
    assert entry.details == {"person": cast.odd.pk, "from_seq": 0}


def test_nobody_hands_on_more_than_they_read(cast: Cast, thread: Conversation) -> None:
    _add(cast, thread, "odd")
    _post(cast, thread)
    _add(cast, thread, "arne", by="odd", with_history=True)
    assert _read(cast, thread, "arne") == [2]


def test_who_takes_part_is_not_added_again(cast: Cast, thread: Conversation) -> None:
    """Else their reading would begin anew."""
    _add(cast, thread, "odd", with_history=True)
    with pytest.raises(InvalidInput):
        _add(cast, thread, "odd")
    assert _read(cast, thread, "odd") == [1]


@pytest.mark.parametrize("access", [Access.FULL, Access.NONE])
def test_a_colleague_of_the_other_home_is_never_let_in(
    cast: Cast, thread: Conversation, access: Access
) -> None:
    """Odd teaches at the school, and Nora lives with him every second week."""
    Guardianship.objects.create(
        guardian=cast.odd,
        pupil=cast.nora,
        household_key="nilsen",
        access=access,
        responsibility=Responsibility.FULL,
    )
    assert cast.odd not in places.people_page(cast.fresh("tone"), _marked(cast, thread)).colleagues
    with pytest.raises(InvalidInput):
        _add(cast, thread, "odd", with_history=True)
    assert not visible_conversations(cast.fresh("odd")).filter(pk=thread.pk).exists()


def test_a_guardian_of_the_child_is_not_let_into_what_another_wrote(cast: Cast) -> None:
    thread = made.direct(cast)
    Position.objects.create(person=cast.ola, school=cast.lade, role=PositionRole.TEACHER)
    with pytest.raises(InvalidInput):
        _add(cast, thread, "ola", with_history=True)


def _marked(cast: Cast, thread: Conversation, name: str = "tone") -> Conversation:
    return threads.conversation(cast.fresh(name), thread.uuid)


def test_guardians_are_never_added(cast: Cast, thread: Conversation) -> None:
    for name in ("ola", "mona", "stian"):
        with pytest.raises((NotVisible, InvalidInput)):
            _add(cast, thread, name)
    assert set(thread.participants.filter(side=Side.GUARDIAN).values_list("person", flat=True)) == {
        cast.kari.pk,
        cast.erik.pk,
    }


def test_a_guardian_lets_nobody_in(cast: Cast, thread: Conversation) -> None:
    with pytest.raises(NotAllowed):
        _add(cast, thread, "odd", by="kari")
    with pytest.raises(NotVisible):
        places.people_page(cast.fresh("kari"), _marked(cast, thread, "kari"))


def test_an_ended_place_is_out_for_old_messages_too(cast: Cast, thread: Conversation) -> None:
    _add(cast, thread, "odd", with_history=True)
    participants.end_participant(actor=cast.fresh("tone"), conversation=thread, person=cast.odd)
    assert _read(cast, thread, "odd") == []
    with pytest.raises(NotVisible):
        participants.end_participant(actor=cast.fresh("tone"), conversation=thread, person=cast.odd)


def test_who_was_ended_may_leave_no_more(cast: Cast, thread: Conversation) -> None:
    with pytest.raises(NotVisible):
        participants.leave(actor=cast.fresh("odd"), conversation=thread)


def test_the_last_of_the_school_stays(cast: Cast, thread: Conversation) -> None:
    with pytest.raises(InvalidInput):
        participants.leave(actor=cast.fresh("tone"), conversation=thread)
    _add(cast, thread, "odd")
    participants.leave(actor=cast.fresh("tone"), conversation=thread)
    assert _read(cast, thread, "tone") == []
    with pytest.raises(InvalidInput):
        participants.leave(actor=cast.fresh("odd"), conversation=thread)


def test_whose_position_ended_is_nobody_left(cast: Cast, thread: Conversation) -> None:
    _add(cast, thread, "odd")
    Position.objects.filter(person=cast.odd).update(ends=clock.today())
    Membership.objects.filter(person=cast.odd, role=MemberRole.CONTACT_TEACHER).update(
        ends=clock.today()
    )
    with pytest.raises(InvalidInput):
        participants.leave(actor=cast.fresh("tone"), conversation=thread)


def test_colleagues_alone_may_all_leave(cast: Cast) -> None:
    thread = made.direct(cast, "tone", "odd")
    for name in ("tone", "odd"):
        participants.leave(actor=cast.fresh(name), conversation=thread)
    assert not visible_conversations(cast.fresh("odd")).exists()


@pytest.mark.parametrize("name", ["kari", "tone"])
def test_a_reader_without_a_place_as_staff_cannot_leave(cast: Cast, name: str) -> None:
    thread = made.class_thread(cast)
    with pytest.raises(NotAllowed):
        participants.leave(actor=cast.fresh(name), conversation=thread)


def test_the_page_says_what_would_be_read(cast: Cast, thread: Conversation, client: Client) -> None:
    _post(cast, thread)
    client.force_login(cast.fresh("tone"))
    page = client.get(reverse("conversation_people", args=[thread.uuid]))
    assert "Med historikken: 2 meldinger og 0 filer" in page.text
    assert "Kari Hansen" in page.text
    assert "Forlat samtalen" not in page.text
    posted = {"person": cast.odd.uuid, "reads": "all"}
    client.post(reverse("conversation_people", args=[thread.uuid]), posted)
    assert _read(cast, thread, "odd") == [1, 2]


def test_a_wrong_choice_keeps_what_was_chosen(
    cast: Cast, thread: Conversation, client: Client
) -> None:
    client.force_login(cast.fresh("tone"))
    posted = {"person": uuid.uuid4(), "reads": "all"}
    page = client.post(reverse("conversation_people", args=[thread.uuid]), posted)
    assert page.status_code == 422
    assert 'value="all" id="id_reads_1" checked' in page.text


def test_a_protected_colleague_is_neither_named_nor_addressed(
    cast: Cast, thread: Conversation, client: Client
) -> None:
    _add(cast, thread, "odd")
    type(cast.odd).objects.filter(pk=cast.odd.pk).update(protection=Protection.STRICT)
    client.force_login(cast.fresh("tone"))
    page = client.get(reverse("conversation_people", args=[thread.uuid]))
    assert "Haugen" not in page.text
    assert str(cast.odd.uuid) not in page.text


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_one_and_three(
    cast: Cast,
    thread: Conversation,
    client: Client,
    count: int,
    django_assert_max_num_queries: Callable,
) -> None:
    for name in ("odd", "arne", "sissel")[:count]:
        _add(cast, thread, name)
    client.force_login(cast.fresh("tone"))
    with django_assert_max_num_queries(10):
        client.get(reverse("conversation_people", args=[thread.uuid]))
