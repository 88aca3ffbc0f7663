"""Letting staff into a conversation and out of it again."""

from django.db import transaction
from django.utils.translation import gettext as _

from messaging import events, policies
from messaging.actions import locking, outbox, standing_in
from messaging.choices import Side
from messaging.events import EventKind
from messaging.models import Conversation, Participant
from messaging.queries import places
from messaging.visibility import (
    addable_colleagues,
    conversation_viewers,
    reasons,
    sides_of,
    writable_people,
)
from schools import affiliations, clock
from schools.actions import audit
from schools.exceptions import InvalidInput, NotAllowed, NotVisible
from schools.models import Person


def add_participant(
    *, actor: Person, conversation: Conversation, person: Person, with_history: bool = False
) -> Participant:
    """Let a colleague in, who reads what comes from now on and nothing before.

    ``with_history``: they read all that the actor reads as staff here, and no more. Raises
    NotVisible, NotAllowed, InvalidInput (``person``) for who does not work at the school, takes
    part already, or is a guardian of the pupil it is about.
    """
    with transaction.atomic():
        locked = _lock_for_change(actor, conversation)
        _check_newcomer(actor, locked, person)
        mine = places.staff_place(actor, locked) if with_history else None
        place, _created = Participant.objects.update_or_create(
            conversation=locked,
            person=person,
            side=Side.STAFF,
            defaults={
                "starts": clock.today(),
                "ends": None,
                "stand_in": None,
                "from_seq": mine.from_seq if mine else locked.last_seq,
            },
        )
        _tell(locked)
        _record(actor, locked, "conversation.add", person, from_seq=place.from_seq)
    return place


def end_participant(*, actor: Person, conversation: Conversation, person: Person) -> None:
    """Take a member of staff out, at once and for old messages too.

    Raises NotVisible when they do not take part, NotAllowed, InvalidInput for the last one of
    the school in a thread with a home or a pupil.
    """
    with transaction.atomic():
        locked = _lock_for_change(actor, conversation)
        _end_place(locked, person)
        _record(actor, locked, "conversation.end", person)


def leave(*, actor: Person, conversation: Conversation) -> None:
    """The actor no longer takes part as staff, at once and for old messages too.

    Raises NotVisible, NotAllowed for who reads it without a place of their own, InvalidInput
    for the last one of the school in a thread with a home or a pupil.
    """
    with transaction.atomic():
        locked, sides = locking.lock_visible(actor, conversation.uuid)
        if not policies.can_change_participants(locked, sides):
            raise NotAllowed(_("You can leave conversations that you take part in as staff."))
        _end_place(locked, actor)
        _record(actor, locked, "conversation.leave", actor)


def _lock_for_change(actor: Person, conversation: Conversation) -> Conversation:
    locked, sides = locking.lock_visible(actor, conversation.uuid)
    if not policies.can_change_participants(locked, sides):
        raise NotAllowed(_("Only staff can change who takes part."))
    return locked


def _check_newcomer(actor: Person, conversation: Conversation, person: Person) -> None:
    if addable_colleagues(actor, conversation).filter(pk=person.pk).exists():
        return
    if not writable_people(actor, Side.STAFF).filter(pk=person.pk).exists():
        raise NotVisible
    if conversation.school_id not in affiliations.of(person).staff_schools:
        raise InvalidInput(_("Only staff of the school can be added."), "person")
    # does not say which: who is whose guardian is not everybody's to know
    raise InvalidInput(_("This person takes part already, or cannot be added here."), "person")


def _end_place(conversation: Conversation, person: Person) -> None:
    holding = reasons.place_holders(conversation, Side.STAFF, clock.today())
    if not holding.filter(person=person).exists():
        raise NotVisible
    if places.must_stay(person, conversation):
        raise InvalidInput(_("Somebody at the school must take part. Add a colleague first."))
    theirs = Participant.objects.filter(conversation=conversation, person=person, side=Side.STAFF)
    theirs.filter(pk__in=holding.values("pk")).update(ends=clock.today())
    gone = [person, *standing_in.end_with_owner(conversation, person)]
    for each in gone:
        affiliations.forget(each)
    if conversation.owner_id == person.pk:
        # one of the school is left, see above; the longest in it sees to the home
        staying = reasons.place_holders(conversation, Side.STAFF, clock.today()).filter(ends=None)
        left = staying.order_by("pk").first()
        conversation.owner_id = left.person_id if left else None
    _tell(conversation)
    if out := [each.pk for each in gone if not sides_of(each, conversation)]:
        # Content-free: the page asks again and finds nothing.
        outbox.tell(conversation=conversation, event=events.refetch(), recipients=out)


def _tell(conversation: Conversation) -> None:
    conversation.version += 1
    conversation.save(update_fields=["version", "owner"])
    event = events.of_conversation(EventKind.CHANGED, conversation.uuid, conversation.version)
    readers = conversation_viewers(conversation).values_list("pk", flat=True)
    outbox.tell(conversation=conversation, event=event, recipients=readers)


def _record(
    actor: Person, conversation: Conversation, action: str, person: Person, **details: int
) -> None:
    audit.record(
        actor=actor,
        action=action,
        about=conversation,
        school_id=conversation.school_id,
        person=person.pk,
        **details,
    )
