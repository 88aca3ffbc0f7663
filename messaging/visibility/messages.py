"""Who may read a message, and through it its files."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from messaging.choices import Part, Side
from messaging.models import Attachment, Conversation, Message
from messaging.visibility import reasons
from messaging.visibility.conversations import (
    active_among,
    helper_columns,
    read_openly,
    through_audience,
)
from schools import affiliations, clock
from schools.models import Person
from schools.statements import written_once
from schools.visibility.columns import Column, among, either

_FEW_GROUPS = 10  # whose readers are found in a few milliseconds


def visible_messages(viewer: Person | None) -> QuerySet[Message]:
    """Messages the viewer reads: all of an audience's, and from joining on as participant."""
    messages = Message.objects.all()
    if viewer is None or not viewer.is_active:
        return messages.none()
    held = affiliations.of(viewer)
    why = Q(pk__in=[])
    for side in reasons.sides_held(held):
        openly = either(read_openly(held, side))
        places = reasons.places(held, side, held.readable_children)
        joined = places.filter(conversation=OuterRef("conversation"), from_seq__lt=OuterRef("seq"))
        why |= Q(conversation__in=openly) | Q(Exists(joined))
    return messages.filter(why)


def message_viewers(message: Message) -> QuerySet[Person]:
    """Everybody who reads the message: the inverse of ``visible_messages``."""
    return _viewers(message.conversation, message.seq, reasons.ways_into(message.conversation))


def without_access(readers: QuerySet[Person], message: Message) -> QuerySet[Person]:
    """Those of these people who do not read the message where it stands."""
    return readers.exclude(pk__in=message_viewers(message).order_by().values("pk"))


def message_viewer_ids(message: Message) -> list[int]:
    """Ids of ``message_viewers``, in two queries: asked at each message that is sent."""
    return _ids(message, reasons.ways_into(message.conversation))


def few_viewer_ids(message: Message) -> list[int] | None:
    """The same, for the request that sends it; None when too many may read it to wait for."""
    ways = reasons.ways_into(message.conversation)
    return _ids(message, ways) if _is_of_few(ways) else None


def has_few_readers(message: Message) -> bool:
    """Whether there are so few that all are told of all that happens. One query."""
    return _is_of_few(reasons.ways_into(message.conversation))


def _is_of_few(ways: reasons.Ways) -> bool:
    groups = {group for held in ways.groups.values() for group in held}
    return not ways.wider and len(groups) <= _FEW_GROUPS


def _ids(message: Message, ways: reasons.Ways) -> list[int]:
    conversation = message.conversation
    if ways.wider:  # years, roles and schools: many shapes, asked seldom
        viewers = _viewers(conversation, message.seq, ways)
        return list(viewers.order_by().values_list("pk", flat=True))
    return _viewer_ids(
        key=conversation.pk,
        school=conversation.school_id,
        kind=conversation.kind,
        seq=message.seq,
        sides=ways.sides,
        guardians=ways.groups.get(Part.GUARDIANS, []),
        pupils=ways.groups.get(Part.PUPILS, []),
        staff=ways.groups.get(Part.STAFF, []),
    )


@written_once("key", "school", "seq", "guardians", "pupils", "staff")
def _viewer_ids(
    *,
    key: int,
    school: int,
    kind: str,
    seq: int,
    sides: tuple[Side, ...],
    guardians: list[int],
    pupils: list[int],
    staff: list[int],
) -> QuerySet[Person, int]:
    conversation = Conversation(pk=key, school_id=school, kind=kind)
    groups = {Part.GUARDIANS: guardians, Part.PUPILS: pupils, Part.STAFF: staff}
    meant = {part: held for part, held in groups.items() if held}
    viewers = _viewers(conversation, seq, reasons.Ways(sides, meant))
    return viewers.order_by().values_list("pk", flat=True)


def viewer_ids_among(message: Message, people: Iterable[int]) -> set[int]:
    """Which of these people are ``message_viewers``: hundreds, of very many. Two queries."""
    keys, ways = sorted(people), reasons.ways_into(message.conversation)
    readers = _readers(message.conversation, message.seq, ways)
    found = active_among([among(column, keys) for column in readers])
    return set(found.order_by().values_list("pk", flat=True))


def _viewers(conversation: Conversation, seq: int, ways: reasons.Ways) -> QuerySet[Person]:
    return active_among(_readers(conversation, seq, ways))


def _readers(conversation: Conversation, seq: int, ways: reasons.Ways) -> list[Column]:
    day = clock.today()
    readers = through_audience(conversation, ways, day)
    for side in ways.sides:
        joined = reasons.place_holders(conversation, side, day)
        readers.append(joined.filter(from_seq__lt=seq).values("person"))
    return [*readers, *helper_columns(conversation, ways, seq)]


def visible_attachment_files(viewer: Person) -> QuerySet[Any, Any]:
    """Ids of the files on messages the viewer reads; a withdrawn message shows none."""
    shown = visible_messages(viewer).filter(withdrawn_at__isnull=True)
    return Attachment.objects.filter(message__in=shown.order_by().values("pk")).values("file")


def attachment_viewers(file_id: int) -> QuerySet[Person]:
    """Everybody who may open a file of a message: the inverse of ``visible_attachment_files``."""
    held = Attachment.objects.filter(file=file_id, message__withdrawn_at__isnull=True)
    attachment = held.select_related("message__conversation").first()
    return message_viewers(attachment.message) if attachment else Person.objects.none()
