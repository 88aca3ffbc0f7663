"""What an envelope holds. A leaf: plain values in, plain dictionaries out."""

import uuid
from enum import StrEnum
from typing import Any

Event = dict[str, Any]


class EventKind(StrEnum):
    """What happened."""

    POSTED = "posted"
    CHANGED = "changed"
    CONFIRMED = "confirmed"
    REACTED = "reacted"
    READ = "read"
    REACH = "reach"
    REFETCH = "refetch"


def of_conversation(kind: EventKind, conversation: uuid.UUID, version: int) -> Event:
    """Something in a conversation changed; pages that have it ask for what they miss."""
    return {"type": kind.value, "conversation": str(conversation), "version": version}


def read(conversation: uuid.UUID, seq: int) -> Event:
    """The reader has read to message number ``seq`` on one of their pages."""
    return {"type": EventKind.READ.value, "conversation": str(conversation), "seq": seq}


def reach(conversation: uuid.UUID) -> Event:
    """Others have read further in it."""
    return {"type": EventKind.REACH.value, "conversation": str(conversation)}


def refetch() -> Event:
    """Something this reader holds may be out of date; names nothing."""
    return {"type": EventKind.REFETCH.value}


def envelope(event: Event, recipients: list[int]) -> dict[str, Any]:
    """For the people with these ids; ``html`` in the event is one fragment per language."""
    return {"recipients": recipients, "event": event}


def end_people(person_ids: list[int]) -> dict[str, Any]:
    """Close every socket of these people; who may come back, reconnects and asks again."""
    return {"close_people": person_ids}
