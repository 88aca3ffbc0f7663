"""Marking a conversation as sensitive, and writing down who opens one."""

import datetime as dt
import uuid
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from messaging import events, policies
from messaging.actions import letter_batches, locking, originals, outbox, standing_in
from messaging.actions.messages import post_message
from messaging.events import EventKind
from messaging.models import Conversation, Message, MessageReport, SensitiveOpening
from messaging.queries import openings
from messaging.visibility import conversation_viewers, sides_of, visible_reports
from schools import clock
from schools.actions import audit
from schools.exceptions import NotAllowed, NotVisible
from schools.models import Person
from schools.statements import insert

# Who looks again within this time has not opened it anew.
SAME_OPENING = dt.timedelta(minutes=15)


def mark_sensitive(*, actor: Person, conversation: Conversation | uuid.UUID) -> None:
    """All in it is sensitive from now on, what was written before too; nobody takes it back.

    The pages of its readers follow, and those where something of it is forwarded. Letters about
    it that are not printed are made anew. Whoever stands in for somebody goes out, the actor too.
    Raises NotVisible, NotAllowed. Twice is the same as once.
    """
    with transaction.atomic():
        if marked := _mark(actor, conversation):
            standing_in.end_in_sensitive(marked)


def _mark(actor: Person, conversation: Conversation | uuid.UUID) -> Conversation | None:
    """Under its lock; None where it was marked before."""
    key = conversation.uuid if isinstance(conversation, Conversation) else conversation
    with transaction.atomic():
        originals.lock_all_along(key)
        # under the conversation's lock: no message is posted that half knows of it
        locked, sides = locking.lock_visible(actor, key)
        if locked.is_sensitive:
            return None
        if not policies.can_mark_sensitive(actor, locked, sides):
            raise NotAllowed(_("Its staff, and who began it, can mark a conversation."))
        before = set(conversation_viewers(locked).order_by().values_list("pk", flat=True))
        locked.is_sensitive, locked.last_preview = True, ""
        locked.version += 1
        locked.save(update_fields=["is_sensitive", "last_preview", "version"])
        event = events.of_conversation(EventKind.CHANGED, locked.uuid, locked.version)
        readers = set(conversation_viewers(locked).order_by().values_list("pk", flat=True))
        outbox.tell(conversation=locked, event=event, recipients=readers)
        if out := before - readers:  # who helps a guardian: their page looks, and finds nothing
            outbox.tell(conversation=locked, event=events.refetch(), recipients=out)
        originals.renew_all_forwards(locked)
        letter_batches.let_go_with(about=Q(conversation=locked))
        _audit(actor, "conversation.mark_sensitive", locked)
    return locked


def post_sensitive(
    *, actor: Person, conversation: Conversation | uuid.UUID, **message: Any
) -> Message:
    """Mark a conversation and write in it, or neither; ``message``: as ``post_message`` takes it.

    Raises NotVisible, NotAllowed, InvalidInput, Conflict.
    """
    with transaction.atomic():
        marked = _mark(actor, conversation)
        posted = post_message(actor=actor, conversation=conversation, **message)
        if marked:
            standing_in.end_in_sensitive(marked)  # the actor's last words, if they stand in
        return posted


def record_opening(*, actor: Person, conversation: Conversation) -> bool:
    """The actor opens a sensitive conversation; True when it is written down anew.

    Once in a quarter of an hour; two pages at the same moment may make it twice. Raises
    NotVisible.
    """
    sides = sides_of(actor, conversation)
    if not sides:
        raise NotVisible
    return _write(actor, SensitiveOpening(conversation=conversation, side=sides[0]))


def record_report_opening(*, actor: Person, report: MessageReport) -> bool:
    """The same for a receiver of reports, who opens what was reported and what stands around it.

    Raises NotVisible.
    """
    if not visible_reports(actor).filter(pk=report.pk).exists():
        raise NotVisible
    conversation = report.message.conversation
    return _write(actor, SensitiveOpening(conversation=conversation, report=report))


def record_file_opening(*, actor: Person, file_id: int) -> bool:
    """The same for a file of a sensitive conversation, whichever way it was come by.

    Raises NotVisible.
    """
    conversation = openings.of_file(file_id)
    if conversation is None:
        raise NotVisible
    if sides_of(actor, conversation):
        return record_opening(actor=actor, conversation=conversation)
    report = visible_reports(actor).filter(message__attachments__file=file_id).first()
    if report is None:
        raise NotVisible
    return record_report_opening(actor=actor, report=report)


def _write(actor: Person, opening: SensitiveOpening) -> bool:
    opening.person, opening.at = actor, clock.now()
    earlier = SensitiveOpening.objects.filter(
        conversation=opening.conversation,
        person=actor,
        report=opening.report,
        at__gt=opening.at - SAME_OPENING,
    )
    with transaction.atomic():
        if earlier.exists():
            return False
        insert(opening)
        _audit(actor, "conversation.open_sensitive", opening.conversation)
    return True


def _audit(actor: Person, action: str, conversation: Conversation) -> None:
    audit.record(actor=actor, action=action, about=conversation, school_id=conversation.school_id)
