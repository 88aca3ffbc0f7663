"""What a teacher says about a pupil's work; nothing of it is seen before it is published."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from cms.actions.locking import lock_hand_in
from cms.choices import HandInState, Outcome
from cms.models import Assignment, Feedback, HandIn
from cms.policies import can_assign
from cms.visibility import visible_assignments, visible_feedback
from schools import clock
from schools.actions import audit
from schools.exceptions import Conflict, InvalidInput, NotAllowed, NotVisible
from schools.models import Person
from schools.visibility import visible_people
from schools.visibility.people import pupils_in

_AFTER = {
    Outcome.RETURNED: HandInState.RETURNED,
    Outcome.ASSESSED: HandInState.ASSESSED,
}


def save_feedback(
    *, actor: Person, assignment: Assignment, pupil: Person, text: str, outcome: str
) -> Feedback:
    """Write the unpublished feedback on one pupil's work, over what was unpublished before.

    Also without a hand-in: work may be shown in the classroom. Raises NotVisible, NotAllowed,
    Conflict before the assignment is published, InvalidInput (``outcome``, ``text``).
    """
    _may_mark(actor, assignment, pupil)
    if outcome not in Outcome.values:
        raise InvalidInput(_("Choose what happens with the work."), "outcome")
    if not text.strip() and outcome == Outcome.RETURNED:
        raise InvalidInput(_("Write what the pupil should do."), "text")
    with transaction.atomic():
        row = lock_hand_in(assignment, pupil)
        feedback, _created = Feedback.objects.update_or_create(
            hand_in=row,
            published_at=None,
            defaults={
                "text": text.strip(),
                "outcome": outcome,
                "author": actor,
                "updated_at": clock.now(),
                "attempt": row.attempts.last(),
            },
        )
    return feedback


def publish_feedback(*, actor: Person, assignment: Assignment, pupil: Person) -> int:
    """Show one pupil, and the home, what was written. Returns 0 when nothing was waiting.

    Raises NotVisible, NotAllowed, Conflict before the assignment is published.
    """
    _may_mark(actor, assignment, pupil)
    return _publish(actor, assignment, pupil)


def publish_all_feedback(*, actor: Person, assignment: Assignment) -> int:
    """Show the pupils one knows of what was written; returns how many.

    Raises NotVisible, NotAllowed, Conflict before the assignment is published.
    """
    _may_give_feedback(actor, assignment)
    return _publish(actor, assignment, None)


def reopen(*, actor: Person, assignment: Assignment, pupil: Person, until: dt.datetime) -> HandIn:
    """Give one pupil extra time (UTC). Raises as ``publish_feedback``, InvalidInput (``until``)."""
    _may_mark(actor, assignment, pupil)
    if until <= clock.now():
        raise InvalidInput(_("Choose a time that is not over."), "until")
    with transaction.atomic():
        row = lock_hand_in(assignment, pupil)
        row.open_until = until
        row.save(update_fields=["open_until"])
        audit.record(
            actor=actor,
            action="hand_in.reopened",
            about=row,
            school_id=assignment.group.school_id,
        )
    return row


def _may_give_feedback(actor: Person, assignment: Assignment) -> None:
    if not visible_assignments(actor).filter(pk=assignment.pk).exists():
        raise NotVisible
    if not can_assign(actor, assignment.group_id):
        raise NotAllowed(_("Only those who teach the class can give feedback."))
    if assignment.published_at is None:
        raise Conflict(_("Publish the assignment first."))


def _may_mark(actor: Person, assignment: Assignment, pupil: Person) -> None:
    _may_give_feedback(actor, assignment)
    in_class = pupils_in([assignment.group_id], clock.today())
    if not visible_people(actor).filter(pk=pupil.pk, pk__in=in_class).exists():
        raise NotVisible


def _publish(actor: Person, assignment: Assignment, pupil: Person | None) -> int:
    with transaction.atomic():
        mine = visible_feedback(actor)
        waiting = mine.filter(hand_in__assignment=assignment, published_at=None)
        if pupil is not None:
            waiting = waiting.filter(hand_in__pupil=pupil)
        hand_ins = HandIn.objects.filter(pk__in=waiting.values("hand_in"))
        locked = {row.pk: row for row in hand_ins.select_for_update().order_by("pk")}
        done = 0
        for feedback in list(waiting.filter(hand_in__in=locked)):
            _show(feedback, locked[feedback.hand_in_id])
            done += 1
        if done:
            audit.record(
                actor=actor,
                action="feedback.published",
                about=assignment,
                school_id=assignment.group.school_id,
                number=done,
            )
    return done


def _show(feedback: Feedback, row: HandIn) -> None:
    feedback.published_at = clock.now()
    feedback.save(update_fields=["published_at"])
    row.state = _AFTER[Outcome(feedback.outcome)]
    row.save(update_fields=["state"])
