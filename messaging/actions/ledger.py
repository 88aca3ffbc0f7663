"""Homes that no notice reached: a member of staff says what was done."""

import uuid

from django.db import transaction

from messaging.choices import ClosedBy
from messaging.models import Conversation, HomeClosed, Message
from messaging.queries.reach import ReaderRow, reach
from schools import clock
from schools.actions import audit
from schools.exceptions import NotVisible
from schools.models import Person
from schools.statements import insert


def close_home(
    *, actor: Person, conversation: Conversation, pupil: uuid.UUID, home_key: str, reason: ClosedBy
) -> None:
    """Take a home off the list of those that the newest message has not reached.

    Raises NotVisible for those who may not see the list, and for a home that is not on it.
    Twice is the same as once: the first reason stays.
    """
    if not any(_is(row, pupil, home_key) for row in reach(actor, conversation).homes):
        raise NotVisible
    newest = Message.objects.filter(conversation=conversation, seq=conversation.last_seq)
    with transaction.atomic():
        close(
            actor=actor,
            message=newest.select_related("conversation").get(),
            pupil=Person.objects.get(uuid=pupil),
            home_key=home_key,
            reason=reason,
        )


def close(
    *, actor: Person, message: Message, pupil: Person, home_key: str, reason: ClosedBy
) -> None:
    """The same for a message, in the caller's transaction; who may is the caller's to ask."""
    closed = HomeClosed(
        message=message,
        pupil=pupil,
        home_key=home_key,
        reason=reason,
        closed_by=actor,
        closed_at=clock.now(),
    )
    if insert(closed, unless_there=True):
        conversation = message.conversation
        audit.record(
            actor=actor,
            action="home.close",
            about=conversation,
            school_id=conversation.school_id,
            person=closed.pupil_id,
        )


def _is(row: ReaderRow, pupil: uuid.UUID, home_key: str) -> bool:
    return row.pupil == pupil and row.home_key == home_key
