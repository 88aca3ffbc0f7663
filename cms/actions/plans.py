"""Writing, copying and publishing week plans."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from cms.choices import Weekday
from cms.models import PlanEntry, WeekPlan
from cms.policies import can_plan
from cms.visibility import read_groups
from schools import clock
from schools.actions import audit
from schools.exceptions import Conflict, InvalidInput, NotAllowed, NotVisible
from schools.models import Group, Person

MAX_LINES = 60


@dataclass(frozen=True)
class PlanLine:
    """One line as it is written; weekdays are ISO numbers 1-5, None for the whole week."""

    weekday: int | None = None
    subject: str = ""
    theme: str = ""
    goal: str = ""
    homework: str = ""
    due_weekday: int | None = None
    gear: str = ""

    @property
    def is_empty(self) -> bool:
        """Nothing was written on it."""
        return not any((self.subject, self.theme, self.goal, self.homework, self.gear))


def save_plan(
    *,
    actor: Person,
    group: Group,
    iso_year: int,
    iso_week: int,
    heading: str = "",
    to_home: str = "",
    lines: Sequence[PlanLine],
) -> WeekPlan:
    """Write the whole plan of one ISO week; what it held before is replaced.

    Raises NotVisible, NotAllowed, InvalidInput (``week``, ``lines``).
    """
    _may_plan(actor, group)
    _check_week(iso_year, iso_week)
    kept = [line for line in lines if not line.is_empty]
    _check_lines(kept)
    with transaction.atomic():
        plan = _locked(group, iso_year, iso_week)
        plan.heading, plan.to_home = heading.strip()[:120], to_home.strip()
        plan.updated_by, plan.updated_at = actor, clock.now()
        plan.save()
        plan.entries.all().delete()
        PlanEntry.objects.bulk_create(
            PlanEntry(plan=plan, order=order, **asdict(line)) for order, line in enumerate(kept)
        )
    return plan


def publish_plan(*, actor: Person, plan: WeekPlan, published: bool = True) -> WeekPlan:
    """Show the plan to the class and its homes, or take it back.

    Raises NotVisible, NotAllowed.
    """
    _may_plan(actor, plan.group)
    with transaction.atomic():
        plan.published_at = (plan.published_at or clock.now()) if published else None
        plan.save(update_fields=["published_at"])
        audit.record(
            actor=actor,
            action="week_plan.published" if published else "week_plan.withdrawn",
            about=plan,
            school_id=plan.group.school_id,
        )
    return plan


def copy_last_plan(*, actor: Person, group: Group, iso_year: int, iso_week: int) -> WeekPlan:
    """Start this week from the group's newest earlier plan; unpublished.

    Raises NotVisible, NotAllowed, InvalidInput when there is nothing to copy, Conflict when
    this week has lines already.
    """
    _may_plan(actor, group)
    _check_week(iso_year, iso_week)
    with transaction.atomic():
        plan = _locked(group, iso_year, iso_week)
        if plan.entries.exists():
            raise Conflict(_("This week has a plan already."))
        earlier = _newest_before(group, iso_year, iso_week)
        if earlier is None:
            raise InvalidInput(_("There is no earlier plan to copy."))
        plan.to_home, plan.updated_by, plan.updated_at = earlier.to_home, actor, clock.now()
        plan.save()
        entries = list(earlier.entries.all())
        for entry in entries:
            entry.pk, entry.plan = None, plan
        PlanEntry.objects.bulk_create(entries)
    return plan


def _may_plan(actor: Person, group: Group) -> None:
    if not read_groups(actor).filter(pk=group.pk).exists():
        raise NotVisible
    if not can_plan(actor, group):
        raise NotAllowed(_("Only those who teach the class can write its plans."))


def _check_week(iso_year: int, iso_week: int) -> None:
    try:
        dt.date.fromisocalendar(iso_year, iso_week, 1)
    except ValueError as error:
        raise InvalidInput(_("There is no such week."), "week") from error


def _check_lines(lines: Sequence[PlanLine]) -> None:
    if len(lines) > MAX_LINES:
        message = _("At most %(number)s lines fit in a plan.") % {"number": MAX_LINES}
        raise InvalidInput(message, "lines")
    for line in lines:
        if {line.weekday, line.due_weekday} - {None, *Weekday.values}:
            raise InvalidInput(_("Choose a day from Monday to Friday."), "lines")


def _locked(group: Group, iso_year: int, iso_week: int) -> WeekPlan:
    # the plan's own row: two teachers saving at once write one after the other
    WeekPlan.objects.get_or_create(
        group=group, iso_year=iso_year, iso_week=iso_week, defaults={"updated_at": clock.now()}
    )
    return WeekPlan.objects.select_for_update().get(
        group=group, iso_year=iso_year, iso_week=iso_week
    )


def _newest_before(group: Group, iso_year: int, iso_week: int) -> WeekPlan | None:
    earlier = WeekPlan.objects.filter(group=group, iso_year=iso_year, iso_week__lt=iso_week)
    older = WeekPlan.objects.filter(group=group, iso_year__lt=iso_year)
    with_lines = (earlier | older).filter(pk__in=PlanEntry.objects.values("plan"))
    return with_lines.order_by("-iso_year", "-iso_week").first()
