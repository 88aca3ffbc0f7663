"""What somebody has written in a conversation and not sent: kept for them, shown to nobody else."""

from django.db import transaction
from django.utils.translation import gettext as _

from messaging import events, policies
from messaging.actions import outbox
from messaging.actions.messages import check_length
from messaging.models import Conversation, ReadState
from messaging.queries import threads
from messaging.visibility import sides_of
from schools import clock
from schools.exceptions import NotAllowed
from schools.models import Person
from schools.statements import upsert


def save_draft(*, actor: Person, conversation: Conversation, body: str) -> None:
    """Keep what the actor has written so far, in place of what was kept; empty text is none.

    Their other lists follow when it begins or ends. Not in the audit log: nobody else sees it.
    Raises NotVisible, NotAllowed for who may not write there, InvalidInput (``body``).
    """
    seen = threads.readable(actor, conversation.uuid)
    if policies.posting_side(actor, seen, sides_of(actor, seen)) is None:
        raise NotAllowed(_("You can read this conversation, but not write in it."))
    text = body.replace("\x00", "").replace("\r\n", "\n")
    check_length(text)
    _keep(actor, seen, text if text.strip() else "")


def _keep(actor: Person, conversation: Conversation, text: str) -> None:
    now = clock.now()
    state = ReadState(
        person=actor, conversation=conversation, read_at=now, draft=text, drafted_at=now
    )
    theirs = ReadState.objects.filter(person=actor, conversation=conversation)
    with transaction.atomic():
        had_one = theirs.exclude(draft="").exists()
        upsert(state, unique=("person", "conversation"), update=("draft", "drafted_at"))
        if had_one != bool(text):
            own = [actor.pk]
            outbox.tell(conversation=conversation, event=events.refetch(), recipients=own)
