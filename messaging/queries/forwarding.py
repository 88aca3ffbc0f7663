"""What may be passed on, where to, and who of the new readers has no access to it."""

import uuid
from dataclasses import dataclass

from django.db.models import QuerySet

from messaging import policies
from messaging.choices import Kind, Side
from messaging.models import Conversation, Message
from messaging.queries import threads
from messaging.queries.lines import audiences_of, people_line, places_in
from messaging.visibility import sides_in, visible_conversations
from schools.exceptions import NotAllowed
from schools.models import Person

MOST_PLACES = 40


@dataclass(frozen=True)
class Place:
    """A conversation to pass something on into, as the viewer knows it."""

    uuid: uuid.UUID
    title: str
    people: str


def forwardable(viewer: Person, conversation: uuid.UUID, key: uuid.UUID) -> Message:
    """A message the viewer may pass on, ready for a card. Raises NotVisible, NotAllowed."""
    message = threads.message(viewer, conversation, key)
    marked = threads.conversation(viewer, conversation)
    is_addressed = getattr(marked, "is_addressed", False)
    if not policies.can_forward(viewer, message, sides_in(marked), is_addressed=is_addressed):
        raise NotAllowed
    return message


def places(viewer: Person, message: Message) -> list[Place]:
    """Of the 40 newest others the viewer reads as staff, those they may write in.

    Three queries.
    """
    rows = [row for row in _newest(viewer, message) if _is_open(viewer, row)]
    keys = [row.pk for row in rows]
    people, meant = places_in(viewer, keys), audiences_of(keys)
    return [
        Place(
            uuid=row.uuid,
            title=row.title,
            people=people_line(
                viewer, Side.STAFF, row, people.get(row.pk, []), meant.get(row.pk, [])
            ),
        )
        for row in rows
    ]


def _newest(viewer: Person, message: Message) -> QuerySet[Conversation]:
    others = visible_conversations(viewer, Side.STAFF).exclude(pk=message.conversation_id)
    # one writes on in an announcement there, and who may is a question of its own for each
    others = others.exclude(kind=Kind.ANNOUNCEMENT)
    return others.select_related("home_pupil").order_by("-last_at", "-pk")[:MOST_PLACES]


def _is_open(viewer: Person, conversation: Conversation) -> bool:
    if policies.is_confined(conversation):
        return False
    return policies.posting_side(viewer, conversation, [Side.STAFF]) is not None
