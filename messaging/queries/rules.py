"""What a school has said about messages, for those who set it."""

import uuid
from dataclasses import dataclass

from messaging.choices import PupilsMay, Side
from messaging.hours import Hours
from messaging.models import WritingRule
from messaging.queries import planning
from messaging.rules import usual
from schools import affiliations
from schools.exceptions import NotVisible
from schools.models import Person, School
from schools.queries.one import the_one


@dataclass(frozen=True)
class Rules:
    """One school's rules as they hold now; times are the municipal wall's."""

    school: School
    pupils_may: dict[int, PupilsMay]
    hours: dict[Side, Hours]


def schools_of(viewer: Person) -> list[School]:
    """Schools whose rules the viewer sets, by name. Raises NotVisible without any. One query."""
    led = affiliations.of(viewer).led_schools
    if not led:
        raise NotVisible
    return list(School.objects.filter(pk__in=led))


def school_of(viewer: Person, key: uuid.UUID) -> School:
    """One school whose rules the viewer sets. One query. Raises NotVisible, existing or not."""
    return the_one([one for one in schools_of(viewer) if one.uuid == key])


def rules(viewer: Person, key: uuid.UUID) -> Rules:
    """Three queries. Raises NotVisible, existing or not."""
    school = school_of(viewer, key)
    said = WritingRule.objects.filter(school=school).values_list("grade", "pupils_may")
    kept = {grade: PupilsMay(may) for grade, may in said}
    grades = range(school.first_grade, school.last_grade + 1)
    return Rules(
        school=school,
        pupils_may={grade: kept.get(grade, usual(grade)) for grade in grades},
        hours=planning.usual_at(school.pk),
    )
