"""Writing, changing and withdrawing messages."""

import uuid
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from messaging import policies
from messaging.actions import (
    asked,
    attaching,
    letter_batches,
    locking,
    notices,
    originals,
    reading,
    telling,
)
from messaging.actions.attaching import Cover
from messaging.asking import Asked
from messaging.choices import Side, State
from messaging.events import EventKind
from messaging.models import Conversation, Message, RecordedAnswer
from messaging.queries import cards
from messaging.queries.helping import guardian_helped
from messaging.visibility import (
    visible_messages,
)
from schools import clock
from schools.actions import audit
from schools.exceptions import Conflict, InvalidInput, NotAllowed, NotVisible
from schools.models import Person
from schools.statements import (
    insert,
    plan_once,
    together,
    update,
    written_once,
)

LONGEST_BODY = 10_000
_LAST = ("last_at", "last_side", "last_author", "last_preview", "state", "owner")


def post_message(
    *,
    actor: Person,
    conversation: Conversation | uuid.UUID,
    body: str,
    client_token: uuid.UUID,
    side: Side | None = None,
    file_uuids: Sequence[str] = (),
    asks_confirmation: bool = False,
    is_present: bool = True,
    quotes: uuid.UUID | None = None,
) -> Message:
    """Write a message; the same ``client_token`` again returns the message already sent.

    ``conversation``: it, or the UUID in its address. ``side`` is the capacity acted in, used
    when the actor has it here. ``is_present``: they have the conversation before them, so have
    read it, and what they had begun to write is this. ``quotes``: an earlier message in it that
    this answers. Raises NotVisible, NotAllowed, InvalidInput (``body``, ``quotes``), Conflict
    when the token belongs to another conversation.
    """
    text = clean_body(body, has_files=bool(file_uuids))
    key = conversation.uuid if isinstance(conversation, Conversation) else conversation
    with transaction.atomic():
        number = plan_once(reserving=Message)
        locked, sides = locking.lock_visible(actor, key)
        acting = policies.posting_side(actor, locked, sides, side)
        if acting is None:
            if sent := already_sent(author=actor, conversation=locked, client_token=client_token):
                return sent
            raise NotAllowed(_("You can read this conversation, but not write in it."))
        message = _number(
            locked,
            pk=number,
            author=actor,
            author_side=acting,
            body=text,
            client_token=client_token,
            asks_confirmation=asks_confirmation and acting == Side.STAFF,
            quoted_seq=originals.quoted_seq(actor, locked, quotes),
        )
        if not _store_new(message, file_uuids, is_present=is_present):
            if sent := already_sent(author=actor, conversation=locked, client_token=client_token):
                return sent
            insert(message)  # it was another rule that was broken: say which
    return message


def _store_new(message: Message, file_uuids: Sequence[str], *, is_present: bool) -> bool:
    """Everything a message that was posted brings with it; False when it is there already."""
    first: Message | None = message
    if file_uuids:  # nothing else may happen to files that are sent a second time
        if not insert(message, unless_there=True):
            return False
        first = None
    with together(first) as block:
        _spread(message, file_uuids, is_present=is_present)
        school = message.conversation.school_id
        audit.record(actor=message.author, action="message.post", about=message, school_id=school)
    if block.written and not is_present:
        # an update of its own, which is not held back with the block
        reading.keeps_up(message.author, message)
    return block.written


def edit_message(*, actor: Person, message: Message, body: str) -> Message:
    """Change one's own message within 15 minutes; readers see that it was changed.

    Raises NotVisible, NotAllowed, InvalidInput (``body``).
    """
    text = clean_body(body, has_files=message.attachments.exists())
    with transaction.atomic():
        message = lock_own(actor=actor, message=message)
        if not policies.can_edit(actor, message):
            raise NotAllowed(_("A message can be changed for 15 minutes after it was sent."))
        has_changed = text != message.body
        message.body, message.edited_at = text, clock.now()
        if has_changed and asked.renew(message):
            # nobody is to sign the text before
            letter_batches.let_go_with(about=Q(pk=message.pk))
        telling.tell_changed(message=message, fields=["body", "edited_at"])
        audit.record(actor=actor, action="message.edit", about=message)
    return message


def withdraw_message(*, actor: Person, message: Message) -> Message:
    """Take back one's own message at any time; its place and time stay, its content does not.

    Raises NotVisible, NotAllowed. Withdrawing twice is the same as once.
    """
    with transaction.atomic():
        message = lock_own(actor=actor, message=message)
        if message.withdrawn_at:
            return message
        message.withdrawn_at = clock.now()
        if message.seq == 1:  # an announcement without its word stands first no longer
            Conversation.objects.filter(pk=message.conversation_id).update(pinned_until=None)
        telling.tell_changed(message=message, fields=["withdrawn_at"])
        letter_batches.let_go_with(about=Q(pk=message.pk))
        audit.record(actor=actor, action="message.withdraw", about=message)
    return message


def write(
    *,
    actor: Person,
    conversation: Conversation,
    side: Side,
    body: str,
    client_token: uuid.UUID,
    asks_confirmation: bool = False,
    file_uuids: Sequence[str] = (),
    recorded: RecordedAnswer | None = None,
    asks: Asked | None = None,
    forwards: Message | None = None,
    cover: Cover | None = None,
) -> Message:
    """The rows of one message in a locked conversation; who may was asked by the caller.

    ``recorded``: by whom and how it was written down, when the actor did not write it themself.
    """
    message = _number(
        conversation,
        author=actor,
        author_side=side,
        body=body,
        client_token=client_token,
        asks_confirmation=asks_confirmation,
        forwards=forwards,
    )
    insert(message)
    if asks:
        asked.put(message, asks)
    if recorded:
        recorded.message = message
        insert(recorded)
    if cover:
        attaching.put_cover(message, cover)
    _spread(message, file_uuids, is_present=recorded is None)
    if recorded:
        reading.keeps_up(recorded.recorded_by, message)
    return message


def _number(conversation: Conversation, **fields: Any) -> Message:
    """The next message of a locked conversation, not written yet."""
    # Servers' clocks differ: within a conversation no later message has an earlier moment.
    now = max(clock.now(), conversation.last_at)
    conversation.last_seq += 1
    conversation.version += 1
    conversation.last_at = now
    conversation.last_side, conversation.last_author = fields["author_side"], fields["author"]
    if conversation.last_side == Side.HELPER:
        fields["in_place_of"] = guardian_helped(fields["author"], conversation)
    _turn(conversation)
    message = Message(
        conversation=conversation,
        seq=conversation.last_seq,
        version=conversation.version,
        created_at=now,
        **fields,
    )
    # known without asking: nobody has written it down for the author, or asked by it, yet
    Message.recorded.related.set_cached_value(message, None)
    Message.ask.related.set_cached_value(message, None)
    return message


def _turn(conversation: Conversation) -> None:
    """Whose turn it is after the newest message, also in a thread that was done."""
    if not conversation.state:
        return
    by_staff = conversation.last_side == Side.STAFF
    conversation.state = State.WAITING if by_staff else State.OPEN
    if by_staff and conversation.owner_id is None:
        conversation.owner = conversation.last_author


def _spread(message: Message, file_uuids: Sequence[str], *, is_present: bool = True) -> None:
    """What follows from a message that was written: its files, the list, and all who read."""
    conversation, recorded = message.conversation, getattr(message, "recorded", None)
    writer = recorded.recorded_by if recorded else message.author
    names = attaching.put_files(writer, message, file_uuids)
    conversation.last_preview = cards.list_preview(message, names)
    update(conversation, "last_seq", "version", *_LAST)
    if is_present:
        reading.has_read(writer, message)
    has_cover = conversation.cover is not None and message.seq == 1
    has_parts = bool(file_uuids or message.quoted_seq or message.forwards_id or has_cover)
    telling.tell(message, EventKind.POSTED, has_files=has_parts)
    notices.request(message=message)


def clean_body(body: str, *, has_files: bool = False) -> str:
    """Plain text without surrounding space and NUL. Raises InvalidInput (``body``)."""
    text = body.replace("\x00", "").replace("\r\n", "\n").strip()
    if not text and not has_files:
        raise InvalidInput(_("Write something, or add a file."), "body")
    check_length(text)
    return text


def check_length(text: str) -> None:
    """Raises InvalidInput (``body``) for a text that no message may have."""
    if len(text) > LONGEST_BODY:
        message = _("The text is too long: %(count)s characters, at most %(limit)s.")
        raise InvalidInput(message % {"count": len(text), "limit": LONGEST_BODY}, "body")


def already_sent(
    *, author: Person, conversation: Conversation, client_token: uuid.UUID
) -> Message | None:
    """What the author has sent here with this token. Raises Conflict when it was elsewhere."""
    sent = _sent_with(author.pk, client_token)
    if sent and sent[0].conversation_id != conversation.pk:
        raise Conflict(_("This message was already sent in another conversation."))
    return sent[0] if sent else None


@written_once("author", "client_token")
def _sent_with(author: int, client_token: uuid.UUID) -> QuerySet[Message]:
    return Message.objects.filter(author=author, client_token=client_token)


def lock_own(*, actor: Person, message: Message) -> Message:
    """One's own message, its conversation locked. Raises NotVisible, NotAllowed."""
    originals.lock_along(message)
    locking.lock_visible(actor, message.conversation.uuid)
    own = (
        visible_messages(actor)
        .filter(pk=message.pk)
        .select_related("author", "conversation", "recorded__recorded_by", "ask")
        .first()
    )
    if own is None:
        raise NotVisible
    if policies.writer_id(own) != actor.pk:
        raise NotAllowed(_("Only the sender can change a message."))
    return own
