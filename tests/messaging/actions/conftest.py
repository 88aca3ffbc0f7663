"""What tests of the ladder's steps share."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.cast import Cast
from tests.messaging.outside import Outside, outside_world


@pytest.fixture
def outside(cast: Cast, settings: Any) -> Iterator[Outside]:
    """Nora's first home: Kari has a browser, e-mail and a mobile, Erik has nothing."""
    with outside_world(cast, settings) as world:
        yield world
