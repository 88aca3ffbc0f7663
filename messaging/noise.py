"""What counts as much, and of how few nothing is told. Pure; a leaf."""

from collections.abc import Sequence

# Nothing is told of fewer homes than this: a number of four could be that of one.
FEWEST_HOMES = 5
# More than one a school day: then the writer is asked whether it can wait.
MANY = 6
# Of the municipal wall: what comes from here on, or before the morning, disturbs at home.
EVENING_HOUR, MORNING_HOUR = 17, 6


def median(numbers: Sequence[float]) -> float:
    """The middle one, or between the two in the middle. Of at least one number."""
    ordered = sorted(numbers)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def ninth_of_ten(numbers: Sequence[float]) -> float:
    """What nine of ten do not exceed (nearest rank). Of at least one number."""
    ordered = sorted(numbers)
    return ordered[-(-len(ordered) * 9 // 10) - 1]


def share(part: int, whole: int) -> int:
    """Whole per cent. ``whole`` is not 0."""
    return round(100 * part / whole)
