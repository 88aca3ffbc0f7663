"""The head of a thread: what it is called, who is in it, and what the viewer may do there."""

import uuid
from dataclasses import dataclass

from messaging import policies
from messaging.choices import Kind, ReplyPolicy, Side, State
from messaging.models import Conversation
from messaging.queries import cards as shown
from messaging.queries import openness
from messaging.queries.inbox import side_of
from messaging.queries.interpreters import NeedLine, line_of
from messaging.queries.lines import audiences_of, people_line, places_in
from messaging.queries.private_answers import begun_by
from messaging.visibility import sides_in
from schools.choices import Role
from schools.models import Person
from schools.visibility import may_know_of


@dataclass(frozen=True)
class Head:
    """What stands above the messages, for one reader."""

    conversation: Conversation
    people: str
    is_pinned: bool
    is_starred: bool
    is_muted: bool
    may_change_people: bool
    may_pin_for_all: bool
    state: State | None
    owner: str
    stood_in_by: str
    interpreter: NeedLine | None
    may_ask_interpreter: bool
    is_owner: bool
    openness: str
    begun: tuple[uuid.UUID, ...]


def head(viewer: Person, found: Conversation, role: Role | None, people: str = "") -> Head:
    """The head as the viewer has it who acts in this role; ``people``: their line, if known."""
    sides, preferred = sides_in(found), side_of(role)
    side = preferred if preferred in sides else sides[0]
    return Head(
        conversation=found,
        people=people or _people(viewer, found, side),
        is_pinned=getattr(found, "is_pinned", False),
        is_starred=getattr(found, "is_starred", False),
        is_muted=getattr(found, "is_muted", False),
        may_change_people=policies.can_change_participants(found, sides),
        may_pin_for_all=not found.has_ended and policies.can_pin_for_all(viewer, found, sides),
        state=State(found.state) if policies.can_answer_for(found, sides) else None,
        owner=_owner(viewer, found),
        stood_in_by=getattr(found, "stood_in_by", None) or "",
        interpreter=line_of(viewer, getattr(found, "interpreter_need", None)),
        may_ask_interpreter=policies.can_ask_for_interpreter(viewer, found, sides),
        is_owner=found.owner_id == viewer.pk,
        openness=openness.of_thread(found, sender(viewer, found)),
        begun=begun_by(viewer, found),
    )


def _owner(viewer: Person, found: Conversation) -> str:
    return _known(viewer, found.owner) if found.owner else ""


def sender(viewer: Person, found: Conversation) -> str:
    """Who reads the answers where one person does; empty for the viewer."""
    sender = found.created_by
    if sender is None or found.reply_policy != ReplyPolicy.SENDER:
        return shown.neutral_label(Side.STAFF)
    return "" if sender.pk == viewer.pk else _known(viewer, sender)


def _known(viewer: Person, member: Person) -> str:
    if member.is_protected and not may_know_of(viewer, member):
        return shown.neutral_label(Side.STAFF)
    return member.get_full_name()


def _people(viewer: Person, found: Conversation, side: Side) -> str:
    if found.kind in {Kind.CLASS, Kind.ANNOUNCEMENT}:
        return people_line(viewer, side, found, [], audiences_of([found.pk]).get(found.pk, []))
    places = places_in(viewer, [found.pk]).get(found.pk, [])
    return people_line(viewer, side, found, places, [])
