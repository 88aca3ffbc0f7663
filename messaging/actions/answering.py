"""Whose turn it is in a thread with a home, and who sees to it: said by its staff."""

from django.db import transaction
from django.utils.translation import gettext as _

from messaging import events, policies
from messaging.actions import locking, outbox, standing_in
from messaging.choices import Side, State
from messaging.events import EventKind
from messaging.models import Conversation
from messaging.visibility import reader_list_viewers, reasons
from schools import clock
from schools.actions import audit
from schools.exceptions import InvalidInput, NotAllowed
from schools.models import Person


def close(*, actor: Person, conversation: Conversation) -> None:
    """Nobody waits for anything: done, until a guardian or a colleague writes again.

    Raises NotVisible, NotAllowed. Twice is the same as once.
    """
    with transaction.atomic():
        locked = _lock(actor, conversation)
        if locked.state != State.DONE:
            _save(actor, locked, "conversation.close", state=State.DONE)


def reopen(*, actor: Person, conversation: Conversation) -> None:
    """It was not done: whose turn it is follows from who wrote last.

    Raises NotVisible, NotAllowed.
    """
    with transaction.atomic():
        locked = _lock(actor, conversation)
        if locked.state == State.DONE:
            turn = State.WAITING if locked.last_side == Side.STAFF else State.OPEN
            _save(actor, locked, "conversation.reopen", state=turn)


def hand_over(*, actor: Person, conversation: Conversation, person: Person) -> None:
    """From now on ``person``, who takes part as staff, sees to it; the actor to take it over.

    Raises NotVisible, NotAllowed, InvalidInput (``person``).
    """
    with transaction.atomic():
        locked = _lock(actor, conversation)
        taking_part = reasons.place_holders(locked, Side.STAFF, clock.today())
        if not taking_part.filter(person=person).exists():
            raise InvalidInput(_("Choose somebody at the school who takes part."), "person")
        if locked.owner_id != person.pk:
            standing_in.make_lasting(locked, person)
            _save(actor, locked, "conversation.hand_over", owner=person)


def _lock(actor: Person, conversation: Conversation) -> Conversation:
    locked, sides = locking.lock_visible(actor, conversation.uuid)
    if not policies.can_answer_for(locked, sides):
        raise NotAllowed(_("Staff of a thread with a home can do this."))
    return locked


def _save(
    actor: Person,
    conversation: Conversation,
    action: str,
    state: State | None = None,
    owner: Person | None = None,
) -> None:
    conversation.state, conversation.owner = (
        state or conversation.state,
        owner or conversation.owner,
    )
    conversation.version += 1
    conversation.save(update_fields=["version", "state", "owner"])
    event = events.of_conversation(EventKind.CHANGED, conversation.uuid, conversation.version)
    # the home is not told how the school shares its work
    staff = reader_list_viewers(conversation).values_list("pk", flat=True)
    outbox.tell(conversation=conversation, event=event, recipients=staff)
    audit.record(
        actor=actor,
        action=action,
        about=conversation,
        school_id=conversation.school_id,
        owner=conversation.owner_id,
    )
