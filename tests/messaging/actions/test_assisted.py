"""What staff write down for a guardian who answered in another way."""

import uuid

import pytest

from messaging import policies
from messaging.actions import assisted, messages, notices
from messaging.choices import Instead, Side, Source, State, Subject
from messaging.models import Confirmation, Conversation, Message, Notice
from messaging.queries import cards, reach
from messaging.visibility import message_viewers
from schools.exceptions import InvalidInput, NotAllowed, NotVisible
from schools.models import AuditEntry
from tests.cast import Cast
from tests.messaging import conversations as made

pytestmark = pytest.mark.both_databases
HOW = assisted.How(Source.PHONE, Instead.NO_SIGN_IN)


@pytest.fixture
def thread(cast: Cast) -> Conversation:
    """Tone's thread with Nora's first home."""
    return next(home for home in made.home_threads(cast) if home.home_key == "hansen")


def _record(cast: Cast, thread: Conversation, by: str = "tone", **fields: object) -> Message:
    given = {"person": cast.kari, "body": "Ja", "how": HOW, "client_token": uuid.uuid4()} | fields
    return assisted.record_answer(
        actor=cast.fresh(by),
        conversation=thread,
        **given,  # type: ignore[arg-type]
    )


def test_an_answer_is_the_guardians_and_names_who_wrote_it_down(
    cast: Cast, thread: Conversation
) -> None:
    message = _record(cast, thread)
    shown = cards.card(cards.load_card_parts(Message.objects.get(pk=message.pk)))
    assert (shown.author, shown.side) == ("Kari Hansen", Side.GUARDIAN)
    assert shown.recorded is not None
    assert shown.recorded.by == "Tone Lie"
    thread.refresh_from_db()
    assert thread.state == State.OPEN
    entry = AuditEntry.objects.get(action="message.record")
    assert entry.actor_id == cast.tone.pk


def test_the_guardian_is_told_though_they_are_the_author(cast: Cast, thread: Conversation) -> None:
    message = _record(cast, thread)
    notices.expand_waiting()
    receipt = Notice.objects.get(message=message, subject=Subject.RECEIPT)
    assert {row.person_id for row in receipt.deliveries.all()} == {cast.kari.pk}
    usual = Notice.objects.get(message=message, subject="")
    told = {row.person_id for row in usual.deliveries.all()}
    assert cast.erik.pk in told
    assert not told & {cast.kari.pk, cast.tone.pk}


def test_only_who_wrote_it_down_can_change_it(cast: Cast, thread: Conversation) -> None:
    message = _record(cast, thread)
    with pytest.raises(NotAllowed):
        messages.edit_message(actor=cast.fresh("kari"), message=message, body="Nei")
    assert policies.can_edit(cast.fresh("tone"), message)
    messages.edit_message(actor=cast.fresh("tone"), message=message, body="Ja, kl. 10")
    messages.withdraw_message(actor=cast.fresh("tone"), message=message)


def test_the_same_token_is_the_same_answer(cast: Cast, thread: Conversation) -> None:
    token = uuid.uuid4()
    first = _record(cast, thread, client_token=token)
    assert _record(cast, thread, client_token=token).pk == first.pk


@pytest.mark.parametrize("name", ["ola", "mona", "geir", "inger", "tone"])
def test_nothing_is_written_down_for_who_is_no_guardian_there(
    cast: Cast, thread: Conversation, name: str
) -> None:
    with pytest.raises(NotVisible):
        _record(cast, thread, person=cast.people[name])


def test_guardians_and_strangers_write_nothing_down(cast: Cast, thread: Conversation) -> None:
    with pytest.raises(NotAllowed):
        _record(cast, thread, by="erik")
    with pytest.raises(NotVisible):
        _record(cast, thread, by="odd")
    with pytest.raises(NotAllowed):
        _record(cast, made.class_thread(cast))
    with pytest.raises(InvalidInput):
        _record(cast, thread, body=" ")


def test_who_reads_it_is_as_with_any_message(cast: Cast, thread: Conversation) -> None:
    message = _record(cast, thread)
    usual = message_viewers(thread.messages.get(seq=1))
    assert {*message_viewers(message)} == {*usual}


def test_the_guardian_says_it_is_not_right(cast: Cast, thread: Conversation) -> None:
    message = _record(cast, thread)
    with pytest.raises(NotVisible):
        assisted.say_wrong(actor=cast.fresh("erik"), message=message)
    for _ in range(2):
        assisted.say_wrong(actor=cast.fresh("kari"), message=message)
    shown = cards.card(cards.load_card_parts(Message.objects.get(pk=message.pk)))
    assert shown.recorded is not None
    assert shown.recorded.is_doubted
    notices.expand_waiting()
    told = Notice.objects.get(message=message, subject=Subject.DOUBT)
    assert {row.person_id for row in told.deliveries.all()} == {cast.tone.pk}


def test_a_confirmation_is_counted_until_it_is_said_to_be_wrong(cast: Cast) -> None:
    thread = made.announcement(cast)
    message = thread.messages.get()
    given = {"message": message, "person": cast.mona, "how": HOW}
    for _ in range(2):
        assisted.record_confirmation(actor=cast.fresh("tone"), **given)  # type: ignore[arg-type]
    assert reach.reach(cast.fresh("tone"), thread).homes_confirmed == 1
    assert AuditEntry.objects.get(action="message.confirm").actor_id == cast.tone.pk
    for _ in range(2):
        assisted.say_wrong(actor=cast.fresh("mona"), message=message)
    assert not Confirmation.objects.exists()
    assert message.recorded_confirmations.get().doubted_at is not None


def test_a_confirmation_is_written_down_by_staff_for_guardians(cast: Cast) -> None:
    message = made.announcement(cast).messages.get()
    for by, person in (("odd", "mona"), ("tone", "leila"), ("tone", "anne")):
        with pytest.raises(NotVisible):
            assisted.record_confirmation(
                actor=cast.fresh(by), message=message, person=cast.people[person], how=HOW
            )
    with pytest.raises(NotAllowed):
        assisted.record_confirmation(
            actor=cast.fresh("kari"), message=message, person=cast.mona, how=HOW
        )
