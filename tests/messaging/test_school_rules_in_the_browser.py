"""Pages where a school says its rules, in a browser: axe, and life without scripts."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.cast import Cast, build_cast
from tests.journeys.visitors import Visitor
from tests.site import LiveSite


@pytest.fixture
def cast(live_site: LiveSite) -> Cast:
    return build_cast()


def test_a_leader_sets_the_rules_without_scripts(cast: Cast, visit: Callable[..., Visitor]) -> None:
    leader = visit(cast.sissel, java_script_enabled=False)
    leader.goto("/meldinger/regler/")
    leader.page.get_by_label("6. trinn").select_option("staff")
    leader.send(leader.form())
    expect(leader.page.get_by_label("6. trinn")).to_have_value("staff")


def test_the_page_of_rules_breaks_no_rule_of_axe(cast: Cast, visit: Callable[..., Visitor]) -> None:
    assert visit(cast.sissel).faults(f"/meldinger/regler/{cast.lade.uuid}/") == []
