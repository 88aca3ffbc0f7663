"""Pages where a school says its rules, in a browser: axe, and life without scripts."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from schools.models import Person
from tests.cast import Cast, build_cast
from tests.journeys.visitors import Visitor
from tests.site import LiveSite


@pytest.fixture
def cast(live_site: LiveSite) -> Cast:
    return build_cast()


@pytest.fixture
def visit(
    browser: Browser, live_site: LiveSite, signed_in_cookies: Callable[[Person], Any]
) -> Iterator[Callable[..., Visitor]]:
    opened: list[Visitor] = []

    def open_for(person: Person, **options: object) -> Visitor:
        opened.append(Visitor(browser, live_site.url, signed_in_cookies(person), **options))
        return opened[-1]

    yield open_for
    for visitor in opened:
        visitor.context.close()


def test_a_leader_sets_the_rules_without_scripts(cast: Cast, visit: Callable[..., Visitor]) -> None:
    leader = visit(cast.sissel, java_script_enabled=False)
    leader.goto("/meldinger/regler/")
    leader.page.get_by_label("6. trinn").select_option("staff")
    leader.send(leader.form())
    expect(leader.page.get_by_label("6. trinn")).to_have_value("staff")


def test_the_page_of_rules_breaks_no_rule_of_axe(cast: Cast, visit: Callable[..., Visitor]) -> None:
    assert visit(cast.sissel).faults(f"/meldinger/regler/{cast.lade.uuid}/") == []
