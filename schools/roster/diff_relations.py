"""Memberships, positions and guardianships of a bundle against ours."""

from collections.abc import Iterable
from typing import Any, TypeVar

from schools.choices import Access, Responsibility, Source, Vouched
from schools.models import Group, Guardianship, Membership, Person, Position, School
from schools.roster.diff_rights import Vouching, access_of
from schools.roster.known import Known
from schools.roster.metadata import STRICTNESS
from schools.roster.plan import Part, Plan
from schools.roster.report import Report
from schools.roster.wanted import Term, Wanted, WantedGuardianship

Dated = TypeVar("Dated", Membership, Position)
Place = tuple[Any, Any, str]
_DENYING = (Responsibility.INFORMATION, Responsibility.NONE)


def diff_memberships(
    plan: Plan,
    known: Known,
    wanted: Wanted,
    people: dict[str, Person],
    groups: dict[str, Group],
) -> None:
    """Places in groups, met by person, group and role."""
    rows = {(row.person_id, row.group_id, row.role): row for row in known.memberships}
    kept = set()
    for (person, group, role), term in wanted.memberships.items():
        place = (people[person].pk, groups[group].pk, role)
        row = rows.get(place)
        kept.add(place)
        if row is None:
            ends = {"person": people[person], "group": groups[group], "role": role}
            plan.memberships.created.append(Membership(**ends, **_dates(known, term)))
        else:
            plan.memberships.put(row, {"starts": term.starts, "ends": term.ends})
    _end_vanished(plan, plan.memberships, rows, kept)


def diff_positions(
    plan: Plan,
    known: Known,
    wanted: Wanted,
    people: dict[str, Person],
    schools: dict[str, School],
) -> None:
    """Work at schools, met by person, school and role."""
    rows = {(row.person_id, row.school_id, row.role): row for row in known.positions}
    kept = set()
    for (person, school, role), term in wanted.positions.items():
        place = (people[person].pk, schools[school].pk, role)
        row = rows.get(place)
        kept.add(place)
        if row is None:
            ends = {"person": people[person], "school": schools[school], "role": role}
            plan.positions.created.append(Position(**ends, **_dates(known, term)))
        else:
            plan.positions.put(row, {"starts": term.starts, "ends": term.ends})
    _end_vanished(plan, plan.positions, rows, kept)


def _dates(known: Known, term: Term) -> dict[str, Any]:
    return {
        "starts": term.starts,
        "ends": term.ends,
        "source": Source.ROSTER,
        "source_key": known.prefix,
    }


def _end_vanished(
    plan: Plan, part: Part[Dated], rows: dict[Place, Dated], kept: Iterable[Place]
) -> None:
    for place in rows.keys() - set(kept):
        row = rows[place]
        if row.ends is None or row.ends > plan.today:
            part.end(row, plan.today)


class GuardianshipDiff:
    """One row per pair, whoever owns it: the source's rows follow it, the office's do not."""

    def __init__(self, plan: Plan, known: Known, vouching: Vouching, report: Report) -> None:
        self.plan = plan
        self.known = known
        self.vouching = vouching
        self.report = report
        self.rows = {(row.guardian_id, row.pupil_id): row for row in known.guardianships}

    def run(self, wanted: Wanted, people: dict[str, Person]) -> None:
        """Compare every pair, then end or question those that vanished."""
        kept = set()
        for (guardian, pupil), relation in wanted.guardianships.items():
            pair = (people[guardian].pk, people[pupil].pk)
            kept.add(pair)
            vouched = not wanted.says_responsibility and self.vouching.covers(
                pupil, Vouched.GUARDIANS
            )
            values = self._values(relation, vouched=vouched)
            if pair in self.rows:
                self._change(self.rows[pair], values)
            else:
                ends = {"guardian": people[guardian], "pupil": people[pupil]}
                row = Guardianship(
                    **ends, **values, source=Source.ROSTER, source_key=self.known.prefix
                )
                self.plan.guardianships.created.append(row)
        self._end_vanished(kept)

    def _values(self, relation: WantedGuardianship, *, vouched: bool) -> dict[str, Any]:
        access, waits = access_of(relation.responsibility, vouched=vouched)
        return {
            "responsibility": relation.responsibility,
            "access": access,
            "quarantined": waits,
            "household_key": relation.household,
        }

    def _change(self, row: Guardianship, values: dict[str, Any]) -> None:
        if row.source == Source.ROSTER and row.source_key == self.known.prefix:
            self.plan.guardianships.put(row, {**values, "ends": None})
        elif row.source == Source.OFFICE:
            self._heed(row, values)
        else:
            self.report.once("other_source", "users.csv", column="agentSourcedIds")

    def _heed(self, row: Guardianship, values: dict[str, Any]) -> None:
        """The office's decision stands, unless the register has become stricter since."""
        stated = values["responsibility"]
        if stated in _DENYING and _rank(stated) > _rank(row.responsibility):
            self.report.warn("office_differs", "users.csv", column="agentSourcedIds")
            waiting = {"access": Access.NONE, "ends": None, "quarantined": True}
            self.plan.guardianships.put(row, {"responsibility": stated, **waiting})
        else:
            self.plan.guardianships.unchanged += 1

    def _end_vanished(self, kept: set[tuple[int, int]]) -> None:
        for pair in self.rows.keys() - kept:
            row = self.rows[pair]
            if row.source_key != self.known.prefix:
                continue
            if row.source == Source.OFFICE:
                self._question(row)
            elif row.ends is None or row.ends > self.plan.today:
                self.plan.guardianships.end(row, self.plan.today)

    def _question(self, row: Guardianship) -> None:
        """The office let in somebody the register listed then, and does not any more."""
        if row.access != Access.NONE and not row.quarantined:
            self.report.warn("office_vanished", "users.csv", column="agentSourcedIds")
            self.plan.guardianships.put(row, {"quarantined": True})


def _rank(responsibility: str) -> int:
    return STRICTNESS.index(Responsibility(responsibility))
