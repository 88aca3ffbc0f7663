"""What waits for its time on the wall clock: when that may be, and one sweep that sends it."""

import datetime as dt
import logging
import uuid
from collections.abc import Callable
from typing import TypeVar

from django.db import DatabaseError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from messaging.choices import NotSent
from messaging.models import Message
from messaging.models.scheduled import ScheduledWord
from schools import clock
from schools.exceptions import Conflict, InvalidInput, Refusal
from schools.models import Person

log = logging.getLogger(__name__)

LONGEST_WAIT = dt.timedelta(days=365)
_AT_ONCE = 200

Word = TypeVar("Word", bound=ScheduledWord)


def send_due(
    words: QuerySet[Word],
    *,
    send: Callable[[Word], object],
    refused: Callable[[Word, Refusal], NotSent],
) -> int:
    """Send those of ``words`` that are due, each in a transaction; returns how many were sent.

    Any number of workers may do so beside each other. ``send`` raises a Refusal for what may not
    be sent any more: it is kept with the reason that ``refused`` gives, and not tried again.
    """
    keys = list(_due(words).values_list("pk", flat=True)[:_AT_ONCE])
    return sum(_send_one(words, key, send, refused) for key in keys)


def _send_one(
    words: QuerySet[Word],
    key: int,
    send: Callable[[Word], object],
    refused: Callable[[Word, Refusal], NotSent],
) -> bool:
    try:
        with transaction.atomic():
            free = _due(words).select_for_update(skip_locked=True, of=("self",))
            row = free.filter(pk=key).first()
            return row is not None and _is_sent(row, send, refused)
    except DatabaseError:
        # this one's own fault, or the next sweep's: the others go on, and it stays
        log.exception("A %s could not be sent.", words.model._meta.verbose_name)
        return False


def _is_sent(
    row: Word, send: Callable[[Word], object], refused: Callable[[Word, Refusal], NotSent]
) -> bool:
    try:
        with transaction.atomic():
            send(row)
    except Refusal as refusal:
        row.not_sent = refused(row, refusal)
        row.save(update_fields=["not_sent"])
        return False
    return True


def _due(words: QuerySet[Word]) -> QuerySet[Word]:
    """By the wall clock; what fell into an hour that a later rule skips goes when it is over."""
    now = clock.local(clock.now())
    has_come = Q(day__lt=now.date()) | Q(day=now.date(), time__lte=now.time())
    return words.filter(has_come, not_sent="")


def check_moment(day: dt.date, time: dt.time) -> None:
    """Raises InvalidInput (``day``, ``time``) for what is past, far ahead, or not on the clock."""
    passed = InvalidInput(_("That time has passed. Choose a later one."), "time")
    if day < clock.today():
        raise passed
    if day > clock.today() + LONGEST_WAIT:
        raise InvalidInput(_("Choose a day within a year."), "day")
    try:
        moment = clock.at(day, time)
    except ValueError:
        text = _("The clocks are put forward that night, and skip this time. Choose another.")
        raise InvalidInput(text, "time") from None
    if moment <= clock.now():
        raise passed


def check_not_sent(*, author: Person, client_token: uuid.UUID) -> None:
    """Raises Conflict when it was sent at once."""
    if Message.objects.filter(author=author, client_token=client_token).exists():
        raise Conflict(_("This message was already sent."))
