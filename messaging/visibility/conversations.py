"""Who may read a conversation."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet, Value

from messaging.choices import Part, Side
from messaging.models import Conversation
from messaging.visibility import reasons
from messaging.visibility.reasons import part_people
from schools import affiliations, clock
from schools.affiliations import Affiliations
from schools.models import Person
from schools.statements import written_once

__all__ = [
    "conversation_viewers",
    "part_people",
    "sides_in",
    "sides_of",
    "visible_conversations",
    "with_sides",
]


def visible_conversations(
    viewer: Person | None, side: Side | None = None, child_id: int | None = None
) -> QuerySet[Conversation]:
    """Conversations the viewer reads; in one capacity, and for one child, when given."""
    conversations = Conversation.objects.all()
    if viewer is None or not viewer.is_active:
        return conversations.none()
    held = affiliations.of(viewer)
    why = Q(pk__in=[])
    for each in reasons.sides_held(held):
        if side in {None, each}:
            why |= _reads_as(held, each, child_id)
    return conversations.filter(why)


def conversation_viewers(conversation: Conversation) -> QuerySet[Person]:
    """Everybody who reads the conversation: the inverse of ``visible_conversations``."""
    day, ways = clock.today(), reasons.ways_into(conversation)
    why = through_audience(conversation, ways.groups, day)
    for side in ways.sides:
        why |= Q(pk__in=reasons.place_holders(conversation, side, day).values("person"))
    return Person.objects.filter(why, is_active=True)


def with_sides(conversations: QuerySet[Conversation], viewer: Person) -> QuerySet[Conversation]:
    """Mark each with the capacities in which the viewer reads it; ``sides_in`` reads the marks."""
    held = affiliations.of(viewer)
    marks: dict[str, Any] = {_mark(side): Value(False) for side in Side}
    for side in reasons.sides_held(held):
        why = _reads_as(held, side, None)
        marks[_mark(side)] = ExpressionWrapper(why, output_field=BooleanField())
    return conversations.annotate(**marks)


def sides_in(conversation: Conversation) -> list[Side]:
    """The capacities in which the viewer of ``with_sides`` reads this conversation."""
    return [side for side in Side if getattr(conversation, _mark(side))]


def sides_of(viewer: Person, conversation: Conversation) -> list[Side]:
    """The capacities in which the viewer reads this one conversation; none: not visible."""
    if not viewer.is_active:
        return []
    return sides_in(_with_sides_of(viewer, conversation.pk)[0])


@written_once("key")
def _with_sides_of(viewer: Person, key: int) -> QuerySet[Conversation]:
    return with_sides(Conversation.objects.filter(pk=key).order_by().only("pk"), viewer)


def through_audience(
    conversation: Conversation, groups: Mapping[Part, list[int]], day: dt.date
) -> Q:
    """Condition on people: they read it without a place of their own, so from the beginning."""
    why = Q(pk__in=[])
    for part, meant in groups.items():
        why |= Q(pk__in=part_people(meant, part, day))
    overseers = reasons.overseers(conversation, day)
    return why if overseers is None else why | Q(pk__in=overseers)


def reads_openly(held: Affiliations, side: Side, child_id: int | None = None) -> Q:
    """Condition on conversations: read by audience or oversight, from the beginning."""
    audiences = reasons.audiences(held, side, _children(held, child_id))
    return Q(pk__in=audiences.values("conversation")) | reasons.overseen(held, side)


def _reads_as(held: Affiliations, side: Side, child_id: int | None) -> Q:
    places = reasons.places(held, side, _children(held, child_id))
    return Q(pk__in=places.values("conversation")) | reads_openly(held, side, child_id)


def _mark(side: Side) -> str:
    return f"reads_as_{side.value}"


def _children(held: Affiliations, child_id: int | None) -> frozenset[int]:
    return held.readable_children & {child_id} if child_id else held.readable_children
