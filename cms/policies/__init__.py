"""Who may do what in ``cms``: pure predicates; actions enforce them, templates ask them."""

import datetime as dt

from cms.choices import HandInState
from cms.models import Assignment, HandIn
from schools import affiliations
from schools.models import Group, Person
from schools.policies import can_run_office, can_teach

# A hand-in is timed when it has arrived whole. A large picture that was on its way when the
# clock struck is not late: what arrives within this time counts as in time.
UPLOAD_GRACE = dt.timedelta(minutes=2)


def can_edit_class_page(actor: Person, group: Group) -> bool:
    """Staff of the class, leaders and office of its school."""
    return can_teach(actor, group) or can_run_office(actor, group.school_id)


def can_plan(actor: Person, group: Group | int) -> bool:
    """Staff of the group write its week plans."""
    return can_teach(actor, group)


def can_assign(actor: Person, group: Group | int) -> bool:
    """Staff of the group give it assignments and read what comes in."""
    return can_teach(actor, group)


def can_work_on(actor: Person, assignment: Assignment) -> bool:
    """Pupils of the group, once the assignment is published."""
    in_group = assignment.group_id in affiliations.of(actor).pupil_groups
    return in_group and assignment.published_at is not None


def is_open(assignment: Assignment, hand_in: HandIn | None, at: dt.datetime) -> bool:
    """Whether work may be handed in at this moment (UTC, the server's clock).

    Until ``due_at`` plus the upload grace; later when the assignment takes late work, while
    the teacher's extra time lasts, or when the teacher sent the work back.
    """
    if assignment.accepts_late or at <= assignment.due_at + UPLOAD_GRACE:
        return True
    if hand_in is None:
        return False
    if hand_in.open_until is not None and at <= hand_in.open_until + UPLOAD_GRACE:
        return True
    return hand_in.state == HandInState.RETURNED


def is_late(assignment: Assignment, hand_in: HandIn, at: dt.datetime) -> bool:
    """Whether what arrives now is marked late; the teacher's extra time moves the limit.

    Better work on what the teacher sent back is never late: the first delivery was timed.
    """
    if hand_in.state == HandInState.RETURNED:
        return False
    limit = max(assignment.due_at, hand_in.open_until or assignment.due_at)
    return at > limit + UPLOAD_GRACE
