"""Writing down what a guardian answered on the phone, at the desk or on paper."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from messaging import events, policies
from messaging.actions import locking, notices, outbox, reading
from messaging.actions.messages import already_sent, clean_body, write
from messaging.actions.telling import tell_changed
from messaging.choices import Instead, Side, Source, State, Subject
from messaging.events import EventKind
from messaging.models import (
    Confirmation,
    Conversation,
    Message,
    RecordedAnswer,
    RecordedConfirmation,
)
from messaging.queries import cards
from messaging.visibility import (
    reading_followers,
    recordable_guardians,
    sides_of,
    visible_messages,
)
from schools import clock
from schools.actions import audit
from schools.exceptions import InvalidInput, NotAllowed, NotVisible
from schools.models import Person


@dataclass(frozen=True)
class How:
    """How an answer was given, and why it was not given here by the guardian."""

    source: Source
    instead: Instead


def record_answer(
    *,
    actor: Person,
    conversation: Conversation | uuid.UUID,
    person: Person,
    body: str,
    how: How,
    client_token: uuid.UUID,
    file_uuids: Sequence[str] = (),
) -> Message:
    """A message of the guardian ``person``, written down by staff of a thread with the home.

    The author is the guardian; only the actor can change or withdraw it. The guardian is told,
    without the content. ``file_uuids``: the actor's own uploads, such as a paper that was
    scanned. The same ``client_token`` again returns the same message. Raises NotVisible,
    NotAllowed, InvalidInput (``body``, ``person``), Conflict.
    """
    text = clean_body(body, has_files=bool(file_uuids))
    key = conversation.uuid if isinstance(conversation, Conversation) else conversation
    with transaction.atomic():
        locked, sides = locking.lock_visible(actor, key)
        if not policies.can_record_answer(locked, sides):
            raise NotAllowed(_("Staff of a thread with a home can do this."))
        if sent := already_sent(author=person, conversation=locked, client_token=client_token):
            return sent
        _check_guardian(actor, locked, person)
        message = write(
            actor=person,
            conversation=locked,
            side=Side.GUARDIAN,
            body=text,
            client_token=client_token,
            file_uuids=file_uuids,
            recorded=RecordedAnswer(**_how(actor, how)),
        )
        _receipt(actor, message, person, "message.record")
    return message


def record_confirmation(
    *, actor: Person, message: Message, person: Person, how: How
) -> Confirmation:
    """That the guardian ``person`` has confirmed a message; written down by its staff.

    Once, also beside the guardian's own. The guardian is told. Raises NotVisible, NotAllowed,
    InvalidInput (``person``) or when the message does not ask.
    """
    with transaction.atomic():
        locked, sides = locking.lock_visible(actor, message.conversation.uuid)
        if not policies.can_record_confirmation(sides):
            raise NotAllowed(_("Only staff can do this."))
        asked = visible_messages(actor).filter(pk=message.pk).first()
        if asked is None:
            raise NotVisible
        if not asked.asks_confirmation or asked.withdrawn_at:
            raise InvalidInput(_("This message does not ask for a confirmation."))
        _check_reader(actor, locked, person, asked)
        if done := Confirmation.objects.filter(message=asked, person=person).first():
            return done
        asked.conversation = locked
        RecordedConfirmation.objects.create(message=asked, person=person, **_how(actor, how))
        given = reading.write_confirmation(
            by=actor, person=person, conversation=locked, message=asked, side=Side.GUARDIAN
        )
        _receipt(actor, asked, person, "message.record_confirmation")
    return given


def say_wrong(*, actor: Person, message: Message) -> None:
    """The guardian says that what was recorded for them is not right.

    An answer stays and is marked, and waits for the school; a confirmation counts no longer.
    Who answers the home is told, or who wrote it down. Twice is the same as once. Raises
    NotVisible, also when nothing was recorded for the actor.
    """
    with transaction.atomic():
        locked, _sides = locking.lock_visible(actor, message.conversation.uuid)
        found = cards.with_card_parts(visible_messages(actor).filter(pk=message.pk)).first()
        if found is None:
            raise NotVisible
        found.conversation = locked
        answer = getattr(found, "recorded", None)
        if answer is not None and found.author_id == actor.pk:
            _doubt_answer(found, answer)
        else:
            _doubt_confirmation(actor, found)


def _doubt_answer(message: Message, answer: RecordedAnswer) -> None:
    if answer.doubted_at:
        return
    answer.doubted_at = clock.now()
    answer.save(update_fields=["doubted_at"])
    conversation = message.conversation
    conversation.state = State.OPEN if conversation.state else ""
    conversation.save(update_fields=["state"])
    cards.complete([message], conversation, None)
    tell_changed(message=message, fields=[])
    _tell_owner(message.author, message, answer.recorded_by)


def _doubt_confirmation(actor: Person, message: Message) -> None:
    recorded = message.recorded_confirmations.filter(person=actor, doubted_at=None)
    row = recorded.select_related("recorded_by").first()
    if row is None:
        if message.recorded_confirmations.filter(person=actor).exists():
            return
        raise NotVisible
    row.doubted_at = clock.now()
    row.save(update_fields=["doubted_at"])
    Confirmation.objects.filter(message=message, person=actor).delete()
    conversation = message.conversation
    conversation.version += 1
    conversation.save(update_fields=["version"])
    counting = reading_followers(conversation, actor).values_list("pk", flat=True)
    event = events.of_conversation(EventKind.CONFIRMED, conversation.uuid, conversation.version)
    outbox.tell(conversation=conversation, event=event, recipients={*counting, actor.pk})
    _tell_owner(actor, message, row.recorded_by)


def _check_guardian(actor: Person, conversation: Conversation, person: Person) -> None:
    """As whoever reads it as guardian, and may write there: for others nothing is recorded."""
    if not recordable_guardians(actor, conversation).filter(pk=person.pk).exists():
        raise NotVisible
    held = sides_of(person, conversation)
    acting = policies.posting_side(person, conversation, held, Side.GUARDIAN)
    if acting != Side.GUARDIAN:
        raise InvalidInput(_("This guardian can read here, but not answer."), "person")


def _check_reader(
    actor: Person, conversation: Conversation, person: Person, asked: Message
) -> None:
    if not recordable_guardians(actor, conversation).filter(pk=person.pk).exists():
        raise NotVisible
    if not visible_messages(person).filter(pk=asked.pk).exists():
        raise NotVisible


def _how(actor: Person, how: How) -> dict[str, object]:
    return {
        "recorded_by": actor,
        "source": how.source,
        "instead": how.instead,
        "recorded_at": clock.now(),
    }


def _renew(message: Message, person: Person) -> None:
    """What their own pages say of it is theirs alone, so no event carries it: they ask anew."""
    outbox.tell(conversation=message.conversation, event=events.refetch(), recipients=[person.pk])


def _receipt(actor: Person, message: Message, person: Person, action: str) -> None:
    _renew(message, person)
    notices.request_to_one(message=message, person=person, subject=Subject.RECEIPT)
    school_id = message.conversation.school_id
    audit.record(actor=actor, action=action, about=message, school_id=school_id, person=person.pk)


def _tell_owner(actor: Person, message: Message, recorder: Person) -> None:
    _renew(message, actor)
    conversation = message.conversation
    owner = conversation.owner or recorder
    notices.request_to_one(message=message, person=owner, subject=Subject.DOUBT)
    audit.record(
        actor=actor, action="message.doubt", about=message, school_id=conversation.school_id
    )
