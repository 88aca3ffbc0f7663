"""Which schools a run says something about: those of the bundle, and where something ends."""

from collections.abc import Iterable

from schools.models import School
from schools.roster.known import Known
from schools.roster.plan import Plan


def covered_schools(plan: Plan, known: Known, named: Iterable[School]) -> list[School]:
    """All of them, new ones not saved yet; empty when it cannot be said of a row that ends."""
    school_of = {group.pk: group.school_id for group in known.groups.values()}
    touched: set[int | None] = {group.school_id for group in plan.groups.ended}
    touched |= {school_of.get(row.group_id) for row in plan.memberships.ended}
    touched |= {row.school_id for row in plan.positions.ended}
    if None in touched:
        return []
    named = list(named)
    touched -= {school.pk for school in named}
    return [*named, *(school for school in known.schools if school.pk in touched)]
