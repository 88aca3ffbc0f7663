"""Who looks after a school's equipment: its ICT contact, leader and office."""

import datetime as dt
from collections.abc import Iterable

from schools import affiliations
from schools.affiliations import LEADS
from schools.choices import PositionRole
from schools.models import Person
from schools.visibility.columns import Column
from schools.visibility.people import staff_at

MANAGES = frozenset({*LEADS, PositionRole.ICT})


def managed_schools(viewer: Person) -> frozenset[int]:
    """Ids of the schools whose equipment the viewer looks after."""
    return affiliations.of(viewer).schools_as(*MANAGES)


def managers_of(schools: Iterable[int], day: dt.date) -> Column:
    """Ids of those who look after these schools' equipment."""
    return staff_at(schools, day, MANAGES)
