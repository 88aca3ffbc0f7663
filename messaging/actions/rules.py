"""What a school says about messages: who writes first, and the usual hours."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from messaging import policies
from messaging.choices import PupilsMay, Side
from messaging.hours import USUAL, Hours
from messaging.models import SchoolHours, WritingRule
from messaging.rules import usual
from schools.actions import audit
from schools.exceptions import InvalidInput, NotVisible
from schools.models import Person, School
from schools.statements import upsert


def set_rules(
    *,
    actor: Person,
    school: School,
    pupils_may: Mapping[int, PupilsMay],
    hours: Mapping[Side, Hours],
) -> None:
    """Keep to whom pupils may write first, by grade, and when notices come, by side.

    Hours are times of the municipal wall. What is as usual is not kept, so that it follows what
    is usual. Grades and sides that are not named stay as they are. Raises NotVisible for a
    school the actor neither leads nor runs the office of, InvalidInput for a grade it has not.
    """
    if not policies.can_set_rules(actor, school):
        raise NotVisible
    if any(not school.first_grade <= grade <= school.last_grade for grade in pupils_may):
        raise InvalidInput(_("The school has no such grade."))
    with transaction.atomic():
        for grade, may in pupils_may.items():
            _keep_rule(school, grade, may)
        for side, said in hours.items():
            _keep_hours(school, side, said)
        rules = {str(grade): may.value for grade, may in pupils_may.items()}
        audit.record(
            actor=actor, action="rules.set", about=school, school_id=school.pk, pupils_may=rules
        )


def _keep_rule(school: School, grade: int, may: PupilsMay) -> None:
    if may == usual(grade):
        WritingRule.objects.filter(school=school, grade=grade).delete()
        return
    row = WritingRule(school=school, grade=grade, pupils_may=may)
    upsert(row, unique=("school", "grade"), update=("pupils_may",))


def _keep_hours(school: School, side: Side, hours: Hours) -> None:
    fields = ("quiet_from", "quiet_until", "free_days_quiet", "digest_at")
    said = {name: getattr(hours, name) for name in fields}
    if all(getattr(USUAL[side], name) == value for name, value in said.items()):
        SchoolHours.objects.filter(school=school, side=side).delete()
        return
    row = SchoolHours(school=school, side=side, **said)
    upsert(row, unique=("school", "side"), update=fields)
