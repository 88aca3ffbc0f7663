"""The reach ladder by itself: beat looks for messages whose next step is due."""

import datetime as dt
import logging

from django.db import transaction

from messaging.actions import steps
from messaging.choices import Urgency
from messaging.models import Climb, Notice
from messaging.queries import homes, ladders
from schools import clock
from schools.statements import insert

log = logging.getLogger(__name__)

_AT_ONCE = 50  # messages a round; each is one transaction
_PAUSE = dt.timedelta(minutes=15)  # before one that failed is tried again, behind the others


def begin(*, notice: Notice) -> None:
    """Put a message on the ladder if it matters enough, in the caller's transaction.

    Twice is the same as once.
    """
    message = notice.message
    message.conversation = notice.conversation
    urgency = homes.urgency_of(message, notice.notice_class)
    if urgency is None or message.withdrawn_at is not None or message.conversation.has_ended:
        return
    climb = Climb(message=message, urgency=urgency, stood_at=message.created_at)
    _plan(climb)
    insert(climb, unless_there=True)


def climb_due() -> int:
    """Take the steps that are due; returns how many homes they were for.

    Any number of workers may do so beside each other, and twice: each message is locked, and
    each step is one row a home or a person.
    """
    due = Climb.objects.filter(due_at__lte=clock.now()).order_by("due_at")
    return sum(_climb_safely(key) for key in list(due.values_list("pk", flat=True)[:_AT_ONCE]))


def _climb_safely(key: int) -> int:
    try:
        return _climb(key)
    except Exception:
        # its own fault: the others go on, and it is tried again
        log.exception("A step of the ladder could not be taken.")
        Climb.objects.filter(pk=key).update(due_at=clock.now() + _PAUSE)
        return 0


def _climb(key: int) -> int:
    with transaction.atomic():
        # skipped: another worker is at it
        free = Climb.objects.select_for_update(skip_locked=True, of=("self",))
        due = free.filter(pk=key, due_at__lte=clock.now())
        climb = due.select_related("message__conversation").first()
        return _step(climb) if climb else 0


def _step(climb: Climb) -> int:
    """The rules are asked anew: they may have changed since it was planned."""
    is_past = climb.message.withdrawn_at or climb.message.conversation.has_ended
    left = [] if is_past else homes.unread(climb.message)
    reached = 0
    if not left:
        climb.due_at = None
    elif (rung := _plan(climb)) and climb.due_at and climb.due_at <= clock.now():
        reached = steps.take(message=climb.message, rung=rung, homes=left, asked_by=None)
        climb.rung, climb.stood_at = rung, clock.now()
        _plan(climb)
    climb.save(update_fields=["rung", "stood_at", "due_at"])
    return reached


def _plan(climb: Climb) -> str:
    """When to look again, and what is the next step; at the top neither."""
    ladder = ladders.ladder_of(climb.message.conversation.school_id, Urgency(climb.urgency))
    following = ladder.after(climb.rung)
    climb.due_at = climb.stood_at + following[1] if following else None
    return following[0] if following else ""
