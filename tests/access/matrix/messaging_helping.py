"""Helpers of guardians: they have no column of their own, see ``test_helper.py``."""

from schools.choices import HelpScope
from tests import helping
from tests.access.pairs import Pair
from tests.access.rows import Row
from tests.cast import Cast

ROWS: list[Row] = []

PAIRS: list[Pair] = []


def objects(cast: Cast) -> dict[str, object]:
    """Halima helps Kari with Nora, Greta with what is common; Geir has no right of his own."""
    home, common = helping.somebody("Halima"), helping.somebody("Greta")
    helping.let_help(cast, home)
    helping.let_help(cast, common, scope=HelpScope.COMMON)
    helping.let_help(cast, cast.geir)
    helping.let_help(cast, cast.inger, guardian="mona", pupil="jonas")
    return {"home_helper": home, "common_helper": common}
