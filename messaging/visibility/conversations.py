"""Who may read a conversation."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet, Value

from messaging.choices import Part, Side
from messaging.models import Conversation
from messaging.visibility import helping, reasons
from messaging.visibility.reasons import part_people
from schools import affiliations, clock
from schools.affiliations import Affiliations
from schools.models import HelperAppointment, Person
from schools.statements import written_once
from schools.visibility.columns import Column, either

__all__ = [
    "active_among",
    "conversation_viewers",
    "is_addressed",
    "is_asked",
    "part_people",
    "pupils_of",
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
    ways: list[Column] = []
    for each in reasons.sides_held(held):
        if side in {None, each}:
            ways += _read_as(held, each, child_id)
    return conversations.filter(pk__in=either(ways)) if ways else conversations.none()


def conversation_viewers(conversation: Conversation) -> QuerySet[Person]:
    """Everybody who reads the conversation: the inverse of ``visible_conversations``."""
    day, ways = clock.today(), reasons.ways_into(conversation)
    readers = through_audience(conversation, ways, day)
    for side in ways.sides:
        readers.append(reasons.place_holders(conversation, side, day).values("person"))
    return active_among([*readers, *helper_columns(conversation, ways)])


def active_among(readers: list[Column]) -> QuerySet[Person]:
    """The people in any of these columns, as far as their accounts are open."""
    if not readers:
        return Person.objects.none()
    return Person.objects.filter(pk__in=either(readers), is_active=True)


def with_sides(conversations: QuerySet[Conversation], viewer: Person) -> QuerySet[Conversation]:
    """Mark each with the capacities in which the viewer reads it; ``sides_in`` reads the marks."""
    held = affiliations.of(viewer)
    marks: dict[str, Any] = {_mark(side): Value(False) for side in Side}
    for side in reasons.sides_held(held) if viewer.is_active else ():
        why = Q(pk__in=either(_read_as(held, side, None)))
        marks[_mark(side)] = ExpressionWrapper(why, output_field=BooleanField())
    return conversations.annotate(**marks)


def is_addressed(viewer: Person) -> Any:
    """Whether a conversation is meant for the viewer, by place or audience.

    What a leader or the office oversees they may read, but nothing is asked of them there.
    """
    held = affiliations.of(viewer)
    if not held.led_schools:
        return Value(True)
    return _meant_as(held, reasons.sides_held(held))


def is_asked(viewer: Person) -> Any:
    """Whether what is asked there is asked of the viewer: not of who only helps a guardian."""
    held = affiliations.of(viewer)
    if not held.helped_children:
        return is_addressed(viewer)
    return _meant_as(held, [side for side in reasons.sides_held(held) if side != Side.HELPER])


def _meant_as(held: Affiliations, sides: Iterable[Side]) -> Any:
    meant: list[Column] = []
    for side in sides:
        meant += [
            reasons.places(held, side, held.readable_children).values("conversation"),
            reasons.audiences(held, side, held.readable_children).values("conversation"),
        ]
    if not meant:
        return Value(False)
    return ExpressionWrapper(Q(pk__in=either(meant)), output_field=BooleanField())


def sides_in(conversation: Conversation) -> list[Side]:
    """The capacities in which the viewer of ``with_sides`` reads this conversation."""
    return [side for side in Side if getattr(conversation, _mark(side))]


def sides_of(viewer: Person, conversation: Conversation) -> list[Side]:
    """The capacities in which the viewer reads this one conversation; none: not visible."""
    return sides_in(_with_sides_of(viewer, conversation.pk)[0])


@written_once("key")
def _with_sides_of(viewer: Person, key: int) -> QuerySet[Conversation]:
    return with_sides(Conversation.objects.filter(pk=key).order_by().only("pk"), viewer)


def through_audience(conversation: Conversation, ways: reasons.Ways, day: dt.date) -> list[Column]:
    """Ids of the people who read it without a place of their own, so from the beginning."""
    overseers = reasons.overseers(conversation, day)
    readers = meant_by(ways, day)
    return readers if overseers is None else [*readers, overseers]


def helper_columns(
    conversation: Conversation, ways: reasons.Ways, before: int | None = None
) -> list[Column]:
    """Ids of the people who read it in place of a guardian; a message: from ``before`` it."""
    return [rows.values("helper") for rows in helper_rows(conversation, ways, before)]


def helper_rows(
    conversation: Conversation, ways: reasons.Ways, before: int | None = None
) -> list[QuerySet[HelperAppointment]]:
    """The appointments by which they do."""
    day = clock.today()
    helpers: list[QuerySet[HelperAppointment]] = []
    if pupils := _pupils_meant(ways, Part.GUARDIANS, day):
        helpers.append(helping.helpers_with(conversation, pupils, day))
    if Side.GUARDIAN in ways.sides:
        helpers.append(helping.helpers_beside(conversation, day, before))
    return helpers


def meant_by(ways: reasons.Ways, day: dt.date) -> list[Column]:
    """Ids of the people its audiences mean."""
    readers = [part_people(groups, part, day) for part, groups in ways.groups.items()]
    for part, wider in ways.wider.items():
        readers += reasons.wider_people(wider, part, day)
    return readers


def pupils_of(conversation: Conversation) -> dict[Part, list[Column]]:
    """Ids of the pupils whom its audiences mean: themselves, or by their guardians. One query."""
    ways, day = reasons.ways_into(conversation), clock.today()
    return {part: _pupils_meant(ways, part, day) for part in (Part.GUARDIANS, Part.PUPILS)}


def _pupils_meant(ways: reasons.Ways, part: Part, day: dt.date) -> list[Column]:
    """Ids of the pupils by whom its audiences mean this part."""
    columns = reasons.wider_people(ways.wider.get(part, []), Part.PUPILS, day)
    if groups := ways.groups.get(part):
        columns.insert(0, part_people(groups, Part.PUPILS, day))
    return columns


def read_openly(held: Affiliations, side: Side, child_id: int | None = None) -> list[Column]:
    """Ids of conversations read by audience or oversight, so from the beginning."""
    audiences = reasons.audiences(held, side, _children(held, child_id))
    overseen = reasons.overseen(held, side)
    columns: list[Column] = [audiences.values("conversation")]
    return columns if overseen is None else [*columns, overseen.values("pk")]


def _read_as(held: Affiliations, side: Side, child_id: int | None) -> list[Column]:
    places = reasons.places(held, side, _children(held, child_id))
    return [places.values("conversation"), *read_openly(held, side, child_id)]


def _mark(side: Side) -> str:
    return f"reads_as_{side.value}"


def _children(held: Affiliations, child_id: int | None) -> frozenset[int]:
    return held.readable_children & {child_id} if child_id else held.readable_children
