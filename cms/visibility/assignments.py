"""Who sees an assignment: the readers of the class when it is published, its staff before."""

from django.db.models import Q, QuerySet

from cms.models import Assignment
from cms.visibility.groups import class_readers, read_groups
from schools import affiliations, clock
from schools.models import Person
from schools.visibility.people import staff_in


def visible_assignments(viewer: Person | None) -> QuerySet[Assignment]:
    """Published ones of the groups one reads, and all of the groups one is staff of."""
    assignments = Assignment.objects.all()
    if viewer is None or not viewer.is_active:
        return assignments.none()
    reasons = Q(published_at__lte=clock.now())
    reasons |= Q(group__in=affiliations.of(viewer).staff_groups)
    return assignments.filter(reasons, group__in=read_groups(viewer).values("pk"))


def assignment_viewers(assignment: Assignment) -> QuerySet[Person]:
    """Everybody who may see the assignment: the inverse of ``visible_assignments``."""
    readers = class_readers(assignment.group_id)
    if assignment.published_at is not None and assignment.published_at <= clock.now():
        return readers
    return readers.filter(pk__in=staff_in([assignment.group_id], clock.today()))
