"""A bundle against the database: the whole plan. Reads only."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model, Q, QuerySet

from schools import clock
from schools.choices import Source
from schools.models import Guardianship, Membership, Person, Position
from schools.roster import known as known_rows
from schools.roster.coverage import covered_schools
from schools.roster.diff_people import PeopleDiff
from schools.roster.diff_places import diff_groups, diff_schools, diff_years
from schools.roster.diff_relations import GuardianshipDiff, diff_memberships, diff_positions
from schools.roster.diff_rights import Vouching, protections
from schools.roster.known import Known
from schools.roster.plan import Plan
from schools.roster.report import Report
from schools.roster.wanted import Wanted

_CHUNK = 500


def make_plan(wanted: Wanted, report: Report) -> Plan:
    """What this run would create, change and end. Nothing is written."""
    plan = Plan(wanted.system, clock.today())
    hashes = {person.number_hash for person in wanted.people.values() if person.number_hash}
    known = known_rows.load(wanted.system, hashes)
    plan.is_first = not known.people
    schools = diff_schools(plan, known, wanted)
    diff_years(plan, wanted, report)
    groups = diff_groups(plan, known, wanted, schools)
    had = _holders(known, plan)
    vouching = Vouching(wanted, known, schools)
    people = _diff_people(PeopleDiff(plan, known, wanted, report), vouching, had)
    diff_memberships(plan, known, wanted, people, groups)
    diff_positions(plan, known, wanted, people, schools)
    GuardianshipDiff(plan, known, vouching, report).run(wanted, people)
    _end_accounts(plan, known, {person.pk for person in people.values()}, had)
    plan.covered = covered_schools(plan, known, schools.values())
    return plan


def _diff_people(diff: PeopleDiff, vouching: Vouching, had: set[int]) -> dict[str, Person]:
    wanted = diff.wanted
    current = {key: diff.match(person) for key, person in wanted.people.items()}
    # An import closes accounts only together with all their rows: a closed account that
    # still has some was closed by somebody here, and stays closed.
    closed = {person.pk for person in current.values() if person and not person.is_active}
    diff.reopened = closed - had
    return diff.run(protections(wanted, vouching, current))


def _holders(known: Known, plan: Plan) -> set[int]:
    """People who hold something of this source today."""
    rows: list[Membership | Position] = [*known.memberships, *known.positions]
    held = {row.person_id for row in rows if _is_open(row, plan)}
    for row in known.guardianships:
        if row.source_key == known.prefix and _is_open(row, plan):
            held |= {row.guardian_id}
    return held


def _is_open(row: Membership | Position | Guardianship, plan: Plan) -> bool:
    return row.ends is None or row.ends > plan.today


def _end_accounts(plan: Plan, known: Known, kept: set[int], had: set[int]) -> None:
    """Close the accounts of those who vanished and have nothing left from anybody."""
    ours = {person.pk: person for person in known.people.values() if person.is_active}
    plan.accounts = len(ours)
    left = _holders(known, plan) | _gaining(plan)
    losing = (ours.keys() & had) - left
    vanished = ours.keys() - kept - left
    free = (losing | vanished) - _held_elsewhere(losing | vanished, known, plan) - known.guarded
    for pk in sorted(vanished & free):
        ours[pk].is_active = False
        ours[pk].session_epoch += 1
        plan.people.ended.append(ours[pk])
    if plan.people.ended:
        plan.people.fields |= {"is_active", "session_epoch"}
    plan.losing = len(free)


def _gaining(plan: Plan) -> set[int]:
    """People we know who get something new."""
    places: list[Membership | Position] = [*plan.memberships.created, *plan.positions.created]
    guardians = {row.guardian_id for row in plan.guardianships.created}
    return {row.person_id for row in places} | guardians


def _held_elsewhere(people: Iterable[int], known: Known, plan: Plan) -> set[int]:
    """Those of the people who hold a row that another source owns."""
    ids = sorted(people)
    still = Q(ends__isnull=True) | Q(ends__gt=plan.today)
    ours = Q(source=Source.ROSTER, source_key=known.prefix)
    found: set[int] = set()
    for start in range(0, len(ids), _CHUNK):
        some = ids[start : start + _CHUNK]
        tables = ((Membership, "person"), (Position, "person"), (Guardianship, "guardian"))
        for table, column in tables:
            rows = _rows(table).filter(still, **{f"{column}__in": some}).exclude(ours)
            found |= set(rows.values_list(column, flat=True))
    return found


def _rows(table: type[Model]) -> QuerySet[Any]:
    return table._default_manager.all()
