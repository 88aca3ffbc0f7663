"""School years, days without lessons, bells, rooms and timetables."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from django.db import transaction
from django.utils.translation import gettext as _

from schools import affiliations, policies
from schools.actions import audit
from schools.choices import DayKind
from schools.exceptions import InvalidInput, NotAllowed
from schools.models import (
    BellSchedule,
    FreeDay,
    Group,
    Lesson,
    Period,
    Person,
    Room,
    School,
    SchoolYear,
)


@dataclass(frozen=True)
class FreeSpell:
    """Days without lessons, both ends included."""

    first: dt.date
    last: dt.date
    name: str
    kind: DayKind = DayKind.HOLIDAY


@dataclass(frozen=True)
class PlannedLesson:
    """One weekly lesson: ISO weekday and period number."""

    weekday: int
    period_number: int
    subject: str
    teacher: Person | None = None
    room: Room | None = None


@transaction.atomic
def open_school_year(
    *, actor: Person, name: str, starts: dt.date, ends: dt.date, free: Iterable[FreeSpell]
) -> SchoolYear:
    """Lay down a school year and the days that are free at every school. Safe to repeat.

    ``ends`` is the first day after it. Raises NotAllowed for all but municipal administrators.
    """
    if not affiliations.of(actor).is_municipal_admin:
        raise NotAllowed(_("Only administrators of the municipality may do this."))
    if ends <= starts:
        raise InvalidInput(_("The year must end after it starts."), "ends")
    year, _created = SchoolYear.objects.update_or_create(
        name=name, defaults={"starts": starts, "ends": ends}
    )
    _keep_free(None, free)
    audit.record(actor=actor, action="school_year_opened", about=year)
    return year


@transaction.atomic
def set_free_days(*, actor: Person, school: School, free: Iterable[FreeSpell]) -> None:
    """Add days without lessons at one school. Raises NotAllowed without its office."""
    _require_office(actor, school)
    _keep_free(school, free)
    audit.record(actor=actor, action="free_days_set", about=school, school_id=school.pk)


@transaction.atomic
def set_bells(
    *,
    actor: Person,
    school: School,
    name: str,
    times: Iterable[tuple[dt.time, dt.time]],
    weekdays: str = "12345",
) -> BellSchedule:
    """Put a bell schedule in place of the one of this name; times are wall clock, in order.

    Raises NotAllowed without the school's office, InvalidInput for overlapping lessons.
    """
    _require_office(actor, school)
    slots = list(times)
    if any(after[0] < before[1] for before, after in pairwise(slots)):
        raise InvalidInput(_("The lessons must not overlap."), "times")
    schedule, _created = BellSchedule.objects.update_or_create(
        school=school, name=name, defaults={"weekdays": weekdays}
    )
    schedule.periods.all().delete()
    Period.objects.bulk_create(
        Period(schedule=schedule, number=number, starts_at=starts, ends_at=ends)
        for number, (starts, ends) in enumerate(slots, start=1)
    )
    audit.record(actor=actor, action="bells_set", about=schedule, school_id=school.pk)
    return schedule


@transaction.atomic
def add_rooms(*, actor: Person, school: School, names: Iterable[str]) -> dict[str, Room]:
    """Rooms of these names at the school, new or already there. NotAllowed without its office."""
    _require_office(actor, school)
    wanted = list(names)
    Room.objects.bulk_create(
        (Room(school=school, name=name) for name in wanted), ignore_conflicts=True
    )
    audit.record(actor=actor, action="rooms_added", about=school, school_id=school.pk)
    return {room.name: room for room in Room.objects.filter(school=school, name__in=wanted)}


@transaction.atomic
def set_timetable(*, actor: Person, group: Group, lessons: Iterable[PlannedLesson]) -> None:
    """Put a weekly timetable in place of the group's.

    Raises NotAllowed for all but the group's staff and the school's office.
    """
    if not policies.can_administer_group(actor, group):
        raise NotAllowed(_("Only staff of the group may do this."))
    group.lessons.all().delete()
    Lesson.objects.bulk_create(
        Lesson(
            group=group,
            subject=lesson.subject,
            teacher=lesson.teacher,
            room=lesson.room,
            weekday=lesson.weekday,
            period_number=lesson.period_number,
        )
        for lesson in lessons
    )
    audit.record(actor=actor, action="timetable_set", about=group, school_id=group.school_id)


def _require_office(actor: Person, school: School) -> None:
    if not policies.can_run_office(actor, school):
        raise NotAllowed(_("Only leaders and the office of the school may do this."))


def _keep_free(school: School | None, free: Iterable[FreeSpell]) -> None:
    days = {
        spell.first + dt.timedelta(days=offset): spell
        for spell in free
        for offset in range((spell.last - spell.first).days + 1)
    }
    FreeDay.objects.filter(school=school, date__in=days).delete()
    FreeDay.objects.bulk_create(
        FreeDay(school=school, date=day, kind=spell.kind, name=spell.name)
        for day, spell in days.items()
    )
