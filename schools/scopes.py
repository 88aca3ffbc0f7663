"""What a group of readers is drawn from, as one number: a group, a year, a role or a school.

A group is its own key. The others are negative: the school's key and two digits, 00 for all of
the school, 01 to 13 for a year and 21 and up for a role there. So all that a person belongs to
is one set of numbers, and whom something is for is found by one index.
"""

from dataclasses import dataclass

from schools.choices import GroupKind, PositionRole

# The groups that say which year a pupil is in; a teaching group may be of several.
KINDS_WITH_YEAR = (GroupKind.CLASS, GroupKind.YEAR)
DIGITS = 100
GRADES = range(1, 14)
ROLE_DIGITS = {
    PositionRole.LEADER: 21,
    PositionRole.OFFICE: 22,
    PositionRole.ICT: 23,
    PositionRole.TEACHER: 24,
    PositionRole.ASSISTANT: 25,
    PositionRole.EDITOR: 26,
}
_ROLES = {digits: role for role, digits in ROLE_DIGITS.items()}


@dataclass(frozen=True)
class Scope:
    """Read back from its number; ``group`` or ``school`` is set."""

    group: int | None = None
    school: int | None = None
    grade: int | None = None
    role: PositionRole | None = None


def of_school(school: int) -> int:
    """Everybody at the school."""
    return -school * DIGITS


def of_year(school: int, grade: int) -> int:
    """One year at the school."""
    return of_school(school) - grade


def of_role(school: int, role: str) -> int:
    """Those who hold this position at the school."""
    return of_school(school) - ROLE_DIGITS[PositionRole(role)]


def number_of(scope: Scope) -> int:
    """The number of a scope: what ``read`` reads."""
    if scope.group is not None:
        return scope.group
    school = scope.school or 0
    if scope.role is not None:
        return of_role(school, scope.role)
    return of_year(school, scope.grade or 0)


def read(number: int) -> Scope:
    """What a number stands for."""
    if number > 0:
        return Scope(group=number)
    school, digits = divmod(-number, DIGITS)
    if digits in _ROLES:
        return Scope(school=school, role=_ROLES[digits])
    return Scope(school=school, grade=digits or None)
