"""Who may see how far others have read: the staff who answer for the conversation."""

from django.db.models import QuerySet

from messaging.choices import Part, Side
from messaging.models import Conversation
from messaging.visibility import reasons
from messaging.visibility.conversations import (
    active_among,
    through_audience,
    visible_conversations,
)
from schools import clock
from schools.models import Person
from schools.visibility.columns import Column


def with_visible_readers(viewer: Person | None) -> QuerySet[Conversation]:
    """Conversations whose list of readers the viewer may open: those read as staff."""
    return visible_conversations(viewer, Side.STAFF)


def reader_list_viewers(conversation: Conversation) -> QuerySet[Person]:
    """Everybody who may open the list of readers: the inverse of ``with_visible_readers``."""
    day, ways = clock.today(), reasons.ways_into(conversation)
    places: Column = reasons.place_holders(conversation, Side.STAFF, day).values("person")
    staff = through_audience(conversation, ways.only(Part.STAFF), day)
    return active_among([places, *staff])
