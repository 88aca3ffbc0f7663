"""Answering where the sender alone reads the answers: in a private thread with the sender."""

from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from messaging import events, policies
from messaging.actions import locking, outbox
from messaging.actions.messages import post_message
from messaging.actions.starting import Draft, create, let_in, once, send_first
from messaging.choices import Kind, Side, State
from messaging.models import Conversation
from messaging.queries import private_answers
from messaging.visibility import sides_of
from schools import clock
from schools.exceptions import InvalidInput, NotAllowed
from schools.homes import Home, homes_of
from schools.models import Person


def answer_sender(
    *,
    actor: Person,
    conversation: Conversation,
    draft: Draft,
    side: Side | None = None,
    child: Person | None = None,
) -> Conversation:
    """Open the private thread for the actor's answers to this conversation, or go on in it.

    A guardian answers for one ``child``, in a thread with their home; the other guardians of
    that home read along, and nobody of another. Raises NotVisible, NotAllowed, InvalidInput.
    """
    with transaction.atomic():
        # the lock: two of one home who answer at once have one thread
        locked, sides = locking.lock_visible(actor, conversation.uuid)
        acting = policies.answering_side(actor, locked, sides, side)
        if acting is None:
            raise NotAllowed(_("Answers to this conversation are not possible."))
        sender = locked.created_by
        if sender is None or Side.STAFF not in sides_of(sender, locked):
            raise NotAllowed(_("The sender no longer reads this. Write to the school instead."))
        home = _home(actor, locked, child) if acting == Side.GUARDIAN else None
        # of its own: the same form sent again for another child is another answer
        draft = draft.of_one(f"{locked.pk}/{home.pupil.pk}/{home.key}" if home else str(locked.pk))
        found = private_answers.begun(actor, locked, home)
        if found is None:
            return _open(actor, locked, acting, home, draft)
        post_message(
            actor=actor,
            conversation=found,
            body=draft.body,
            client_token=draft.client_token,
            side=acting,
            file_uuids=draft.file_uuids,
        )
    return found


def _open(
    actor: Person, source: Conversation, side: Side, home: Home | None, draft: Draft
) -> Conversation:
    sender = source.created_by
    assert sender is not None  # noqa: S101 - asked by the caller
    own = replace(draft, title=source.title, is_sensitive=source.is_sensitive)

    def start() -> Conversation:
        kind = Kind.HOME if home else Kind.DIRECT
        thread = create(actor=actor, kind=kind, school_id=source.school_id, draft=own)
        thread.answers_to = source
        if home:
            thread.home_pupil, thread.home_key = home.pupil, home.key
            thread.state, thread.owner = State.OPEN, sender
        thread.save(update_fields=["answers_to", "home_pupil", "home_key"])
        let_in(thread, [(sender, Side.STAFF, None), *_answering(actor, side, home)])
        send_first(actor=actor, conversation=thread, side=side, draft=own)
        _tell(source, actor, home)
        return thread

    return once(actor=actor, draft=own, start=start)


def _answering(
    actor: Person, side: Side, home: Home | None
) -> list[tuple[Person, Side, Person | None]]:
    if home is None:
        return [(actor, side, None)]
    return [(guardian, Side.GUARDIAN, home.pupil) for guardian in home.guardians]


def _tell(source: Conversation, actor: Person, home: Home | None) -> None:
    """Their pages of the conversation lead to the answer from now on."""
    readers = home.guardian_ids if home else {actor.pk}
    outbox.tell(conversation=source, event=events.refetch(), recipients=readers)


def _home(actor: Person, conversation: Conversation, child: Person | None) -> Home:
    """The actor's own home of this child, whom the conversation is about too."""
    children = private_answers.children(actor, conversation)
    if child is None and len(children) == 1:
        child = children[0]
    if child is None or child not in children:
        raise InvalidInput(_("Choose which child it is about."), "child")
    homes = homes_of([child.pk], clock.today())
    return next(home for home in homes if actor.pk in home.guardian_ids)
