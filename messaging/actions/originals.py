"""Messages that refer to another one: what they quote and forward, told when that changes."""

import uuid
from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from messaging import events
from messaging.actions import outbox
from messaging.events import EventKind
from messaging.models import Conversation, Message, Participant
from messaging.visibility import conversation_viewers, visible_messages
from schools.exceptions import InvalidInput
from schools.models import Person


def quoted_seq(writer: Person, conversation: Conversation, key: uuid.UUID | None) -> int | None:
    """The number of the message to quote, which the writer reads in this conversation.

    Raises InvalidInput (``quotes``) for any other.
    """
    if key is None:
        return None
    rows = visible_messages(writer).filter(conversation=conversation, uuid=key)
    found = rows.values_list("seq", flat=True).first()
    if found is None:
        raise InvalidInput(_("What you want to quote is not in this conversation."), "quotes")
    return found


def is_same_for_all(message: Message) -> bool:
    """Whether all who read the message read what it quotes or forwards, so see the same of it.

    Not who was let in between the two. Of what is forwarded nobody knows: it has other readers.
    """
    if message.forwards_id is not None:
        return False
    if message.quoted_seq is None:
        return True
    between = {"from_seq__gte": message.quoted_seq, "from_seq__lt": message.seq}
    joined = Participant.objects.filter(conversation=message.conversation_id, **between)
    return not joined.exists()


def ask_anew(conversation: Conversation, recipients: Iterable[int]) -> None:
    """Their open pages ask for what they miss: it is not the same for all of them."""
    event = events.of_conversation(EventKind.CHANGED, conversation.uuid, conversation.version)
    outbox.tell(conversation=conversation, event=event, recipients=recipients)


def lock_along(message: Message) -> None:
    """Lock its conversation and those it was forwarded to, in one order for everybody.

    Two who withdraw what was forwarded crosswise would else wait for each other for ever.
    """
    forwarded = Message.objects.filter(forwards=message.pk).values_list("conversation", flat=True)
    if keys := {*forwarded}:
        lock_in_order({message.conversation_id, *keys})


def lock_all_along(key: uuid.UUID) -> None:
    """The same for all that is forwarded out of a conversation; before it is locked itself."""
    rows = Message.objects.filter(forwards__conversation__uuid=key)
    if keys := {*rows.values_list("conversation", flat=True)}:
        source = Conversation.objects.filter(uuid=key).values_list("pk", flat=True)
        lock_in_order({*source, *keys})


def lock_in_order(keys: Iterable[int]) -> None:
    """Lock these conversations for the transaction; ``no_key`` as in ``locking``."""
    rows = Conversation.objects.select_for_update(no_key=True).filter(pk__in=keys)
    list(rows.order_by("pk").values_list("pk"))


def renew_quotes(message: Message) -> bool:
    """What quotes a changed message has its version, so that pages ask for both; if any does."""
    quoting = Message.objects.filter(conversation=message.conversation_id, quoted_seq=message.seq)
    return quoting.update(version=message.version) > 0


def renew_forwards(message: Message) -> None:
    """The next version of what forwards a changed message, under its own conversation's lock."""
    _renew(message.conversation, Message.objects.filter(forwards=message.pk))


def renew_all_forwards(conversation: Conversation) -> None:
    """The same for all that is forwarded out of a conversation into others, under its lock."""
    forwards = Message.objects.filter(forwards__conversation=conversation)
    _renew(conversation, forwards.exclude(conversation=conversation))


def _renew(source: Conversation, forwards: QuerySet[Message]) -> None:
    places = Conversation.objects.select_for_update(no_key=True).order_by("pk")
    # locked before, in the same order (``lock_along``), but for what came in between
    for place in places.filter(pk__in=forwards.values("conversation")):
        if place.pk == source.pk:
            place = source  # noqa: PLW2901 - the row at hand, not one read beside it
        place.version += 1
        place.save(update_fields=["version"])
        forwards.filter(conversation=place).update(version=place.version)
        readers = conversation_viewers(place).values_list("pk", flat=True)
        ask_anew(place, readers)
