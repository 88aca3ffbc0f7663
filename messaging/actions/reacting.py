"""A sign on a message: given, changed or taken away."""

from django.db import transaction
from django.utils.translation import gettext as _

from messaging import events, policies
from messaging.actions import locking, outbox, telling
from messaging.choices import ReactionKind, Side
from messaging.events import EventKind
from messaging.models import Message, Reaction
from messaging.queries import cards
from messaging.visibility import visible_messages
from schools import clock
from schools.actions import audit
from schools.exceptions import InvalidInput, NotAllowed, NotVisible
from schools.models import Person


def react(
    *, actor: Person, message: Message, kind: ReactionKind | None, side: Side | None = None
) -> Message:
    """Put the actor's one sign on a message; None takes it away. The same twice is once.

    Nobody is told of it out of the house: open pages show it. ``side``: the capacity acted in,
    used when the actor has it here. Raises NotVisible, NotAllowed for one's own message and
    for who only receives information, InvalidInput for a sign that cannot stand there.
    """
    with transaction.atomic():
        conversation, sides = locking.lock_visible(actor, message.conversation.uuid)
        found = cards.with_card_parts(visible_messages(actor).filter(pk=message.pk)).first()
        if found is None:
            raise NotVisible
        found.conversation = conversation
        if not policies.can_react(actor, found, conversation, sides):
            raise NotAllowed(_("You can react to what others wrote, while it stands."))
        if kind and kind not in policies.reactions_to(found):
            raise InvalidInput(_("Choose one of the signs."), "kind")
        if _put(actor, found, kind, side if side in sides else sides[0]):
            _spread(actor, found, kind)
    return found


def _put(actor: Person, message: Message, kind: ReactionKind | None, side: Side) -> bool:
    """The row; whether anything is different. Under the conversation's lock."""
    own = Reaction.objects.filter(message=message, person=actor)
    if kind is None:
        return own.delete()[0] > 0
    if own.filter(kind=kind).exists():
        return False
    Reaction.objects.update_or_create(
        message=message,
        person=actor,
        defaults={"kind": kind, "side": side, "reacted_at": clock.now()},
    )
    return True


def _spread(actor: Person, message: Message, kind: ReactionKind | None) -> None:
    """The message's next version, told to its readers; who reacted, to their own pages."""
    conversation = message.conversation
    conversation.version += 1
    conversation.save(update_fields=["version"])
    message.version = conversation.version
    message.reaction_count = Reaction.objects.filter(message=message).count()
    message.save(update_fields=["version", "reaction_count"])
    telling.tell_few(message, EventKind.REACTED, few={actor.pk, message.author_id})
    outbox.tell(conversation=conversation, event=events.refetch(), recipients=[actor.pk])
    audit.record(
        actor=actor,
        action="message.react",
        about=message,
        school_id=conversation.school_id,
        kind=kind or "",
    )
