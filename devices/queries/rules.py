"""What the school lets its pupils book, and whether a pupil is in the right grade."""

import uuid as uuids

from django.db.models import QuerySet

from devices.models import SchoolDevicePolicy
from devices.visibility.managing import managed_schools
from schools import affiliations
from schools.exceptions import NotVisible
from schools.models import Group, Person, School
from schools.statements import written_once


def pupil_rules(school_id: int) -> SchoolDevicePolicy | None:
    """The school's rules; None means that pupils book nothing. One query."""
    rules = _rules(school_id)
    return rules[0] if rules else None


@written_once("school")
def _rules(school: int) -> QuerySet[SchoolDevicePolicy]:
    return SchoolDevicePolicy.objects.filter(school=school)


def in_grades(pupil: Person, rules: SchoolDevicePolicy) -> bool:
    """Whether the pupil goes to a grade of that school that may book. One query."""
    return Group.objects.filter(
        pk__in=affiliations.of(pupil).pupil_groups,
        school=rules.school_id,
        grade__range=(rules.first_grade, rules.last_grade),
    ).exists()


def own_groups(viewer: Person) -> list[Group]:
    """Groups the viewer may book for: those one works in. One query, none for others."""
    held = affiliations.of(viewer).staff_groups
    if not held:
        return []
    groups = Group.objects.filter(pk__in=held).select_related("school")
    return list(groups.order_by("grade", "name")[:60])


def managed_school(viewer: Person, uuid: uuids.UUID) -> School:
    """A school whose equipment the viewer looks after. Raises NotVisible."""
    school = School.objects.filter(pk__in=managed_schools(viewer), uuid=uuid).first()
    if school is None:
        raise NotVisible
    return school
