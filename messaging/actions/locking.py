"""One conversation, locked: numbers of messages and versions are taken under this lock only."""

from messaging.choices import Side
from messaging.models import Conversation
from messaging.visibility import sides_in, visible_conversations, with_sides
from schools.exceptions import NotVisible
from schools.models import Person


def lock(conversation: Conversation) -> Conversation:
    """The row read anew and locked for the transaction.

    ``no_key``: rows that refer to the conversation may still be inserted meanwhile.
    """
    return Conversation.objects.select_for_update(no_key=True).get(pk=conversation.pk)


def lock_visible(actor: Person, conversation: Conversation) -> tuple[Conversation, list[Side]]:
    """Lock first, then ask: a right that ended while we waited is ended. Raises NotVisible."""
    locked = lock(conversation)
    seen = with_sides(visible_conversations(actor), actor).filter(pk=locked.pk).first()
    if seen is None:
        raise NotVisible
    return locked, sides_in(seen)
