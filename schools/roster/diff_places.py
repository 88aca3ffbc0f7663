"""Schools, school years and groups of a bundle against ours."""

from collections.abc import Iterable

from django.utils.text import slugify

from schools.choices import Source
from schools.models import Group, School, SchoolYear
from schools.roster.known import Known
from schools.roster.plan import Plan
from schools.roster.report import Report
from schools.roster.wanted import Wanted, WantedGroup, WantedSchool

_SLUG = 50


def diff_schools(plan: Plan, known: Known, wanted: Wanted) -> dict[str, School]:
    """Schools by key, met by organisation number; a school never ends by import."""
    by_number = {school.org_number: school for school in known.schools}
    slugs = {school.slug for school in known.schools}
    found = {}
    for key, each in wanted.schools.items():
        school = by_number.get(each.org_number)
        if school is None:
            school = _new_school(each, known.key(key), slugs)
            plan.schools.created.append(school)
        else:
            plan.schools.put(school, {"name": each.name})
        found[key] = school
    return found


def diff_years(plan: Plan, wanted: Wanted, report: Report) -> None:
    """School years that are missing; those of the municipality are not changed by a source."""
    known = {year.name: year for year in SchoolYear.objects.all()}
    for name, each in wanted.years.items():
        year = known.get(name)
        if year is None:
            plan.years.created.append(SchoolYear(name=name, starts=each.starts, ends=each.ends))
            continue
        plan.years.unchanged += 1
        if (year.starts, year.ends) != (each.starts, each.ends):
            report.warn("year_differs", "academicSessions.csv", value=name)


def diff_groups(
    plan: Plan, known: Known, wanted: Wanted, schools: dict[str, School]
) -> dict[str, Group]:
    """Groups by key, met by source id; those that vanished end today."""
    found = {}
    for key, each in wanted.groups.items():
        group = known.groups.get(known.key(key))
        if group is None:
            group = Group(
                school=schools[each.school],
                source=Source.ROSTER,
                source_key=known.key(key),
                **_values(each),
            )
            plan.groups.created.append(group)
        else:
            plan.groups.put(group, _values(each))
        found[key] = group
    _end_vanished(plan, known.groups.values(), {known.key(key) for key in wanted.groups})
    return found


def _end_vanished(plan: Plan, groups: Iterable[Group], kept: set[str]) -> None:
    for group in groups:
        if group.source_key not in kept and (group.ends is None or group.ends > plan.today):
            plan.groups.end(group, plan.today)


def _values(group: WantedGroup) -> dict[str, object]:
    names = ("kind", "name", "grade", "subject_code", "starts", "ends")
    return {name: getattr(group, name) for name in names}


def _new_school(school: WantedSchool, source_key: str, slugs: set[str]) -> School:
    slug = slugify(school.name.replace("ø", "o").replace("Ø", "O"))[:_SLUG] or school.org_number
    if slug in slugs:
        slug = f"{slug}-{school.org_number}"
    slugs.add(slug)
    grades = school.grades or {1, 7}
    return School(
        name=school.name,
        slug=slug,
        org_number=school.org_number,
        first_grade=min(grades),
        last_grade=max(grades),
        source_key=source_key,
    )
