"""The page where an announcement is pinned for all, and what is pinned beside it."""

import datetime as dt
import uuid
from dataclasses import dataclass

from messaging import policies
from messaging.models import Conversation
from messaging.queries import threads
from messaging.queries.marks import pinned_for_all
from messaging.visibility import sides_in, visible_conversations
from schools.exceptions import NotAllowed
from schools.models import Person

MOST_SHOWN = 10


@dataclass(frozen=True)
class PinPage:
    """One announcement, and those of its school that the viewer reads and that are pinned."""

    conversation: Conversation
    others: tuple[Conversation, ...]

    @property
    def pinned_until(self) -> dt.date | None:
        """The last municipal day it is pinned; None when it is not."""
        return self.conversation.pin_holds_until


def pin_page(viewer: Person, key: uuid.UUID) -> PinPage:
    """For who may pin it. Two queries.

    Raises NotVisible, NotAllowed for its other readers.
    """
    found = threads.conversation(viewer, key)
    if not policies.can_pin_for_all(viewer, found, sides_in(found)):
        raise NotAllowed
    beside = visible_conversations(viewer).filter(pinned_for_all(), school=found.school_id)
    rows = beside.exclude(pk=found.pk).order_by("pinned_until", "pk")
    return PinPage(found, tuple(rows[:MOST_SHOWN]))
