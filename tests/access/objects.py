"""All that the rows and pairs of every app speak of, made once per test."""

from types import ModuleType, SimpleNamespace

from tests.access.matrix import (
    cms,
    config,
    devices,
    messaging,
    messaging_announcing,
    messaging_asks,
    messaging_duty,
    messaging_helping,
    messaging_letters,
    messaging_noise,
    messaging_sensitive,
    messaging_speech,
    messaging_templates,
    schools,
    schools_office,
)
from tests.access.pairs import Pair
from tests.access.rows import Objects, Row
from tests.cast import Cast

# In the order the apps build on each other.
MODULES: tuple[ModuleType, ...] = (
    schools,
    schools_office,
    messaging,
    messaging_sensitive,
    messaging_asks,
    messaging_speech,
    messaging_duty,
    messaging_noise,
    messaging_letters,
    messaging_announcing,
    messaging_templates,
    messaging_helping,
    devices,
    cms,
    config,
)


def all_rows() -> list[Row]:
    """Rows of every app."""
    return [row for module in MODULES for row in module.ROWS]


def all_pairs() -> list[Pair]:
    """Pairs of every app."""
    return [pair for module in MODULES for pair in module.PAIRS]


def make_objects(cast: Cast) -> Objects:
    """``objects.cast`` and everything the matrix modules add."""
    found: dict[str, object] = {"cast": cast}
    for module in MODULES:
        found |= module.objects(cast)
    return SimpleNamespace(**found)
