"""Who reads a class: its page, its plans and what is published to it.

Narrower than ``schools.visibility.visible_groups``: other staff of the school know that the
class exists, but have no business on its page unless they teach it.
"""

from django.db.models import Q, QuerySet

from cms.models import ClassPage
from schools import affiliations, clock
from schools.affiliations import LEADS
from schools.models import Group, Person
from schools.models.dated import on_day
from schools.visibility.people import guardians_in, members, staff_at


def read_groups(viewer: Person | None) -> QuerySet[Group]:
    """Groups whose page the viewer may read."""
    groups = Group.objects.all()
    if viewer is None or not viewer.is_active:
        return groups.none()
    held = affiliations.of(viewer)
    # pupils, staff of the group, and homes of its pupils
    reasons = Q(pk__in=held.groups)
    # leaders and office of the school
    if held.led_schools:
        reasons |= Q(school__in=held.led_schools)
    return groups.filter(on_day(held.day), reasons)


def class_readers(group_id: int) -> QuerySet[Person]:
    """Everybody who may read the group's page: the inverse of ``read_groups``."""
    day = clock.today()
    everyone = Person.objects.filter(is_active=True)
    group = Group.objects.filter(on_day(day), pk=group_id).first()
    if group is None:
        return everyone.none()
    reasons = Q(pk__in=members([group.pk], day))
    reasons |= Q(pk__in=guardians_in([group.pk], day))
    reasons |= Q(pk__in=staff_at([group.school_id], day, LEADS))
    return everyone.filter(reasons)


def visible_class_pages(viewer: Person | None) -> QuerySet[ClassPage]:
    """Pages of the groups the viewer reads."""
    pages: QuerySet[ClassPage] = ClassPage.objects.filter(live=True)
    return pages.filter(group__in=read_groups(viewer).values("pk"))


def class_page_viewers(page: ClassPage) -> QuerySet[Person]:
    """Everybody who may read the page: the inverse of ``visible_class_pages``."""
    if not page.live or page.group_id is None:
        return Person.objects.none()
    return class_readers(page.group_id)
