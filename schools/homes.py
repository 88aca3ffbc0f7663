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


@dataclass(frozen=True)
class HomeKeys:
    """A home by primary keys alone, for lists of a whole school.

    ``order`` is what its pupil is sorted by.
    """

    pupil: int
    key: str
    guardians: tuple[int, ...]
    order: str


def home_key(guardianship: Guardianship) -> str:
    """The household's key; a guardian without one is told apart by their own id."""
    return _key(guardianship.household_key, guardianship.guardian_id)


def _key(household: str, guardian: int) -> str:
    return household or f"person-{guardian}"


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
    rows = _in_order(keys, day).select_related("pupil", "guardian").defer(*_UNUSED)
    found: dict[tuple[int, str], list[Guardianship]] = {}
    for row in rows:
        found.setdefault((row.pupil_id, home_key(row)), []).append(row)
    return [
        Home(held[0].pupil, key, tuple(row.guardian for row in held))
        for (_, key), held in found.items()
    ]


def home_keys_of(pupil_ids: Iterable[int], day: dt.date) -> list[HomeKeys]:
    """The same homes in the same order, without people. At most one query."""
    keys = list(pupil_ids)
    if not keys:
        return []
    rows = _in_order(keys, day).values_list("pupil", "household_key", "guardian", "pupil__sort_key")
    found: dict[tuple[int, str, str], list[int]] = {}
    for pupil, household, guardian, order in rows:
        found.setdefault((pupil, _key(household, guardian), order), []).append(guardian)
    return [
        HomeKeys(pupil, key, tuple(guardians), order)
        for (pupil, key, order), guardians in found.items()
    ]


def _in_order(pupils: list[int], day: dt.date) -> QuerySet[Guardianship]:
    rows = standing(day).filter(pupil__among=pupils, guardian__is_active=True)
    return rows.order_by("pupil__sort_key", "pupil_id", "guardian__sort_key", "guardian_id")
