"""Answers that the sender alone reads: in a private thread with each home."""

import pytest
from django.test import Client
from django.urls import reverse

from messaging.actions import private_answers
from messaging.choices import Kind, Part, ReplyPolicy, Side, State
from messaging.models import Conversation
from messaging.visibility import conversation_viewers
from schools.choices import Access, Responsibility
from schools.exceptions import InvalidInput, NotAllowed, NotVisible
from schools.models import Guardianship, Membership, Person, Position
from tests.cast import Cast
from tests.messaging import conversations as made

pytestmark = pytest.mark.both_databases


@pytest.fixture
def thread(cast: Cast) -> Conversation:
    """Tone's class thread with guardians and pupils; only she reads the answers."""
    return made.class_thread(cast, ReplyPolicy.SENDER, (Part.GUARDIANS, Part.PUPILS))


def _answer(
    cast: Cast, name: str, thread: Conversation, child: Person | None = None, **draft: object
) -> Conversation:
    return private_answers.answer_sender(
        actor=cast.fresh(name),
        conversation=thread,
        draft=made.draft("Vi kommer", **draft),
        child=child,
    )


def _readers(thread: Conversation) -> set[str]:
    return set(conversation_viewers(thread).values_list("username", flat=True))


@pytest.mark.parametrize("group", [True, False])
def test_an_answer_is_read_by_the_home_and_the_sender_alone(cast: Cast, group: bool) -> None:
    thread = (
        made.group_thread(cast, ReplyPolicy.SENDER)
        if group
        else made.class_thread(cast, ReplyPolicy.SENDER)
    )
    private = _answer(cast, "kari", thread)
    assert (private.kind, private.state, private.owner) == (Kind.HOME, State.OPEN, cast.tone)
    assert _readers(private) == {"tone", "kari", "erik"}
    assert thread.messages.count() == 1


def test_the_home_goes_on_in_the_same_thread_and_the_other_home_has_its_own(
    cast: Cast, thread: Conversation
) -> None:
    first = _answer(cast, "kari", thread)
    assert _answer(cast, "erik", thread) == first
    assert first.messages.count() == 2
    other = _answer(cast, "ola", thread)
    assert other != first
    assert _readers(other) == {"tone", "ola"}


def test_an_answer_sent_twice_is_one(cast: Cast, thread: Conversation) -> None:
    draft = {"client_token": made.draft().client_token}
    for _time in range(2):
        private = _answer(cast, "kari", thread, **draft)
    assert private.messages.count() == 1


def test_a_pupil_answers_between_the_two(cast: Cast, thread: Conversation) -> None:
    private = _answer(cast, "nora", thread)
    assert private.kind == Kind.DIRECT
    assert _readers(private) == {"tone", "nora"}
    assert _answer(cast, "nora", thread) == private


def test_a_colleague_in_the_thread_answers_between_the_two(cast: Cast) -> None:
    from messaging.actions import groups

    thread = groups.start_with_colleagues_together(
        actor=cast.fresh("tone"),
        people=[cast.arne, cast.odd],
        reply_policy=ReplyPolicy.SENDER,
        draft=made.draft(),
    )
    assert _readers(_answer(cast, "odd", thread)) == {"tone", "odd"}


def test_a_guardian_of_two_says_for_whom(cast: Cast, thread: Conversation) -> None:
    full = {"responsibility": Responsibility.FULL, "access": Access.FULL}
    Guardianship.objects.create(guardian=cast.kari, pupil=cast.jonas, **full)
    for child in (None, cast.lise):
        with pytest.raises(InvalidInput):
            _answer(cast, "kari", thread, child)
    assert _answer(cast, "kari", thread, cast.jonas).home_pupil == cast.jonas
    assert _answer(cast, "kari", thread, cast.nora).home_pupil == cast.nora


def test_who_is_only_informed_or_the_sender_or_writes_here_does_not_answer(
    cast: Cast, thread: Conversation
) -> None:
    for name in ("ivar", "tone", "arne"):
        with pytest.raises(NotAllowed):
            _answer(cast, name, thread)
    with pytest.raises(NotVisible):
        _answer(cast, "stian", thread)


@pytest.mark.parametrize("policy", [ReplyPolicy.ALL, ReplyPolicy.NONE])
def test_only_where_answers_go_to_the_sender(cast: Cast, policy: ReplyPolicy) -> None:
    with pytest.raises(NotAllowed):
        _answer(cast, "kari", made.class_thread(cast, policy))


def test_a_sender_who_is_gone_is_not_answered(cast: Cast, thread: Conversation) -> None:
    Membership.objects.filter(person=cast.tone).delete()
    Position.objects.filter(person=cast.tone).delete()
    with pytest.raises(NotAllowed):
        _answer(cast, "kari", thread)


def test_the_page_offers_it_and_leads_to_the_answer(cast: Cast, thread: Conversation) -> None:
    client = Client()
    client.force_login(cast.fresh("kari"))
    page, where = (
        reverse("conversation", args=[thread.uuid]),
        reverse("conversation_answer", args=[thread.uuid]),
    )
    assert where in client.get(page).text
    token = str(made.draft().client_token)
    refused = client.post(where, {"body": " ", "client_token": token})
    assert refused.status_code == 422
    sent = client.post(where, {"body": "Vi kommer", "client_token": token})
    private = Conversation.objects.get(answers_to=thread)
    assert sent.headers["Location"] == reverse("conversation", args=[private.uuid])
    assert str(private.uuid) in client.get(page).text
    other = Client()
    other.force_login(cast.fresh("ola"))
    assert str(private.uuid) not in other.get(page).text
    assert private.messages.get().author_side == Side.GUARDIAN
