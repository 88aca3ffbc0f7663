"""Homes: one pupil with the guardians who share a household key.

Without a key each guardian is a home of their own. Threads, answers and reach are
counted per home; a pupil's other home is never added unasked. A leaf below
``queries`` so that visibility, actions and other apps count homes the same way.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, F, QuerySet, Value, When
from django.db.models.functions import Cast, Concat

from schools.models import Guardianship, Person
from schools.queries.naming import beyond_name
from schools.visibility.people import standing

_UNUSED = {*beyond_name("pupil"), *beyond_name("guardian")} - {"pupil__sort_key"}


@dataclass(frozen=True)
class Home:
    """A pupil and the guardians of one household, by primary key and as people."""

    pupil: Person
    key: str
    guardians: tuple[Person, ...]

    @property
    def guardian_ids(self) -> frozenset[int]:
        """Primary keys of the guardians."""
        return frozenset(guardian.pk for guardian in self.guardians)


def home_key(guardianship: Guardianship) -> str:
    """The household's key; a guardian without one is told apart by their own id."""
    return guardianship.household_key or f"person-{guardianship.guardian_id}"


def with_home_key(rows: QuerySet[Guardianship]) -> QuerySet[Any]:
    """With ``home``: the same key, as the database makes it."""
    own = Concat(Value("person-"), Cast("guardian_id", CharField()), output_field=CharField())
    key = Case(When(household_key="", then=own), default=F("household_key"))
    return rows.annotate(home=key)


def homes_of(pupil_ids: Iterable[int], day: dt.date) -> list[Home]:
    """The homes of these pupils with a guardian who has access on that day. At most one query.

    In order of the pupil's name, then of the first guardian's. Of the people what their names
    need, and what pupils are sorted by.
    """
    keys = list(pupil_ids)
    if not keys:
        return []
    rows = (
        standing(day)
        .filter(pupil__among=keys, guardian__is_active=True)
        .select_related("pupil", "guardian")
        .defer(*_UNUSED)
        .order_by("pupil__sort_key", "pupil_id", "guardian__sort_key", "guardian_id")
    )
    found: dict[tuple[int, str], list[Guardianship]] = {}
    for row in rows:
        found.setdefault((row.pupil_id, home_key(row)), []).append(row)
    return [
        Home(held[0].pupil, key, tuple(row.guardian for row in held))
        for (_, key), held in found.items()
    ]
