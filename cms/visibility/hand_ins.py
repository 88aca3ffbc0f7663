"""Who sees a pupil's work and what is said about it.

The draft is the pupil's alone. Classmates, their homes, other staff and the school's
leaders see nothing of it: a leader's reading of content would need its own, logged door.
"""

from django.db.models import Q, QuerySet

from cms.models import Feedback, HandIn
from schools import affiliations, clock
from schools.models import Person
from schools.visibility import who_know, without_hidden
from schools.visibility.people import guardians_of, staff_in


def visible_hand_ins(viewer: Person | None) -> QuerySet[HandIn]:
    """One's own; one's children's and one's pupils' once something came or was said."""
    rows = HandIn.objects.all()
    if viewer is None or not viewer.is_active:
        return rows.none()
    held = affiliations.of(viewer)
    reasons = Q(pupil=viewer.pk)
    # a reason that nobody is behind is left out: it is slow to write
    if held.readable_children:
        reasons |= Q(pupil__in=held.readable_children) & _delivered()
    if held.staff_groups:
        reasons |= Q(assignment__group__in=held.staff_groups)
    return rows.filter(reasons, pupil__in=_known(viewer))


def hand_in_viewers(hand_in: HandIn) -> QuerySet[Person]:
    """Everybody who may see the hand-in: the inverse of ``visible_hand_ins``."""
    day = clock.today()
    reasons = Q(pk=hand_in.pupil_id)
    reasons |= Q(pk__in=staff_in([hand_in.assignment.group_id], day))
    if HandIn.objects.filter(_delivered(), pk=hand_in.pk).exists():
        reasons |= Q(pk__in=guardians_of([hand_in.pupil_id], day))
    everyone = Person.objects.filter(is_active=True)
    return who_know(everyone.filter(reasons), hand_in.pupil, day)


def visible_feedback(viewer: Person | None) -> QuerySet[Feedback]:
    """Published words on one's own and one's children's work; all on one's pupils'."""
    rows = Feedback.objects.all()
    if viewer is None or not viewer.is_active:
        return rows.none()
    held = affiliations.of(viewer)
    published = Q(published_at__isnull=False)
    reasons = Q(hand_in__pupil=viewer.pk) & published
    if held.readable_children:
        reasons |= Q(hand_in__pupil__in=held.readable_children) & published
    if held.staff_groups:
        reasons |= Q(hand_in__assignment__group__in=held.staff_groups)
    return rows.filter(reasons, hand_in__pupil__in=_known(viewer))


def feedback_viewers(feedback: Feedback) -> QuerySet[Person]:
    """Everybody who may see the feedback: the inverse of ``visible_feedback``."""
    day = clock.today()
    hand_in = feedback.hand_in
    reasons = Q(pk__in=staff_in([hand_in.assignment.group_id], day))
    if feedback.published_at is not None:
        reasons |= Q(pk=hand_in.pupil_id)
        reasons |= Q(pk__in=guardians_of([hand_in.pupil_id], day))
    everyone = Person.objects.filter(is_active=True)
    return who_know(everyone.filter(reasons), hand_in.pupil, day)


def _delivered() -> Q:
    return Q(handed_in_at__isnull=False) | Q(
        pk__in=Feedback.objects.filter(published_at__isnull=False).values("hand_in")
    )


def _known(viewer: Person) -> QuerySet[Person]:
    return without_hidden(Person.objects.filter(is_active=True), viewer).values("pk")  # type: ignore[return-value]
