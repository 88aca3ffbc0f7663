"""Browsers of the cast, on the site of the tests that ask for one."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser

from schools.models import Person
from tests.journeys.visitors import Visitor
from tests.site import LiveSite


@pytest.fixture
def visit(
    browser: Browser, live_site: LiveSite, signed_in_cookies: Callable[[Person], Any]
) -> Iterator[Callable[..., Visitor]]:
    """Opens a signed-in browser for a person; closed at the end."""
    opened: list[Visitor] = []

    def open_for(person: Person, **options: object) -> Visitor:
        opened.append(Visitor(browser, live_site.url, signed_in_cookies(person), **options))
        return opened[-1]

    yield open_for
    for visitor in opened:
        visitor.context.close()
