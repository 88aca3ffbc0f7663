"""Who may see a group: that it exists, its name, and through it the class page."""

from django.db.models import Q, QuerySet

from schools import affiliations, clock
from schools.models import Group, Person
from schools.models.dated import on_day
from schools.visibility.people import guardians_in, members, staff_at


def visible_groups(viewer: Person | None) -> QuerySet[Group]:
    """Groups the viewer is in, has a child in, or knows of as staff of the school."""
    groups = Group.objects.all()
    if viewer is None or not viewer.is_active:
        return groups.none()
    held = affiliations.of(viewer)
    reasons = Q(pk__in=held.groups)
    reasons |= Q(school__in=held.staff_schools)
    return groups.filter(on_day(held.day), reasons)


def group_viewers(group: Group) -> QuerySet[Person]:
    """Everybody who may see the group: the inverse of ``visible_groups``."""
    day = clock.today()
    everyone = Person.objects.filter(is_active=True)
    if not Group.objects.filter(on_day(day), pk=group.pk).exists():
        return everyone.none()
    reasons = Q(pk__in=members([group.pk], day))
    reasons |= Q(pk__in=guardians_in([group.pk], day))
    reasons |= Q(pk__in=staff_at([group.school_id], day))
    return everyone.filter(reasons)
