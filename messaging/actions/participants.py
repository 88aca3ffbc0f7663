"""Letting staff into a conversation and out of it again."""

from django.db import transaction
from django.utils.translation import gettext as _

from messaging import events, policies
from messaging.actions import locking, outbox
from messaging.choices import Side
from messaging.events import EventKind
from messaging.models import Conversation, Participant
from messaging.visibility import conversation_viewers, writable_people
from schools import affiliations, clock
from schools.actions import audit
from schools.exceptions import InvalidInput, NotAllowed, NotVisible
from schools.models import Person


def add_participant(*, actor: Person, conversation: Conversation, person: Person) -> Participant:
    """Let a colleague in, who reads what comes from now on and nothing before.

    Raises NotVisible, NotAllowed, InvalidInput (``person``) when they do not work at the school.
    """
    with transaction.atomic():
        locked = _lock_for_change(actor, conversation)
        if not writable_people(actor, Side.STAFF).filter(pk=person.pk).exists():
            raise NotVisible
        if locked.school_id not in affiliations.of(person).staff_schools:
            raise InvalidInput(_("Only staff of the school can be added."), "person")
        place, _created = Participant.objects.update_or_create(
            conversation=locked,
            person=person,
            side=Side.STAFF,
            defaults={"starts": clock.today(), "ends": None, "from_seq": locked.last_seq},
        )
        _tell(locked)
        _record(actor, locked, "conversation.add", person)
    return place


def end_participant(*, actor: Person, conversation: Conversation, person: Person) -> None:
    """Take a member of staff out, at once and for old messages too.

    Raises NotVisible, NotAllowed.
    """
    with transaction.atomic():
        locked = _lock_for_change(actor, conversation)
        places = Participant.objects.filter(conversation=locked, person=person, side=Side.STAFF)
        if not places.update(ends=clock.today()):
            raise NotVisible
        _tell(locked)
        # Content-free: the page asks again and finds nothing.
        outbox.tell(conversation=locked, event=events.refetch(), recipients=[person.pk])
        _record(actor, locked, "conversation.end", person)


def _lock_for_change(actor: Person, conversation: Conversation) -> Conversation:
    locked, sides = locking.lock_visible(actor, conversation.uuid)
    if not policies.can_change_participants(locked, sides):
        raise NotAllowed(_("Only staff can change who takes part."))
    return locked


def _tell(conversation: Conversation) -> None:
    conversation.version += 1
    conversation.save(update_fields=["version"])
    event = events.of_conversation(EventKind.CHANGED, conversation.uuid, conversation.version)
    readers = conversation_viewers(conversation).values_list("pk", flat=True)
    outbox.tell(conversation=conversation, event=event, recipients=readers)


def _record(actor: Person, conversation: Conversation, action: str, person: Person) -> None:
    audit.record(
        actor=actor,
        action=action,
        about=conversation,
        school_id=conversation.school_id,
        person=person.pk,
    )
