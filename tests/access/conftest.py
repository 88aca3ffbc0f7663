"""The objects of the matrix."""

import pytest

from tests.access.objects import make_objects
from tests.access.rows import Objects
from tests.cast import Cast


@pytest.fixture
def objects(cast: Cast) -> Objects:
    """The cast and what every app adds to it."""
    return make_objects(cast)
