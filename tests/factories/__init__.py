"""Plain rows for tests; what has rules of its own is made through the actions."""

from tests.factories.schools import (
    GroupFactory,
    GuardianshipFactory,
    MembershipFactory,
    PersonFactory,
    PositionFactory,
    PrivateFileFactory,
    SchoolFactory,
)

__all__ = [
    "GroupFactory",
    "GuardianshipFactory",
    "MembershipFactory",
    "PersonFactory",
    "PositionFactory",
    "PrivateFileFactory",
    "SchoolFactory",
]
