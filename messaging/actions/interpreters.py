"""Asking for an interpreter in a thread with a home, and arranging one."""

from django.db import transaction
from django.utils.translation import gettext as _

from messaging import events, policies
from messaging.actions import locking, outbox
from messaging.choices import Spoken
from messaging.events import EventKind
from messaging.models import Conversation, InterpreterNeed, Participant
from messaging.visibility import (
    arrangeable_needs,
    conversation_viewers,
    sides_of,
    visible_interpreter_needs,
)
from schools import clock
from schools.actions import audit
from schools.exceptions import Conflict, InvalidInput, NotAllowed, NotVisible
from schools.models import Person

LONGEST_NOTE = 200


def ask(*, actor: Person, conversation: Conversation, language: str) -> InterpreterNeed:
    """Say that the home needs an interpreter; while one is asked for, that one is returned.

    Raises NotVisible, NotAllowed where neither the home nor the school can ask, InvalidInput
    (``language``).
    """
    if language not in Spoken.values:
        raise InvalidInput(_("Choose a language."), "language")
    with transaction.atomic():
        locked, sides = locking.lock_visible(actor, conversation.uuid)
        pupil = _pupil_of(locked)
        if pupil is None or not policies.can_ask_for_interpreter(actor, locked, sides):
            raise NotAllowed(_("An interpreter is asked for in a thread with a home."))
        if found := _open_in(locked):
            return found
        need = InterpreterNeed.objects.create(
            conversation=locked,
            school_id=locked.school_id,
            pupil_id=pupil,
            language=language,
            asked_by=actor,
            asked_at=clock.now(),
        )
        _tell(locked)
        _record(actor, need, "interpreter.ask")
    return need


def arrange(*, actor: Person, need: InterpreterNeed, note: str) -> None:
    """Say who interprets and when; once more changes what was said.

    By leaders and office of the school, and staff of the thread. Raises NotVisible, NotAllowed,
    InvalidInput (``note``), Conflict when it is not needed any more.
    """
    said = " ".join(note.replace("\x00", "").split())
    if not said:
        raise InvalidInput(_("Write who interprets, and when."), "note")
    if len(said) > LONGEST_NOTE:
        words = _("The text is too long: %(count)s characters, at most %(limit)s.")
        raise InvalidInput(words % {"count": len(said), "limit": LONGEST_NOTE}, "note")
    with transaction.atomic():
        found = _lock(actor, need)
        if not _may_arrange(actor, found):
            raise NotAllowed(_("The school arranges the interpreter."))
        if found.ended_at:
            raise Conflict(_("No interpreter is needed here any more."))
        found.note, found.arranged_by, found.arranged_at = said, actor, clock.now()
        found.save(update_fields=["note", "arranged_by", "arranged_at"])
        _tell(found.conversation)
        _record(actor, found, "interpreter.arrange")


def end(*, actor: Person, need: InterpreterNeed) -> None:
    """No interpreter is needed any more. Twice is the same as once.

    By who may ask there and who arranges. Raises NotVisible, NotAllowed.
    """
    with transaction.atomic():
        found = _lock(actor, need)
        if not (_may_arrange(actor, found) or _may_ask(actor, found.conversation)):
            raise NotAllowed(_("Only who takes part can say so."))
        if found.ended_at is None:
            found.ended_at = clock.now()
            found.save(update_fields=["ended_at"])
            _tell(found.conversation)
            _record(actor, found, "interpreter.end")


def _lock(actor: Person, need: InterpreterNeed) -> InterpreterNeed:
    """Under the lock of its thread, whose version is taken."""
    conversation = locking.lock(need.conversation.uuid)
    found = visible_interpreter_needs(actor).filter(pk=need.pk).first()
    if found is None:
        raise NotVisible
    found.conversation = conversation
    return found


def _may_arrange(actor: Person, need: InterpreterNeed) -> bool:
    if arrangeable_needs(actor).filter(pk=need.pk).exists():
        return True
    return policies.can_answer_for(need.conversation, sides_of(actor, need.conversation))


def _may_ask(actor: Person, conversation: Conversation) -> bool:
    sides = sides_of(actor, conversation)
    return policies.can_ask_for_interpreter(actor, conversation, sides)


def _open_in(conversation: Conversation) -> InterpreterNeed | None:
    return InterpreterNeed.objects.filter(conversation=conversation, ended_at=None).first()


def _pupil_of(conversation: Conversation) -> int | None:
    """Whose home it is."""
    if conversation.home_pupil_id:
        return conversation.home_pupil_id
    about = Participant.objects.filter(conversation=conversation, pupil__isnull=False)
    return about.order_by("pk").values_list("pupil", flat=True).first()


def _tell(conversation: Conversation) -> None:
    conversation.version += 1
    conversation.save(update_fields=["version"])
    event = events.of_conversation(EventKind.CHANGED, conversation.uuid, conversation.version)
    readers = conversation_viewers(conversation).values_list("pk", flat=True)
    outbox.tell(conversation=conversation, event=event, recipients=readers)


def _record(actor: Person, need: InterpreterNeed, action: str) -> None:
    audit.record(
        actor=actor,
        action=action,
        about=need,
        school_id=need.school_id,
        language=need.language,
    )
