"""Who sees a week plan: the readers of the class when it is published, its staff before."""

from django.db.models import Q, QuerySet

from cms.models import WeekPlan
from cms.visibility.groups import class_readers, read_groups
from schools import affiliations, clock
from schools.models import Person
from schools.visibility.people import staff_in


def visible_week_plans(viewer: Person | None) -> QuerySet[WeekPlan]:
    """Published plans of the groups one reads, and all plans of the groups one is staff of."""
    plans = WeekPlan.objects.all()
    if viewer is None or not viewer.is_active:
        return plans.none()
    reasons = Q(published_at__isnull=False)
    reasons |= Q(group__in=affiliations.of(viewer).staff_groups)
    return plans.filter(reasons, group__in=read_groups(viewer).values("pk"))


def week_plan_viewers(plan: WeekPlan) -> QuerySet[Person]:
    """Everybody who may see the plan: the inverse of ``visible_week_plans``."""
    readers = class_readers(plan.group_id)
    if plan.published_at is not None:
        return readers
    return readers.filter(pk__in=staff_in([plan.group_id], clock.today()))
