"""Passing a message on, to those who may read it where it stands.

It is a reference and no copy: withdrawn or changed there, it is so here, and whoever has lost
the right to it sees nothing of it here.
"""

import uuid

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import ngettext

from messaging import policies
from messaging.actions import conversations, locking, messages, originals
from messaging.actions.starting import Draft
from messaging.choices import Side
from messaging.models import Conversation, Message
from messaging.queries import forwarding
from messaging.visibility import conversation_viewers, without_access
from schools.actions import audit
from schools.exceptions import InvalidInput, NotAllowed
from schools.models import Person


def forward_message(
    *,
    actor: Person,
    message: Message,
    conversation: Conversation,
    body: str,
    client_token: uuid.UUID,
) -> Message:
    """Pass a message on in another conversation, where the actor writes as staff.

    ``body`` says why. Raises NotVisible, NotAllowed, Conflict, and InvalidInput (``body``;
    ``conversation`` when one who reads it has no access to the message: then nothing is sent).
    """
    text = messages.clean_body(body)
    with transaction.atomic():
        # both, so that whoever changes the original meanwhile tells of it here too
        originals.lock_in_order({message.conversation_id, conversation.pk})
        locked, sides = locking.lock_visible(actor, conversation.uuid)
        sent = messages.already_sent(author=actor, conversation=locked, client_token=client_token)
        if sent:
            return sent
        passed_on = forwarding.forwardable(actor, message.conversation.uuid, message.uuid)
        side = policies.posting_side(actor, locked, sides, Side.STAFF)
        if side != Side.STAFF or policies.is_confined(locked):
            raise NotAllowed
        _check_readers(conversation_viewers(locked), passed_on, "conversation")
        written = messages.write(
            actor=actor,
            conversation=locked,
            side=side,
            body=text,
            client_token=client_token,
            forwards=passed_on,
        )
        _record(actor, written, passed_on)
    return written


def forward_to_person(
    *, actor: Person, message: Message, person: Person, body: str, client_token: uuid.UUID
) -> Conversation:
    """Pass a message on to one person, in a new conversation.

    Raises NotVisible, NotAllowed, InvalidInput (``body``; ``person`` without access to it).
    """
    draft = Draft(title="", body=messages.clean_body(body), client_token=client_token)
    with transaction.atomic():
        originals.lock_in_order({message.conversation_id})
        passed_on = forwarding.forwardable(actor, message.conversation.uuid, message.uuid)
        _check_readers(Person.objects.filter(pk=person.pk), passed_on, "person")
        started = conversations.start_direct(
            actor=actor, side=Side.STAFF, person=person, draft=draft.passing_on(passed_on)
        )
        _record(actor, started, passed_on)
    return started


def _check_readers(readers: QuerySet[Person], message: Message, field: str) -> None:
    """How many have no access is said, and never who."""
    left_out = without_access(readers, message).count()
    if left_out:
        words = ngettext(
            "%(count)s reader there has no access to the original message. Nothing was sent.",
            "%(count)s readers there have no access to the original message. Nothing was sent.",
            left_out,
        )
        raise InvalidInput(words % {"count": left_out}, field)


def _record(actor: Person, about: Message | Conversation, passed_on: Message) -> None:
    audit.record(
        actor=actor,
        action="message.forward",
        about=about,
        school_id=passed_on.conversation.school_id,
        original=passed_on.pk,
    )
