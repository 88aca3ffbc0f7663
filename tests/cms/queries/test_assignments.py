"""Lists of assignments, and the figures in them."""

from cms.actions.feedback import publish_all_feedback
from cms.actions.hand_ins import hand_in
from cms.models import Assignment, Feedback
from cms.queries.assignments import own_taught_assignments
from schools import clock
from schools.choices import MemberRole
from schools.models import Membership
from tests.cast import Cast


def _figures(cast: Cast, name: str) -> tuple[int, int]:
    (row,) = own_taught_assignments(cast.fresh(name))
    return row.to_look_at, row.to_publish  # type: ignore[attr-defined]


def test_figures_do_not_tell_of_a_hidden_pupil(cast: Cast, assignment: Assignment) -> None:
    """Hanne is named to know of Amira, Tone is not."""
    role = MemberRole.TEACHER
    Membership.objects.create(person=cast.hanne, group=cast.class_6a, role=role)
    row = hand_in(actor=cast.amira, assignment=assignment, text="Ferdig")
    Feedback.objects.create(
        hand_in=row, text="Fint", outcome="assessed", author=cast.hanne, updated_at=clock.now()
    )
    assert _figures(cast, "tone") == (0, 0)
    assert _figures(cast, "hanne") == (1, 1)
    assert publish_all_feedback(actor=cast.tone, assignment=assignment) == 0
    assert publish_all_feedback(actor=cast.fresh("hanne"), assignment=assignment) == 1
