"""Signs on messages: one each, told live, and never a notice."""

from typing import Any

import pytest

from messaging import policies, targets
from messaging.actions import announcing, messages, parcels, reacting
from messaging.choices import Part, ReactionKind, ReplyPolicy, Side
from messaging.models import Conversation, LiveOutbox, Message, Notice, Reaction
from messaging.queries import cards, reactions, threads
from messaging.visibility import reaction_viewers, visible_reactions
from schools.exceptions import InvalidInput, NotAllowed, NotVisible
from schools.models import AuditEntry
from tests.cast import Cast
from tests.messaging import conversations as made

LIKE, HEART, DONE = ReactionKind.LIKE, ReactionKind.HEART, ReactionKind.DONE


@pytest.fixture
def thread(cast: Cast) -> Conversation:
    return made.class_thread(cast)


def _react(cast: Cast, name: str, thread: Conversation, kind: ReactionKind | None = LIKE) -> Any:
    first = thread.messages.order_by("seq").first()
    assert first is not None
    return reacting.react(actor=cast.fresh(name), message=first, kind=kind)


def _shown(cast: Cast, name: str, thread: Conversation) -> dict[ReactionKind, int]:
    (card,) = threads.thread(cast.fresh(name), thread.uuid, None).cards
    return {one.kind: one.count for one in card.reactions}


def _page(cast: Cast, name: str, thread: Conversation) -> reactions.ReactionsPage:
    viewer = cast.fresh(name)
    key = thread.messages.get().uuid
    return reactions.reactions(viewer, threads.message(viewer, thread.uuid, key))


def test_a_sign_is_one_each_changed_and_taken_away(cast: Cast, thread: Conversation) -> None:
    _react(cast, "kari", thread)
    _react(cast, "mona", thread)
    assert _shown(cast, "tone", thread) == {LIKE: 2}
    _react(cast, "kari", thread, HEART)
    assert _shown(cast, "tone", thread) == {LIKE: 1, HEART: 1}
    _react(cast, "kari", thread, None)
    assert _shown(cast, "tone", thread) == {LIKE: 1}
    assert Reaction.objects.get().person == cast.mona


def test_each_change_is_the_next_version_and_the_same_twice_is_none(
    cast: Cast, thread: Conversation
) -> None:
    before = thread.version
    assert _react(cast, "kari", thread).version == before + 1
    LiveOutbox.objects.all().delete()
    _react(cast, "kari", thread)
    _react(cast, "mona", thread, None)
    thread.refresh_from_db()
    assert thread.version == thread.messages.get().version == before + 1
    assert not LiveOutbox.objects.exists()


def test_it_is_told_live_and_in_no_notice(cast: Cast, thread: Conversation) -> None:
    LiveOutbox.objects.all().delete()
    Notice.objects.all().delete()
    _react(cast, "kari", thread, DONE)
    told, own = LiveOutbox.objects.order_by("pk")
    event = parcels.packed_again(told).packed()["event"]
    assert event["type"] == "reacted"
    assert 'data-kind="done"' in event["html"]["nb"]
    assert "Hansen" not in str(event)
    assert {cast.tone.pk, cast.mona.pk, cast.kari.pk} <= {*told.recipients}
    assert own.recipients == [cast.kari.pk]
    assert not Notice.objects.exists()
    entry = AuditEntry.objects.get(action="message.react")
    assert (entry.actor, entry.details) == (cast.kari, {"kind": "done"})


def test_the_list_and_its_first_line_stay_as_they_are(cast: Cast, thread: Conversation) -> None:
    _react(cast, "kari", thread)
    after = Conversation.objects.get(pk=thread.pk)
    assert (after.last_at, after.last_preview, after.last_seq) == (
        thread.last_at,
        "Husk matpakke",
        1,
    )


def test_who_may_not_read_may_not_react(cast: Cast, thread: Conversation) -> None:
    for name in ("geir", "odd", "nora"):
        with pytest.raises(NotVisible):
            _react(cast, name, thread)


def test_who_was_let_in_later_reacts_to_nothing_before(cast: Cast) -> None:
    from messaging.actions import participants

    thread = made.home_threads(cast)[0]
    participants.add_participant(
        actor=cast.fresh("tone"), conversation=thread, person=cast.fresh("odd")
    )
    with pytest.raises(NotVisible):
        _react(cast, "odd", thread)


@pytest.mark.parametrize("name", ["tone", "ivar"])
def test_neither_ones_own_nor_by_who_is_only_informed(
    cast: Cast, thread: Conversation, name: str
) -> None:
    with pytest.raises(NotAllowed):
        _react(cast, name, thread)


def test_a_withdrawn_message_takes_and_shows_none(cast: Cast, thread: Conversation) -> None:
    _react(cast, "kari", thread)
    messages.withdraw_message(actor=cast.fresh("tone"), message=thread.messages.get())
    with pytest.raises(NotAllowed):
        _react(cast, "mona", thread)
    assert _shown(cast, "kari", thread) == {}
    page = threads.thread(cast.fresh("kari"), thread.uuid, None)
    assert page.reacted == ()
    reaction = Reaction.objects.get()
    assert not visible_reactions(cast.fresh("kari")).exists()
    assert not reaction_viewers(reaction).exists()


def test_no_sign_is_taken_for_a_confirmation(cast: Cast) -> None:
    announced = made.announcement(cast)
    with pytest.raises(InvalidInput):
        _react(cast, "kari", announced, DONE)
    _react(cast, "kari", announced, LIKE)
    assert DONE not in policies.reactions_to(announced.messages.get())


def test_the_capacity_is_the_one_acted_in(cast: Cast, thread: Conversation) -> None:
    message = thread.messages.get()
    reacting.react(actor=cast.fresh("kari"), message=message, kind=LIKE, side=Side.STAFF)
    reacting.react(actor=cast.fresh("arne"), message=message, kind=LIKE, side=Side.STAFF)
    found = dict(Reaction.objects.values_list("person__username", "side"))
    assert found == {"kari": Side.GUARDIAN, "arne": Side.STAFF}


def test_a_pupil_who_may_not_answer_another_does_not_react(cast: Cast) -> None:
    thread = made.direct(cast, "tone", "nora")
    message = thread.messages.get()
    other = Message.objects.get(pk=message.pk)
    assert policies.can_react(cast.fresh("nora"), other, thread, [Side.PUPIL])
    other.conversation.participants.filter(person=cast.tone).update(person=cast.jonas, side="pupil")
    assert not policies.can_react(cast.fresh("nora"), other, thread, [Side.PUPIL])


# --- whose they are


def test_all_who_write_together_see_whose_they_are(cast: Cast, thread: Conversation) -> None:
    _react(cast, "kari", thread)
    _react(cast, "leila", thread)
    (line,) = _page(cast, "mona", thread).lines
    # Amira's mother is counted and not named: the name would tell of the child
    assert (line.names, line.unnamed, line.mine) == (("Kari Hansen",), 1, False)
    own = _page(cast, "kari", thread)
    assert (own.mine, own.lines[0].mine, own.lines[0].names) == (LIKE, True, ())
    assert own.seen_by_all


def test_readers_of_an_announcement_see_how_many_and_its_staff_whose(cast: Cast) -> None:
    announced = made.announcement(cast)
    _react(cast, "kari", announced)
    _react(cast, "amira", announced)
    for name in ("mona", "nora"):
        (line,) = _page(cast, name, announced).lines
        assert (line.names, line.unnamed) == ((), 2)
    for name in ("tone", "sissel"):
        page = _page(cast, name, announced)
        assert page.lines[0].names == ("Kari Hansen",)
        assert not page.seen_by_all
    assert _page(cast, "tone", announced).choices == ()  # one's own message


def test_answers_for_the_sender_alone_are_signs_for_the_sender_alone(cast: Cast) -> None:
    thread = made.group_thread(cast, ReplyPolicy.SENDER)
    _react(cast, "kari", thread)
    assert _page(cast, "mona", thread).lines[0].names == ()
    assert _page(cast, "tone", thread).lines[0].names == ("Kari Hansen",)


def test_signed_out_sees_nobodys(cast: Cast, thread: Conversation) -> None:
    _react(cast, "kari", thread)
    assert not visible_reactions(None).exists()


# --- what it costs


@pytest.mark.parametrize("count", [1, 3])
def test_signs_cost_a_thread_one_query(
    cast: Cast, thread: Conversation, count: int, django_assert_num_queries: Any
) -> None:
    viewer = cast.fresh("kari")
    found = [*cards.with_card_parts(thread.messages.all())]
    with django_assert_num_queries(0):
        cards.complete(found, thread, viewer)
    for name in ("kari", "mona", "ola")[:count]:
        _react(cast, name, thread)
    found = [*cards.with_card_parts(thread.messages.all())]
    with django_assert_num_queries(1):
        cards.complete(found, thread, viewer)
    assert reactions.own_on(found) == (reactions.Own(found[0].uuid, LIKE),)


def test_own_signs_are_asked_for_where_there_are_any(
    cast: Cast, thread: Conversation, django_assert_num_queries: Any
) -> None:
    kari = cast.fresh("kari")
    before = threads.conversation(kari, thread.uuid)
    with django_assert_num_queries(0):
        assert reactions.own_in(kari, before, 50) == ()
    _react(cast, "kari", thread)
    (own,) = reactions.own_in(kari, threads.conversation(kari, thread.uuid), 50)
    assert own.kind == LIKE


def test_of_a_whole_school_who_reacted_and_who_wrote_are_told(cast: Cast) -> None:
    talk = announcing.announce(
        actor=cast.fresh("sissel"),
        to=[targets.of_school(cast.lade.pk, Part.GUARDIANS)],
        draft=made.draft(),
    )
    LiveOutbox.objects.all().delete()
    _react(cast, "kari", talk)
    told, own = LiveOutbox.objects.order_by("pk")
    assert told.recipients == sorted([cast.kari.pk, cast.sissel.pk])
    assert own.recipients == [cast.kari.pk]
