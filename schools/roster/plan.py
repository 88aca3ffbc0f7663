"""The difference between a bundle and the database: a value, nothing is written here."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from django.db import models

from schools.models import (
    ExternalId,
    Group,
    Guardianship,
    Membership,
    Person,
    Position,
    School,
    SchoolYear,
)

Table = TypeVar("Table", bound=models.Model)
ENDS_SHARE = 0.05
ENDS_NUMBER = 20


@dataclass
class Part(Generic[Table]):
    """What happens to the rows of one table. ``changed`` and ``ended`` rows carry new values."""

    created: list[Table] = field(default_factory=list)
    changed: list[Table] = field(default_factory=list)
    ended: list[Table] = field(default_factory=list)
    unchanged: int = 0
    fields: set[str] = field(default_factory=set)

    def put(self, row: Table, values: dict[str, Any]) -> bool:
        """Give a row that exists these values; True when any of them is new."""
        new = {name: value for name, value in values.items() if getattr(row, name) != value}
        if not new:
            self.unchanged += 1
            return False
        for name, value in new.items():
            setattr(row, name, value)
        self.fields |= new.keys()
        self.changed.append(row)
        return True

    def end(self, row: Table, today: dt.date) -> None:
        """Let a dated row end today; one that has not begun never held."""
        starts = getattr(row, "starts", None)
        row.ends = max(today, starts) if starts else today  # type: ignore[attr-defined]
        self.fields.add("ends")
        self.ended.append(row)

    def counts(self) -> dict[str, int]:
        """For the preview and the record of the run."""
        return {
            "created": len(self.created),
            "changed": len(self.changed),
            "ended": len(self.ended),
            "unchanged": self.unchanged,
        }

    @property
    def writes(self) -> int:
        """Rows that would be written."""
        return len(self.created) + len(self.changed) + len(self.ended)


@dataclass
class Plan:
    """All that one run would do, in the order it is written."""

    system: str
    today: dt.date
    schools: Part[School] = field(default_factory=Part)
    years: Part[SchoolYear] = field(default_factory=Part)
    groups: Part[Group] = field(default_factory=Part)
    people: Part[Person] = field(default_factory=Part)
    identities: Part[ExternalId] = field(default_factory=Part)
    memberships: Part[Membership] = field(default_factory=Part)
    positions: Part[Position] = field(default_factory=Part)
    guardianships: Part[Guardianship] = field(default_factory=Part)
    # accounts of this source that are open now, and how many of them would be left with nothing
    accounts: int = 0
    losing: int = 0
    is_first: bool = False
    covered: list[School] = field(default_factory=list)  # empty: not known

    @property
    def parts(self) -> dict[str, Part[Any]]:
        """By the name they have in ``RosterRun.counts``."""
        names = ("schools", "years", "groups", "people", "identities")
        relations = ("memberships", "positions", "guardianships")
        return {name: getattr(self, name) for name in (*names, *relations)}

    @property
    def writes(self) -> int:
        """Rows that would be written in all."""
        return sum(part.writes for part in self.parts.values())

    @property
    def ends_many(self) -> bool:
        """More than 5 % or more than 20 accounts would end, and it is not the first import."""
        if self.is_first:
            return False
        return self.losing > ENDS_NUMBER or self.losing > ENDS_SHARE * self.accounts

    def counts(self) -> dict[str, Any]:
        """What is kept of the plan."""
        parts = {name: part.counts() for name, part in self.parts.items()}
        return {**parts, "accounts": {"open": self.accounts, "ending": self.losing}}

    def touched_people(self) -> set[int]:
        """Ids of people whose roles change; asked after writing."""
        rows: Iterable[Any] = (
            *_written(self.memberships),
            *_written(self.positions),
            *_written(self.people),
        )
        touched = {row.pk if isinstance(row, Person) else row.person_id for row in rows}
        for row in _written(self.guardianships):
            touched |= {row.guardian_id, row.pupil_id}
        return touched


def _written(part: Part[Table]) -> list[Table]:
    return [*part.created, *part.changed, *part.ended]
