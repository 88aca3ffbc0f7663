"""Messages to be sent later, at a time of the wall clock."""

import datetime as dt
import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from messaging import events, policies
from messaging.actions import drafts, outbox, sweeping
from messaging.actions.messages import clean_body, post_message
from messaging.choices import NotSent, Side
from messaging.models import Conversation, Message, ScheduledMessage
from messaging.queries import threads
from messaging.visibility import sides_of, visible_scheduled
from schools import clock
from schools.actions import audit
from schools.exceptions import InvalidInput, NotAllowed, NotVisible, Refusal
from schools.models import Person
from schools.statements import insert

MOST_WAITING = 20


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
    sweeping.check_moment(day, time)
    sweeping.check_not_sent(author=actor, client_token=client_token)
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
    sweeping.check_moment(day, time)
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
    """Send what is due; returns how many were sent.

    What its author may no longer write is kept, with the reason, for them.
    """
    waiting = ScheduledMessage.objects.select_related("author", "conversation")
    return sweeping.send_due(waiting, send=lambda row: _post(row.author, row), refused=_refused)


def _refused(row: ScheduledMessage, refusal: Refusal) -> NotSent:
    _tell(row)
    return NotSent.GONE if isinstance(refusal, NotVisible) else NotSent.MAY_NOT


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
