"""Who takes part in a conversation between people, and what a newcomer would read."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Min, Q, QuerySet

from messaging import policies
from messaging.choices import Kind, Side
from messaging.models import Conversation, Message, Participant
from messaging.queries import cards
from messaging.queries.lines import with_names
from messaging.visibility import addable_colleagues, reasons, sides_in
from schools import clock
from schools.exceptions import NotAllowed, NotVisible
from schools.models import Person

MOST_CHOICES = 400


@dataclass(frozen=True)
class PlaceRow:
    """One who takes part. ``person`` is None where the viewer may not know who it is."""

    person: Person | None
    name: str
    side: Side
    since: dt.date | None
    until: dt.date | None
    reads_all: bool
    may_be_ended: bool
    is_owner: bool


@dataclass(frozen=True)
class History:
    """What somebody let in with the history would read; ``since`` is a municipal date."""

    messages: int
    files: int
    since: dt.date | None


@dataclass(frozen=True)
class PeoplePage:
    """What the page of the people in a conversation shows."""

    conversation: Conversation
    rows: tuple[PlaceRow, ...]
    colleagues: tuple[Person, ...]
    history: History
    may_leave: bool
    may_hand_over: bool


def people_page(viewer: Person, conversation: Conversation) -> PeoplePage:
    """For staff of a conversation loaded with marks of capacity. At most five queries.

    Raises NotVisible for readers who are not its staff, NotAllowed for one with a class.
    """
    sides = sides_in(conversation)
    if Side.STAFF not in sides:
        raise NotVisible
    if not policies.can_change_participants(conversation, sides):
        raise NotAllowed
    places = holders(viewer, conversation)
    own = next((row for row in places if _is_own(row, viewer)), None)
    return PeoplePage(
        conversation=conversation,
        rows=tuple(_row(place, viewer, places, conversation) for place in places),
        colleagues=tuple(addable_colleagues(viewer, conversation)[:MOST_CHOICES]),
        history=_history(conversation, own.from_seq if own else conversation.last_seq),
        may_hand_over=policies.can_answer_for(conversation, sides),
        may_leave=own is not None and not _must_stay(places, conversation, viewer.pk),
    )


def staff_place(person: Person, conversation: Conversation) -> Participant | None:
    """The person's own place as staff, as far as it counts today. One query."""
    places = reasons.place_holders(conversation, Side.STAFF, clock.today())
    return places.filter(person=person.pk).order_by("from_seq").first()


def must_stay(person: Person, conversation: Conversation) -> bool:
    """Nobody at the school would be left to read what a home or a pupil writes. One query."""
    return _must_stay(list(_holders(conversation)), conversation, person.pk)


def _must_stay(places: list[Participant], conversation: Conversation, person_id: int) -> bool:
    # who is there for some days, standing in for another, is not who stays
    staff = {row.person_id for row in places if row.side == Side.STAFF and row.ends is None}
    others = conversation.kind == Kind.HOME or any(row.side != Side.STAFF for row in places)
    return others and not staff - {person_id}


def _holders(conversation: Conversation) -> QuerySet[Participant]:
    why = Q(pk__in=[])
    for side in Side:
        counting = reasons.place_holders(conversation, side, clock.today())
        why |= Q(pk__in=counting.order_by().values("pk"))
    return Participant.objects.filter(why)


def holders(viewer: Person, conversation: Conversation) -> list[Participant]:
    """The places that count today, with their people as far as the viewer may know them."""
    rows = with_names(_holders(conversation), viewer)
    return list(rows.order_by("side", "person__sort_key", "pk"))


def _row(
    place: Participant, viewer: Person, places: list[Participant], conversation: Conversation
) -> PlaceRow:
    side, known = Side(place.side), getattr(place, "known", False)
    may_end = side == Side.STAFF and known and place.person_id != viewer.pk
    return PlaceRow(
        person=place.person if known else None,
        name=place.person.get_full_name() if known else cards.neutral_label(side),
        side=side,
        since=place.starts,
        until=place.ends,
        reads_all=place.from_seq == 0,
        is_owner=side == Side.STAFF and place.person_id == conversation.owner_id,
        may_be_ended=may_end and not _must_stay(places, conversation, place.person_id),
    )


def _is_own(place: Participant, viewer: Person) -> bool:
    return place.side == Side.STAFF and place.person_id == viewer.pk


def _history(conversation: Conversation, from_seq: int) -> History:
    read = Message.objects.filter(
        conversation=conversation.pk, seq__gt=from_seq, withdrawn_at__isnull=True
    )
    found = read.order_by().aggregate(
        messages=Count("pk", distinct=True), files=Count("attachments"), since=Min("created_at")
    )
    since = found["since"] and clock.local(found["since"]).date()
    return History(found["messages"], found["files"], since)
