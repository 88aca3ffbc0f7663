"""Telling the pages of a message's readers that it was written or changed."""

from messaging import events
from messaging.actions import originals, outbox
from messaging.events import EventKind
from messaging.models import Message
from messaging.queries import cards
from messaging.visibility import (
    conversation_viewers,
    few_viewer_ids,
    has_few_readers,
    message_viewer_ids,
)


def tell_changed(*, message: Message, fields: list[str]) -> None:
    """Save these fields of a message of a locked conversation, and tell its readers.

    And those of what quotes or forwards it: it is shown there too.
    """
    conversation = message.conversation
    conversation.version += 1
    if message.seq == conversation.last_seq:
        conversation.last_preview = cards.list_preview(message)
    changed = ["version", "last_preview"]
    if message.withdrawn_at is not None and message.seq == 1:
        conversation.cover = None
        changed.append("cover")
    conversation.save(update_fields=changed)
    message.version = conversation.version
    message.save(update_fields=[*fields, "version"])
    if originals.renew_quotes(message):
        readers = conversation_viewers(conversation).values_list("pk", flat=True)
        originals.ask_anew(conversation, readers)
    else:
        tell(message, EventKind.CHANGED)
    originals.renew_forwards(message)


def tell_few(message: Message, kind: EventKind, *, few: set[int]) -> None:
    """As ``tell``; of very many readers only these are told, the others see it when they look."""
    tell(message, kind, to=None if has_few_readers(message) else few)


def tell(
    message: Message, kind: EventKind, *, has_files: bool = True, to: set[int] | None = None
) -> None:
    """Put the message, as it is now, beside the change for all who read it, or these of them.

    Where it is not the same for all of them, their pages ask.
    """
    if not originals.is_same_for_all(message):
        originals.ask_anew(message.conversation, to or message_viewer_ids(message))
        return
    shown = cards.load_card_parts(message, has_files=has_files)
    event = events.of_conversation(kind, message.conversation.uuid, message.version)
    event |= {
        "message": str(message.uuid),
        "seq": message.seq,
        "author": str(cards.writer_uuid(shown)),
        "at": message.created_at.isoformat(),
        # a sign on it asks nothing anew
        "asks_confirmation": message.asks_something and kind != EventKind.REACTED,
    }
    outbox.tell(
        conversation=message.conversation,
        event=event,
        recipients=to or few_viewer_ids(message),
        message=shown,
    )
