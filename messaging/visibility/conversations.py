"""Who may read a conversation."""

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from messaging.choices import Part, Side
from messaging.models import Conversation
from messaging.visibility import reasons
from messaging.visibility.reasons import part_people
from schools import affiliations, clock
from schools.affiliations import Affiliations
from schools.models import Person

__all__ = ["conversation_viewers", "part_people", "sides_in", "visible_conversations", "with_sides"]


def visible_conversations(
    viewer: Person | None, side: Side | None = None, child_id: int | None = None
) -> QuerySet[Conversation]:
    """Conversations the viewer reads; in one capacity, and for one child, when given."""
    conversations = Conversation.objects.all()
    if viewer is None or not viewer.is_active:
        return conversations.none()
    held = affiliations.of(viewer)
    why = Q(pk__in=[])
    for each in [side] if side else Side:
        why |= _reads_as(held, each, child_id)
    return conversations.filter(why)


def conversation_viewers(conversation: Conversation) -> QuerySet[Person]:
    """Everybody who reads the conversation: the inverse of ``visible_conversations``."""
    day = clock.today()
    why = Q(pk__in=[])
    for side in Side:
        why |= Q(pk__in=reasons.place_holders(conversation, side, day).values("person"))
    return Person.objects.filter(why | through_audience(conversation), is_active=True)


def with_sides(conversations: QuerySet[Conversation], viewer: Person) -> QuerySet[Conversation]:
    """Mark each with the capacities in which the viewer reads it; ``sides_in`` reads the marks."""
    held = affiliations.of(viewer)
    marks = {
        f"reads_as_{side.value}": ExpressionWrapper(
            _reads_as(held, side, None), output_field=BooleanField()
        )
        for side in Side
    }
    return conversations.annotate(**marks)


def sides_in(conversation: Conversation) -> list[Side]:
    """The capacities in which the viewer of ``with_sides`` reads this conversation."""
    return [side for side in Side if getattr(conversation, f"reads_as_{side.value}")]


def through_audience(conversation: Conversation) -> Q:
    """Condition on people: they read it without a place of their own, so from the beginning."""
    day = clock.today()
    why = Q(pk__in=[])
    for part in Part:
        groups = reasons.audience_groups(conversation, part)
        why |= Q(pk__in=part_people(groups, part, day))
    overseers = reasons.overseers(conversation, day)
    return why if overseers is None else why | Q(pk__in=overseers)


def reads_openly(held: Affiliations, side: Side, child_id: int | None = None) -> Q:
    """Condition on conversations: read by audience or oversight, from the beginning."""
    audiences = reasons.audiences(held, side, _children(held, child_id))
    return Q(pk__in=audiences.values("conversation")) | reasons.overseen(held, side)


def _reads_as(held: Affiliations, side: Side, child_id: int | None) -> Q:
    places = reasons.places(held, side, _children(held, child_id))
    return Q(pk__in=places.values("conversation")) | reads_openly(held, side, child_id)


def _children(held: Affiliations, child_id: int | None) -> frozenset[int]:
    return held.readable_children & {child_id} if child_id else held.readable_children
