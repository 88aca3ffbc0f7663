"""Whom a message is for: who is told of it outside the house."""

from django.db.models import QuerySet

from messaging.choices import Part, Side
from messaging.models import Conversation, Message, RecordedAnswer
from messaging.visibility import reasons
from messaging.visibility.conversations import active_among, helper_columns, meant_by
from schools import clock
from schools.models import Person
from schools.statements import written_once
from schools.visibility.columns import Column

PART_OF = {
    Side.STAFF: Part.STAFF,
    Side.GUARDIAN: Part.GUARDIANS,
    Side.PUPIL: Part.PUPILS,
    Side.HELPER: Part.GUARDIANS,  # through whom they read
}
WAYS_TO = ("pk", "email", "mobile")  # what of a person says on which channels they are told


def addressed(message: Message, side: Side) -> QuerySet[Person]:
    """Who reads the message in this capacity by a place or an audience, but not its writers.

    Those who only oversee announcements may read them, but nothing is told to them.
    """
    return _addressed(message, reasons.ways_into(message.conversation), side)


def addressed_few(message: Message, side: Side, most: int) -> list[Person]:
    """The first of them by key, with ``WAYS_TO``. Two queries; the sides of one message share one.

    For each message that is sent: its statement is written once.
    """
    ways, conversation = _ways_into(message), message.conversation
    groups, by_place = ways.groups.get(PART_OF[side], []), _placed(side) in ways.sides
    if PART_OF[side] in ways.wider:  # years, roles and schools: many shapes, asked seldom
        return list(_addressed(message, ways, side).only(*WAYS_TO).order_by("pk")[:most])
    if not groups and not by_place:
        return []
    return _few(
        key=message.pk,
        author=message.author_id,
        seq=message.seq,
        conversation=conversation.pk,
        school=conversation.school_id,
        kind=conversation.kind,
        groups=groups,
        side=side,
        by_place=by_place,
        most=most,
    )


def _ways_into(message: Message) -> reasons.Ways:
    kept: reasons.Ways | None = message.__dict__.get("_ways")
    if kept is None:
        kept = message.__dict__["_ways"] = reasons.ways_into(message.conversation)
    return kept


def _placed(side: Side) -> Side:
    """Whose places it takes: a helper has none of their own."""
    return Side.GUARDIAN if side == Side.HELPER else side


@written_once("key", "author", "seq", "conversation", "school", "groups")
def _few(
    *,
    key: int,
    author: int,
    seq: int,
    conversation: int,
    school: int,
    kind: str,
    groups: list[int],
    side: Side,
    by_place: bool,
    most: int,
) -> QuerySet[Person]:
    place = Conversation(pk=conversation, school_id=school, kind=kind)
    message = Message(pk=key, author_id=author, seq=seq, conversation=place)
    sides = (_placed(side),) if by_place else ()
    ways = reasons.Ways(sides, {PART_OF[side]: groups} if groups else {})
    return _addressed(message, ways, side).only(*WAYS_TO).order_by("pk")[:most]


def _addressed(message: Message, ways: reasons.Ways, side: Side) -> QuerySet[Person]:
    readers = _readers(message, ways, side)
    recorders = RecordedAnswer.objects.filter(message=message.pk).values("recorded_by")
    return active_among(readers).exclude(pk=message.author_id).exclude(pk__in=recorders)


def _readers(message: Message, ways: reasons.Ways, side: Side) -> list[Column]:
    conversation, day = message.conversation, clock.today()
    if side == Side.HELPER:
        return helper_columns(conversation, ways, message.seq)
    readers: list[Column] = meant_by(ways.only(PART_OF[side]), day)
    if side in ways.sides:
        joined = reasons.place_holders(conversation, side, day)
        readers.append(joined.filter(from_seq__lt=message.seq).values("person"))
    return readers
