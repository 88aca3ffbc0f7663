"""Who may see a weekly letter being put together: those who may write to the class."""

from django.db.models import Q, QuerySet

from messaging.models import WeeklyItem
from schools import affiliations, clock
from schools.affiliations import LEADS
from schools.models import Person
from schools.visibility.people import staff_at, staff_in


def visible_weekly_items(viewer: Person | None) -> QuerySet[WeeklyItem]:
    """What waits in letters of the viewer's groups, and of schools they lead or run."""
    items = WeeklyItem.objects.all()
    if viewer is None or not viewer.is_active:
        return items.none()
    held = affiliations.of(viewer)
    why = Q(letter__group__in=held.staff_groups) | Q(letter__group__school__in=held.led_schools)
    return items.filter(why)


def weekly_item_viewers(item: WeeklyItem) -> QuerySet[Person]:
    """Everybody who sees it: the inverse of ``visible_weekly_items``."""
    day, group = clock.today(), item.letter.group
    why = Q(pk__in=staff_in([group.pk], day)) | Q(pk__in=staff_at([group.school_id], day, LEADS))
    return Person.objects.filter(why, is_active=True)
