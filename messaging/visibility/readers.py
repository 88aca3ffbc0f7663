"""Who may see how far others have read: the staff who answer for the conversation."""

from django.db.models import Q, QuerySet

from messaging.choices import Part, Side
from messaging.models import Conversation
from messaging.visibility import reasons
from messaging.visibility.conversations import visible_conversations
from schools import clock
from schools.models import Person


def with_visible_readers(viewer: Person | None) -> QuerySet[Conversation]:
    """Conversations whose list of readers the viewer may open: those read as staff."""
    return visible_conversations(viewer, Side.STAFF)


def reader_list_viewers(conversation: Conversation) -> QuerySet[Person]:
    """Everybody who may open the list of readers: the inverse of ``with_visible_readers``."""
    day, ways = clock.today(), reasons.ways_into(conversation)
    why = Q(pk__in=reasons.place_holders(conversation, Side.STAFF, day).values("person"))
    staff = ways.groups.get(Part.STAFF, [])
    why |= Q(pk__in=reasons.part_people(staff, Part.STAFF, day))
    overseers = reasons.overseers(conversation, day)
    why |= Q(pk__in=overseers if overseers is not None else [])
    return Person.objects.filter(why, is_active=True)
