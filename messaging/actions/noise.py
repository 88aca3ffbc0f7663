"""Counting what reaches homes: one row a school and week, written when the week is over."""

from messaging.models import NoiseWeek
from messaging.queries import noise_weeks
from schools import clock
from schools.models import School
from schools.statements import insert

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
    return sum(
        insert(noise_weeks.counted(school, week), unless_there=True)
        for school, week in missing[:_AT_ONCE]
    )
