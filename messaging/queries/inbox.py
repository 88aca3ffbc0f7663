"""The list of conversations, the number in the menu, and the panels of Today."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from messaging.choices import (
    BETWEEN_PEOPLE,
    SIDE_OF_ROLE,
    Kind,
    Part,
    ReplyPolicy,
    Shown,
    Side,
    State,
)
from messaging.models import Audience, Conversation, Participant
from messaging.queries.lines import audiences_of, people_line, places_in
from messaging.queries.marks import holding, marked
from messaging.queries.standing_in import standing_for
from messaging.visibility import visible_conversations
from schools import affiliations, clock
from schools.choices import Role
from schools.models import Person
from schools.queries.naming import beyond_name
from schools.statements import written_once

PAGE = 30
MOST_COUNTED = 100

if TYPE_CHECKING:
    from messaging.queries.marks import Marked


@dataclass(frozen=True)
class InboxRow:
    """One line of the list."""

    uuid: UUID
    kind: Kind
    title: str
    people: str
    children: tuple[Person, ...]
    preview: str
    at: dt.datetime
    unread: int
    waits_for_me: bool
    to_confirm: bool
    to_answer: bool
    is_over: bool
    is_pinned: bool
    is_pinned_for_all: bool
    is_starred: bool
    is_muted: bool
    has_draft: bool
    version: int
    is_sensitive: bool = False
    cover: UUID | None = None


def side_of(role: Role | None) -> Side | None:
    """The capacity of an acting role; None for roles that read nothing by themselves."""
    return SIDE_OF_ROLE.get(role) if role else None


def inbox(
    viewer: Person,
    role: Role | None,
    child_id: int | None = None,
    before: dt.datetime | None = None,
    shown: Shown = Shown.ALL,
) -> list[InboxRow]:
    """The newest conversations in the acting role, one more than a page when there are older.

    On the first page those that the viewer has pinned come first, and on no other; then those
    that are pinned for all, which stand in their own place on a later page too. For a guardian
    narrowed to a child, that child's only; ``shown`` narrows it to what the viewer has starred,
    to the homes that wait for the viewer's answer, or to what holds no longer, which the whole
    list leaves out. Five queries for any number.
    """
    side = side_of(role)
    if side is None:
        return []
    page = _page(viewer, side, child_id, before, shown=shown, limit=PAGE + 1)
    return _rows(viewer, side, page)


@written_once("child_id", "before")
def _page(
    viewer: Person,
    side: Side,
    child_id: int | None,
    before: dt.datetime | None,
    *,
    shown: Shown,
    limit: int,
) -> QuerySet[Marked]:
    found = marked(visible_conversations(viewer, side, child_id), viewer)
    if shown == Shown.STARRED:
        found = found.filter(is_starred=True)
    if shown == Shown.WAITING:
        found = found.filter(_mine_to_answer(viewer))
    if shown == Shown.OVER:
        found = found.filter(is_over=True)
    elif shown != Shown.STARRED:
        found = holding(found)
    if before:
        found = found.filter(last_at__lt=before, is_pinned=False)
    else:
        found = found.order_by("-is_pinned", "-is_pinned_for_all", "-last_at", "-pk")
    return found.select_related("home_pupil").defer(*beyond_name("home_pupil"))[:limit]


def older_than(rows: list[InboxRow], before: dt.datetime | None) -> dt.datetime | None:
    """Where the page after these rows of ``inbox`` begins; None when there is nothing older.

    After a first page of nothing but what is pinned the next begins with the newest of the rest.
    """
    if len(rows) <= PAGE:
        return None
    last = rows[PAGE - 1]
    stands_first = last.is_pinned or last.is_pinned_for_all
    return clock.now() if before is None and stands_first else last.at


def unread_count(viewer: Person) -> int:
    """Conversations for the viewer with something new, in any role, to a hundred. One query.

    Without those that the viewer has muted.
    """
    return len(_unread(viewer))


@written_once()
def _unread(viewer: Person) -> QuerySet[Marked, tuple[int]]:
    found = marked(visible_conversations(viewer), viewer)
    unread = holding(found).filter(unread__gt=0, is_addressed=True, is_muted=False)
    return unread.order_by().values_list("pk")[:MOST_COUNTED]


def waiting(viewer: Person, role: Role, child_id: int | None, limit: int) -> list[Marked]:
    """For Today: what needs an answer or a confirmation, oldest wait last. One query."""
    return _waiting(viewer, side_of(role), child_id, limit)


@written_once("child_id")
def _waiting(
    viewer: Person, side: Side | None, child_id: int | None, limit: int
) -> QuerySet[Marked]:
    found = marked(visible_conversations(viewer, side, child_id), viewer)
    asks = Q(kind__in=BETWEEN_PEOPLE) & ~Q(reply_policy=ReplyPolicy.NONE)
    answers = asks & Q(unread__gt=0) & ~Q(last_side__in=_by_oneself(side))
    if side == Side.STAFF:
        answers = asks & Q(state="") & ~Q(last_side=Side.STAFF)
        answers |= _mine_to_answer(viewer)
    asked = Q(to_confirm=True) | Q(to_answer=True)
    return holding(found).filter(answers | asked)[:limit]


def _mine_to_answer(viewer: Person) -> Q:
    mine = Q(owner=viewer.pk) | Q(owner__isnull=True) | Q(standing_for(viewer))
    return Q(state=State.OPEN) & mine


def news(viewer: Person, role: Role, limit: int) -> list[Marked]:
    """For Today: unread threads and announcements of one's classes, none muted. One query."""
    return _news(viewer, side_of(role), limit)


@written_once()
def _news(viewer: Person, side: Side | None, limit: int) -> QuerySet[Marked]:
    found = marked(visible_conversations(viewer, side), viewer)
    fresh = holding(found).filter(kind__in=(Kind.CLASS, Kind.ANNOUNCEMENT), unread__gt=0)
    return fresh.filter(is_muted=False)[:limit]


def waits_for(side: Side, conversation: Conversation) -> bool:
    """Somebody of another capacity wrote last in a conversation between people.

    For staff of a thread with a home its state says so.
    """
    if side == Side.STAFF and conversation.state:
        return conversation.state == State.OPEN
    if side == Side.HELPER:  # it waits for the guardian
        return False
    asks = conversation.kind in BETWEEN_PEOPLE and conversation.reply_policy != ReplyPolicy.NONE
    return asks and conversation.last_side not in {*_by_oneself(side), ""}


def _by_oneself(side: Side | None) -> list[Side]:
    """Capacities in which one's own side has written: a helper writes for the guardian."""
    return [Side.GUARDIAN, Side.HELPER] if side == Side.GUARDIAN else [side] if side else []


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
                title=conversation.shown_title,
                people=people_line(viewer, side, conversation, places, groups),
                children=_concerned(viewer, places, groups, children),
                preview=_first_line(viewer, conversation),
                at=conversation.last_at,
                unread=max(0, conversation.unread),
                waits_for_me=waits_for(side, conversation),
                to_confirm=conversation.to_confirm and not conversation.is_over,
                to_answer=conversation.to_answer and not conversation.is_over,
                is_over=conversation.is_over,
                is_pinned=conversation.is_pinned,
                is_pinned_for_all=conversation.is_pinned_for_all,
                is_starred=conversation.is_starred,
                is_muted=conversation.is_muted,
                has_draft=conversation.has_draft,
                version=conversation.version,
                is_sensitive=conversation.is_sensitive,
                cover=conversation.cover,
            )
        )
    return rows


def _names_people(conversation: Conversation, side: Side) -> bool:
    """To staff a home is the child's; all others are told who is in it."""
    is_a_home = conversation.kind == Kind.HOME and side == Side.STAFF and conversation.home_pupil_id
    return conversation.kind in BETWEEN_PEOPLE and not is_a_home


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
    scopes = {row.scope for row in audiences if row.part == Part.GUARDIANS}
    pairs = affiliations.of(viewer).child_scope_pairs
    about = {pupil for pupil, scope in pairs if scope in scopes}
    about |= {row.pupil_id for row in places if row.person_id == viewer.pk and row.pupil_id}
    return tuple(child for pk, child in children.items() if pk in about)


def _first_line(viewer: Person, conversation: Marked) -> str:
    if conversation.joined_at >= conversation.last_seq:
        return ""
    if conversation.is_sensitive:
        return conversation.shown_preview
    text = conversation.last_preview or _("Message withdrawn")
    if conversation.last_author_id == viewer.pk:
        return _("You: %(text)s") % {"text": text}
    return text
