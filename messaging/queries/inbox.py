"""The list of conversations, the number in the menu, and the panels of Today."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict

from django.db.models import (
    BooleanField,
    Case,
    Exists,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest, Least
from django.utils.translation import gettext as _

from messaging.choices import SIDE_OF_ROLE, Kind, Part, Side
from messaging.models import Audience, Confirmation, Conversation, Message, Participant, ReadState
from messaging.queries.lines import people_line
from messaging.visibility import is_addressed, visible_conversations
from schools import affiliations
from schools.choices import Role
from schools.models import Person
from schools.models.dated import on_day
from schools.queries.naming import beyond_name
from schools.statements import written_once
from schools.visibility import without_hidden

PAGE = 30
BETWEEN_PEOPLE = frozenset({Kind.DIRECT, Kind.HOME})
MOST_COUNTED = 100


class Marks(TypedDict):
    """What ``marked`` adds: how far the viewer has read, and what is asked of them."""

    joined_at: int
    read_to: int
    unread: int
    is_addressed: bool
    to_confirm: bool
    is_pinned: bool


if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    Marked = WithAnnotations[Conversation, Marks]

_ZERO = Value(0, output_field=IntegerField())


@dataclass(frozen=True)
class InboxRow:
    """One line of the list."""

    uuid: uuid.UUID
    kind: Kind
    title: str
    people: str
    children: tuple[Person, ...]
    preview: str
    at: dt.datetime
    unread: int
    waits_for_me: bool
    to_confirm: bool
    is_pinned: bool
    version: int


def side_of(role: Role | None) -> Side | None:
    """The capacity of an acting role; None for roles that read nothing by themselves."""
    return SIDE_OF_ROLE.get(role) if role else None


def inbox(
    viewer: Person,
    role: Role | None,
    child_id: int | None = None,
    before: dt.datetime | None = None,
) -> list[InboxRow]:
    """The newest conversations in the acting role, one more than a page when there are older.

    On the first page those that the viewer has pinned come first, and on no other. For a
    guardian narrowed to a child, that child's only. Five queries for any number.
    """
    side = side_of(role)
    if side is None:
        return []
    return _rows(viewer, side, _page(viewer, side, child_id, before, PAGE + 1))


@written_once("child_id", "before")
def _page(
    viewer: Person, side: Side, child_id: int | None, before: dt.datetime | None, limit: int
) -> QuerySet[Marked]:
    found = marked(visible_conversations(viewer, side, child_id), viewer)
    if before:
        found = found.filter(last_at__lt=before, is_pinned=False)
    else:
        found = found.order_by("-is_pinned", "-last_at", "-pk")
    return found.select_related("home_pupil").defer(*beyond_name("home_pupil"))[:limit]


def marked(conversations: QuerySet[Conversation], viewer: Person) -> QuerySet[Marked]:
    """With what the viewer has done there, and what is asked of them: ``Marks``."""
    mine = {"person": viewer.pk, "conversation": OuterRef("pk")}
    read = ReadState.objects.filter(**mine).values_list(_read_to())[:1]
    pinned = ReadState.objects.filter(person=viewer.pk, pinned_at__isnull=False)
    joined = Participant.objects.filter(**mine).order_by("from_seq").values("from_seq")[:1]
    return conversations.annotate(
        joined_at=Coalesce(Subquery(joined), _ZERO),
        read_to=Greatest(Coalesce(Subquery(read), _ZERO), F("joined_at")),
        is_addressed=is_addressed(viewer),
        is_pinned=Exists(pinned.filter(conversation=OuterRef("pk"))),
        to_confirm=ExpressionWrapper(
            Q(Exists(unconfirmed(viewer).filter(conversation=OuterRef("pk"))), is_addressed=True),
            output_field=BooleanField(),
        ),
    ).annotate(unread=F("last_seq") - F("read_to"))


def _read_to() -> Case:
    """How far it counts as read in the list: before the newest, when it is marked unread."""
    before_newest = Least(F("last_read_seq"), OuterRef("last_seq") - 1)
    return Case(When(marked_unread=True, then=before_newest), default=F("last_read_seq"))


def unconfirmed(viewer: Person) -> QuerySet[Message]:
    """Messages that ask for a confirmation the viewer has not given; their visibility apart."""
    given = Confirmation.objects.filter(person=viewer.pk, message=OuterRef("pk"))
    asking = Message.objects.filter(asks_confirmation=True, withdrawn_at__isnull=True)
    return asking.exclude(author=viewer.pk).exclude(Exists(given))


def unread_count(viewer: Person) -> int:
    """Conversations for the viewer with something new, in any role, to a hundred. One query."""
    return len(_unread(viewer))


@written_once()
def _unread(viewer: Person) -> QuerySet[Marked, tuple[int]]:
    found = marked(visible_conversations(viewer), viewer)
    unread = found.filter(unread__gt=0, is_addressed=True)
    return unread.order_by().values_list("pk")[:MOST_COUNTED]


def waiting(viewer: Person, role: Role, child_id: int | None, limit: int) -> list[Marked]:
    """For Today: what needs an answer or a confirmation, oldest wait last. One query."""
    return _waiting(viewer, side_of(role), child_id, limit)


@written_once("child_id")
def _waiting(
    viewer: Person, side: Side | None, child_id: int | None, limit: int
) -> QuerySet[Marked]:
    found = marked(visible_conversations(viewer, side, child_id), viewer)
    answers = Q(kind__in=BETWEEN_PEOPLE, unread__gt=0) & ~Q(last_side=side)
    if side == Side.STAFF:
        answers = Q(kind__in=BETWEEN_PEOPLE) & ~Q(last_side=Side.STAFF)
    return found.filter(answers | Q(to_confirm=True))[:limit]


def news(viewer: Person, role: Role, limit: int) -> list[Marked]:
    """For Today: unread threads and announcements of one's classes. One query."""
    return _news(viewer, side_of(role), limit)


@written_once()
def _news(viewer: Person, side: Side | None, limit: int) -> QuerySet[Marked]:
    found = marked(visible_conversations(viewer, side), viewer)
    return found.filter(kind__in=(Kind.CLASS, Kind.ANNOUNCEMENT), unread__gt=0)[:limit]


def waits_for(side: Side, conversation: Conversation) -> bool:
    """Somebody of another capacity wrote last in a conversation between people."""
    return conversation.kind in BETWEEN_PEOPLE and conversation.last_side not in {side.value, ""}


def _rows(viewer: Person, side: Side, conversations: list[Marked]) -> list[InboxRow]:
    people = places_in(viewer, [row.pk for row in conversations if _names_people(row, side)])
    audiences = audiences_of([row.pk for row in conversations if row.kind not in BETWEEN_PEOPLE])
    children = _children(viewer, side)
    rows = []
    for conversation in conversations:
        places, groups = people.get(conversation.pk, []), audiences.get(conversation.pk, [])
        rows.append(
            InboxRow(
                uuid=conversation.uuid,
                kind=Kind(conversation.kind),
                title=conversation.title,
                people=people_line(viewer, side, conversation, places, groups),
                children=_concerned(viewer, places, groups, children),
                preview=_first_line(viewer, conversation),
                at=conversation.last_at,
                unread=max(0, conversation.unread),
                waits_for_me=waits_for(side, conversation),
                to_confirm=conversation.to_confirm,
                is_pinned=conversation.is_pinned,
                version=conversation.version,
            )
        )
    return rows


def _names_people(conversation: Conversation, side: Side) -> bool:
    """To staff a home is the child's; all others are told who is in it."""
    is_a_home = conversation.kind == Kind.HOME and side == Side.STAFF and conversation.home_pupil_id
    return conversation.kind in BETWEEN_PEOPLE and not is_a_home


def places_in(viewer: Person, keys: Iterable[int]) -> dict[int, list[Participant]]:
    """Places of today by conversation; ``known`` when the viewer may know of the person."""
    found: dict[int, list[Participant]] = {}
    for row in _places(viewer, list(keys)):
        found.setdefault(row.conversation_id, []).append(row)
    return found


@written_once("keys")
def _places(viewer: Person, keys: list[int]) -> QuerySet[Participant]:
    known = without_hidden(Person.objects.filter(pk=OuterRef("person")), viewer)
    held = affiliations.of(viewer)
    rows = Participant.objects.filter(on_day(held.day), conversation__in=keys)
    named = rows.select_related("person").defer(*beyond_name("person"))
    return named.annotate(known=Exists(known)).order_by("pk")


def audiences_of(keys: Iterable[int]) -> dict[int, list[Audience]]:
    """Audiences by conversation, in order of their groups. One query."""
    found: dict[int, list[Audience]] = {}
    for row in _audiences(list(keys)):
        found.setdefault(row.conversation_id, []).append(row)
    return found


@written_once("keys")
def _audiences(keys: list[int]) -> QuerySet[Audience]:
    rows = Audience.objects.filter(conversation__in=keys).select_related("group")
    return rows.order_by("group__grade", "group__name", "pk")


def _children(viewer: Person, side: Side) -> dict[int, Person]:
    if side != Side.GUARDIAN:
        return {}
    wanted = affiliations.of(viewer).readable_children
    return {child.pk: child for child in Person.objects.filter(pk__in=wanted)}


def _concerned(
    viewer: Person,
    places: Iterable[Participant],
    audiences: Iterable[Audience],
    children: dict[int, Person],
) -> tuple[Person, ...]:
    """The viewer's children that a conversation is about."""
    if not children:
        return ()
    groups = {row.group_id for row in audiences if row.part == Part.GUARDIANS}
    pairs = affiliations.of(viewer).child_group_pairs
    about = {pupil for pupil, group in pairs if group in groups}
    about |= {row.pupil_id for row in places if row.person_id == viewer.pk and row.pupil_id}
    return tuple(child for pk, child in children.items() if pk in about)


def _first_line(viewer: Person, conversation: Marked) -> str:
    if conversation.joined_at >= conversation.last_seq:
        return ""
    text = conversation.last_preview or _("Message withdrawn")
    if conversation.last_author_id == viewer.pk:
        return _("You: %(text)s") % {"text": text}
    return text
