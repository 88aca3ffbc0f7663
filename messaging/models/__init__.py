"""Tables of messaging."""

from messaging.models.conversation import Audience, Conversation, Participant
from messaging.models.message import Attachment, Confirmation, Message, ReadState
from messaging.models.outbox import LiveOutbox

__all__ = [
    "Attachment",
    "Audience",
    "Confirmation",
    "Conversation",
    "LiveOutbox",
    "Message",
    "Participant",
    "ReadState",
]
