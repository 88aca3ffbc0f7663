"""A site with the cast, a trolley and a laptop, and a way to open browsers on it."""

from collections.abc import Callable, Iterator
from types import SimpleNamespace

import pytest
from playwright.sync_api import Browser

from devices.actions import bookables
from tests.cast import Cast
from tests.factories.devices import pool_with_units, single
from tests.journeys.visitors import Visitor
from tests.site import LiveSite


@pytest.fixture
def school(live_site: LiveSite, cast: Cast) -> SimpleNamespace:
    """What the journeys are about; the school lets its pupils book for themselves."""
    bookables.set_pupil_rules(actor=cast.ida, school=cast.lade, pupils_may_book=True)
    return SimpleNamespace(
        cast=cast,
        group=cast.class_6a,
        trolley=pool_with_units(cast.lade, 30, name="Tralle A"),
        laptop=single(cast.lade, name="Laptop 7", pupil_may_book=True),
    )


@pytest.fixture
def visit(
    live_site: LiveSite, cast: Cast, browser: Browser, signed_in_cookies: Callable
) -> Iterator[Callable[..., Visitor]]:
    """Opens a signed-in browser for somebody of the cast; closed at the end."""
    opened: list[Visitor] = []

    def open_for(name: str, **options: object) -> Visitor:
        cookies = signed_in_cookies(cast.people[name])
        opened.append(Visitor(browser, live_site.url, cookies, **options))
        return opened[-1]

    yield open_for
    for visitor in opened:
        visitor.context.close()
