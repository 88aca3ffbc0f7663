"""Who may see a school's templates for messages: those who work there."""

from django.db.models import Q, QuerySet

from messaging.models import MessageTemplate
from schools import affiliations, clock
from schools.models import Group, Person
from schools.visibility.people import staff_at, staff_in


def visible_message_templates(viewer: Person | None) -> QuerySet[MessageTemplate]:
    """Templates of the schools the viewer works at, or teaches a group of."""
    rows = MessageTemplate.objects.all()
    if viewer is None or not viewer.is_active:
        return rows.none()
    held = affiliations.of(viewer)
    return rows.filter(school__in=held.staff_schools | held.staff_group_schools)


def message_template_viewers(template: MessageTemplate) -> QuerySet[Person]:
    """Everybody who sees it: the inverse of ``visible_message_templates``."""
    day, school = clock.today(), template.school_id
    groups = Group.objects.filter(school=school).values_list("pk")
    why = Q(pk__in=staff_at([school], day)) | Q(pk__in=staff_in(groups, day))
    return Person.objects.filter(why, is_active=True)
