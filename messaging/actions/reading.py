"""What readers do: read, and say that they have read."""

from django.db import transaction
from django.utils.translation import gettext as _

from messaging import events, policies
from messaging.actions import locking, outbox, publishing
from messaging.choices import Side
from messaging.events import EventKind
from messaging.models import Confirmation, Conversation, Message, ReadState
from messaging.queries import threads
from messaging.visibility import reading_followers, visible_messages
from schools import clock
from schools.actions import audit
from schools.exceptions import InvalidInput, NotAllowed, NotVisible
from schools.models import Person
from schools.statements import insert, upsert

MOST_PINNED = 10


def mark_read(*, actor: Person, conversation: Conversation, seq: int) -> int:
    """The actor has read up to and with message ``seq``; never moves back. Returns where it is.

    Whoever reads to the end no longer has it marked unread. The actor's other pages follow, and
    so does the number of those who have read, where it is shown.
    Raises NotVisible. Not in the audit log: reading is the reader's own.
    """
    seen = threads.readable(actor, conversation.uuid)
    reached = max(0, min(seq, seen.last_seq))
    with transaction.atomic():
        if _moved(actor, seen, reached):
            event = events.read(seen.uuid, reached)
            outbox.tell(conversation=seen, event=event, recipients=[actor.pk])
            publishing.tell_reach(conversation=seen)
    return reached


def _moved(actor: Person, conversation: Conversation, reached: int) -> bool:
    """Insert or, when the row is there, move forward only: two tabs may report out of order."""
    state = ReadState(
        person=actor, conversation=conversation, last_read_seq=reached, read_at=clock.now()
    )
    if insert(state, unless_there=True):
        return reached > 0
    mine = ReadState.objects.filter(person=actor, conversation=conversation)
    further = mine.filter(last_read_seq__lt=reached)
    moved = further.update(last_read_seq=reached, read_at=state.read_at)
    if reached == conversation.last_seq:
        moved += mine.filter(marked_unread=True).update(marked_unread=False)
    return moved > 0


def has_read(reader: Person, message: Message) -> None:
    """Who writes with the conversation before them has read it, and their draft is this."""
    state = ReadState(
        person=reader,
        conversation=message.conversation,
        last_read_seq=message.seq,
        read_at=message.created_at,
        drafted_at=message.created_at,
    )
    moved = ("last_read_seq", "read_at", "marked_unread", "draft", "drafted_at")
    upsert(state, unique=("person", "conversation"), update=moved)


def keeps_up(reader: Person, message: Message) -> None:
    """Who had read all has read their own too; whoever had not has read no more than before."""
    mine = ReadState.objects.filter(person=reader, conversation=message.conversation)
    mine.filter(last_read_seq=message.seq - 1).update(last_read_seq=message.seq)


def mark_unread(*, actor: Person, conversation: Conversation) -> None:
    """Show the newest message as unread to the actor, to come back to; their other pages follow.

    What the school counts as read stays read. Raises NotVisible.
    """
    seen = threads.readable(actor, conversation.uuid)
    with transaction.atomic():
        # Without a row nothing was read, and all of it is unread as it is.
        if ReadState.objects.filter(person=actor, conversation=seen).update(marked_unread=True):
            outbox.tell(conversation=seen, event=events.refetch(), recipients=[actor.pk])


def pin(*, actor: Person, conversation: Conversation, pinned: bool) -> None:
    """Put a conversation first in the actor's own list, or no longer; their other pages follow.

    Raises NotVisible, InvalidInput when ten are pinned already. Twice is the same as once.
    """
    seen = threads.readable(actor, conversation.uuid)
    with transaction.atomic():
        # Two pages at once may make it eleven: it is the reader's own list, and nothing breaks.
        theirs = ReadState.objects.filter(person=actor, pinned_at__isnull=False)
        if pinned and theirs.exclude(conversation=seen).count() >= MOST_PINNED:
            raise InvalidInput(_("Ten conversations are pinned already. Take one off first."))
        _keep(actor, seen, "pinned_at", on=pinned)


def mute(*, actor: Person, conversation: Conversation, muted: bool) -> None:
    """Count and announce nothing new in it to the actor, or do so again. Raises NotVisible.

    What is asked of them there, and what they see in the list, stays.
    """
    seen = threads.readable(actor, conversation.uuid)
    with transaction.atomic():
        _keep(actor, seen, "muted_at", on=muted)


def star(*, actor: Person, conversation: Conversation, starred: bool) -> None:
    """Put a conversation among those the actor looks for, or no longer. Raises NotVisible."""
    seen = threads.readable(actor, conversation.uuid)
    with transaction.atomic():
        _keep(actor, seen, "starred_at", on=starred)


def _keep(actor: Person, conversation: Conversation, field: str, *, on: bool) -> None:
    """The reader's own mark, since now or not at all; their other pages follow."""
    now = clock.now()
    state = ReadState(person=actor, conversation=conversation, read_at=now)
    setattr(state, field, now if on else None)
    upsert(state, unique=("person", "conversation"), update=(field,))
    outbox.tell(conversation=conversation, event=events.refetch(), recipients=[actor.pk])


def confirm(*, actor: Person, message: Message, side: Side | None = None) -> Confirmation:
    """Say "read and understood" to a message that asks for it; once, and it stays.

    Raises NotVisible, NotAllowed for helpers, InvalidInput when the message does not ask.
    """
    with transaction.atomic():
        conversation, sides = locking.lock_visible(actor, message.conversation.uuid)
        asked = visible_messages(actor).filter(pk=message.pk).first()
        if asked is None:
            raise NotVisible
        if not asked.asks_confirmation or asked.withdrawn_at:
            raise InvalidInput(_("This message does not ask for a confirmation."))
        if not policies.can_confirm(sides):
            raise NotAllowed(_("The guardian confirms this."))
        done = Confirmation.objects.filter(message=asked, person=actor).first()
        in_side = side if side in sides and side != Side.HELPER else sides[0]
        return done or write_confirmation(
            by=actor, person=actor, conversation=conversation, message=asked, side=in_side
        )


def write_confirmation(
    *, by: Person, person: Person, conversation: Conversation, message: Message, side: Side
) -> Confirmation:
    """The row in a locked conversation, told to whoever counts; ``by``: who wrote it down."""
    conversation.version += 1
    conversation.save(update_fields=["version"])
    confirmation = Confirmation.objects.create(
        message=message,
        person=person,
        side=side,
        version=conversation.version,
        confirmed_at=clock.now(),
    )
    audit.record(
        actor=by, action="message.confirm", about=message, school_id=conversation.school_id
    )
    event = events.of_conversation(EventKind.CONFIRMED, conversation.uuid, conversation.version)
    counting = reading_followers(conversation, person).values_list("pk", flat=True)
    outbox.tell(conversation=conversation, event=event, recipients={*counting, person.pk})
    return confirmation
