"""One conversation, locked: numbers of messages and versions are taken under this lock only."""

from messaging.choices import Side
from messaging.models import Conversation
from messaging.visibility import sides_of
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
    sides = sides_of(actor, locked)
    if not sides:
        raise NotVisible
    return locked, sides
