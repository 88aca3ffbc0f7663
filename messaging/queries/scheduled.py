"""What a writer has waiting to be sent."""

import uuid

from messaging.models import Conversation, ScheduledMessage
from messaging.visibility import visible_scheduled
from schools.exceptions import NotVisible
from schools.models import Person


def waiting_in(viewer: Person, conversation: Conversation) -> tuple[ScheduledMessage, ...]:
    """The viewer's own in a conversation as ``threads.conversation`` gives it, the next first.

    One query when there are any, else none.
    """
    if not getattr(conversation, "has_scheduled", True):
        return ()
    return tuple(visible_scheduled(viewer).filter(conversation=conversation.pk))


def one(viewer: Person, conversation_key: uuid.UUID, key: uuid.UUID) -> ScheduledMessage:
    """One of the viewer's own, with its conversation. Raises NotVisible, also once it is sent."""
    own = visible_scheduled(viewer).filter(uuid=key, conversation__uuid=conversation_key)
    found = own.select_related("conversation").first()
    if found is None:
        raise NotVisible
    return found
