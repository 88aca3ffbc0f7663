"""Whom a message is for: who is told of it outside the house."""

from django.db.models import QuerySet

from messaging.choices import Part, Side
from messaging.models import Message, RecordedAnswer
from messaging.visibility import reasons
from messaging.visibility.conversations import active_among, meant_by
from schools import clock
from schools.models import Person
from schools.visibility.columns import Column

PART_OF = {Side.STAFF: Part.STAFF, Side.GUARDIAN: Part.GUARDIANS, Side.PUPIL: Part.PUPILS}


def addressed(message: Message, side: Side) -> QuerySet[Person]:
    """Who reads the message in this capacity by a place or an audience, but not its writers.

    Those who only oversee announcements may read them, but nothing is told to them.
    """
    conversation, day = message.conversation, clock.today()
    ways = reasons.ways_into(conversation)
    readers: list[Column] = meant_by(ways.only(PART_OF[side]), day)
    if side in ways.sides:
        joined = reasons.place_holders(conversation, side, day)
        readers.append(joined.filter(from_seq__lt=message.seq).values("person"))
    recorders = RecordedAnswer.objects.filter(message=message.pk).values("recorded_by")
    return active_among(readers).exclude(pk=message.author_id).exclude(pk__in=recorders)
