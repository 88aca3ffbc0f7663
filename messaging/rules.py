"""What holds at a school that has set nothing. A leaf: values in, values out."""

from messaging.choices import PupilsMay

PUPILS_WRITE_FIRST_FROM_GRADE = 8


def usual(grade: int) -> PupilsMay:
    """Pupils answer; from lower secondary school they also write first to their own staff."""
    return PupilsMay.STAFF if grade >= PUPILS_WRITE_FIRST_FROM_GRADE else PupilsMay.ANSWER
