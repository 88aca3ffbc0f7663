"""Messages to be sent later, at a time of the wall clock."""

import datetime as dt
import logging
import uuid

from django.db import DatabaseError, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from messaging import events, policies
from messaging.actions import drafts, outbox
from messaging.actions.messages import clean_body, post_message
from messaging.choices import NotSent, Side
from messaging.models import Conversation, Message, ScheduledMessage
from messaging.queries import threads
from messaging.visibility import sides_of, visible_scheduled
from schools import clock
from schools.actions import audit
from schools.exceptions import Conflict, InvalidInput, NotAllowed, NotVisible, Refusal
from schools.models import Person
from schools.statements import insert

log = logging.getLogger(__name__)

LONGEST_WAIT = dt.timedelta(days=365)
MOST_WAITING = 20
_AT_ONCE = 200


def schedule(
    *,
    actor: Person,
    conversation: Conversation,
    body: str,
    day: dt.date,
    time: dt.time,
    client_token: uuid.UUID,
    side: Side | None = None,
    asks_confirmation: bool = False,
) -> ScheduledMessage:
    """Keep a message to be sent on ``day`` at ``time`` of the wall clock; the draft ends.

    The same ``client_token`` again returns what waits already. Raises NotVisible, NotAllowed,
    InvalidInput (``body``, ``day``, ``time``), Conflict when the token was sent at once.
    """
    seen = threads.readable(actor, conversation.uuid)
    acting = policies.posting_side(actor, seen, sides_of(actor, seen), side)
    if acting is None:
        raise NotAllowed(_("You can read this conversation, but not write in it."))
    text = clean_body(body)
    check_moment(day, time)
    check_not_sent(author=actor, client_token=client_token)
    row = ScheduledMessage(
        conversation=seen,
        author=actor,
        side=acting,
        body=text,
        asks_confirmation=asks_confirmation and acting == Side.STAFF,
        day=day,
        time=time,
        client_token=client_token,
        created_at=clock.now(),
    )
    return _keep(actor, row)


def change_scheduled(
    *, actor: Person, scheduled: ScheduledMessage, body: str, day: dt.date, time: dt.time
) -> ScheduledMessage:
    """Another text or time, also for one that could not be sent.

    Raises NotVisible, NotAllowed, InvalidInput (``body``, ``day``, ``time``).
    """
    text = clean_body(body)
    check_moment(day, time)
    with transaction.atomic():
        row = _lock_own(actor, scheduled)
        sides = sides_of(actor, row.conversation)
        if policies.posting_side(actor, row.conversation, sides, Side(row.side)) != row.side:
            raise NotAllowed(_("You can read this conversation, but not write in it."))
        row.body, row.day, row.time, row.not_sent = text, day, time, ""
        row.save(update_fields=["body", "day", "time", "not_sent"])
        _done(actor, row, "message.reschedule")
    return row


def remove_scheduled(*, actor: Person, scheduled: ScheduledMessage) -> None:
    """It will not be sent, and nothing of it stays. Raises NotVisible, also once it is sent."""
    with transaction.atomic():
        row = _lock_own(actor, scheduled)
        _done(actor, row, "message.unschedule")
        row.delete()


def send_now(*, actor: Person, scheduled: ScheduledMessage) -> Message:
    """Send it at once. Raises NotVisible, also once it is sent, and NotAllowed."""
    with transaction.atomic():
        row = _lock_own(actor, scheduled)
        return _post(actor, row)


def send_due() -> int:
    """Send what is due, each in a transaction of its own; returns how many were sent.

    Any number of workers may do so beside each other. What its author may no longer write is
    kept, with the reason, for them.
    """
    keys = list(_due().values_list("pk", flat=True)[:_AT_ONCE])
    return sum(_send(key) for key in keys)


def _send(key: int) -> bool:
    try:
        with transaction.atomic():
            free = _due().select_for_update(skip_locked=True, of=("self",))
            row = free.select_related("author", "conversation").filter(pk=key).first()
            return row is not None and _sent(row)
    except DatabaseError:
        # this one's own fault, or the next sweep's: the others go on, and it stays
        log.exception("A scheduled message could not be sent.")
        return False


def _sent(row: ScheduledMessage) -> bool:
    try:
        with transaction.atomic():
            _post(row.author, row)
    except Refusal as refusal:
        row.not_sent = NotSent.GONE if isinstance(refusal, NotVisible) else NotSent.MAY_NOT
        row.save(update_fields=["not_sent"])
        _tell(row)
        return False
    return True


def _post(author: Person, row: ScheduledMessage) -> Message:
    """Its own key is the message's token: sent once, whoever tries again."""
    message = post_message(
        actor=author,
        conversation=row.conversation.uuid,
        body=row.body,
        client_token=row.uuid,
        side=Side(row.side),
        asks_confirmation=row.asks_confirmation,
        is_present=False,
    )
    if message.author_side != row.side:
        # what a teacher wrote is not sent as a guardian when the teaching has ended
        raise NotAllowed(_("You can read this conversation, but not write in it."))
    row.delete()
    _tell(row)
    return message


def _due() -> QuerySet[ScheduledMessage]:
    return ScheduledMessage.objects.filter(is_due(), not_sent="")


def is_due() -> Q:
    """By the wall clock; what fell into an hour that a later rule skips goes when it is over."""
    now = clock.local(clock.now())
    return Q(day__lt=now.date()) | Q(day=now.date(), time__lte=now.time())


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


def _keep(actor: Person, row: ScheduledMessage) -> ScheduledMessage:
    theirs = ScheduledMessage.objects.filter(author=actor)
    with transaction.atomic():
        if not insert(row, unless_there=True):
            return theirs.get(client_token=row.client_token)
        if theirs.filter(conversation=row.conversation).count() > MOST_WAITING:
            text = _("%(limit)s messages wait here already. Send or remove one first.")
            raise InvalidInput(text % {"limit": MOST_WAITING})
        drafts.save_draft(actor=actor, conversation=row.conversation, body="")
        _done(actor, row, "message.schedule")
    return row


def _lock_own(actor: Person, scheduled: ScheduledMessage) -> ScheduledMessage:
    own = visible_scheduled(actor).select_for_update(of=("self",)).select_related("conversation")
    row = own.filter(pk=scheduled.pk).first()
    if row is None:
        raise NotVisible
    return row


def _done(actor: Person, row: ScheduledMessage, action: str) -> None:
    _tell(row)
    audit.record(actor=actor, action=action, about=row, school_id=row.conversation.school_id)


def _tell(row: ScheduledMessage) -> None:
    """The author's own pages."""
    own = [row.author_id]
    outbox.tell(conversation=row.conversation, event=events.refetch(), recipients=own)
