"""Counting what reaches homes: one row a school and week, written when the week is over."""

import datetime as dt
import logging

from django.db import transaction

from messaging.models import NoiseWeek
from messaging.queries import noise_weeks
from schools import clock
from schools.models import School
from schools.statements import insert

log = logging.getLogger(__name__)

_AT_ONCE = 100


def count_weeks() -> int:
    """Write the rows that are missing, the newest first; returns how many.

    Safe to run twice, and beside each other: what is there already stays as it was counted.
    At most a hundred at a time; the next round takes the rest.
    """
    weeks = noise_weeks.weeks_to_count(clock.today())
    kept = set(NoiseWeek.objects.filter(week__gte=weeks[-1]).values_list("school", "week"))
    schools = list(School.objects.all())
    missing = [(one, week) for week in weeks for one in schools if (one.pk, week) not in kept]
    return sum(_count(school, week) for school, week in missing[:_AT_ONCE])


def _count(school: School, week: dt.date) -> bool:
    try:
        with transaction.atomic():
            return insert(noise_weeks.counted(school, week), unless_there=True)
    except Exception:
        # this school's own fault: the others are counted, and it is tried again
        log.exception("A week of a school could not be counted.")
        return False
