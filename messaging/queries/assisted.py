"""What staff may write down for guardians in one conversation."""

from dataclasses import dataclass

from messaging import policies
from messaging.models import Conversation, Message
from messaging.visibility import recordable_guardians, sides_in, visible_messages
from schools.exceptions import NotAllowed, NotVisible
from schools.models import Person

MOST_CHOICES = 400


@dataclass(frozen=True)
class RecordPage:
    """For whom, and what; ``asked`` is the newest message that asks for a confirmation."""

    conversation: Conversation
    people: tuple[Person, ...]
    asked: Message | None
    may_answer: bool


def record_page(viewer: Person, conversation: Conversation) -> RecordPage:
    """For staff of a conversation loaded with marks of capacity. Three queries.

    Raises NotVisible for its other readers, NotAllowed where there is nothing to write down.
    """
    sides = sides_in(conversation)
    if not policies.can_record_confirmation(sides):
        raise NotVisible
    asking = visible_messages(viewer).filter(
        conversation=conversation.pk, asks_confirmation=True, withdrawn_at__isnull=True
    )
    asked = asking.select_related("conversation").order_by("-seq").first()
    may_answer = policies.can_record_answer(conversation, sides)
    if asked is None and not may_answer:
        raise NotAllowed
    people = recordable_guardians(viewer, conversation)[:MOST_CHOICES]
    return RecordPage(conversation, tuple(people), asked, may_answer)
