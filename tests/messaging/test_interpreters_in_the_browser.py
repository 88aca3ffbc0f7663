"""Interpreters in a browser: without scripts, and with axe."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from messaging.actions import interpreters
from tests.cast import Cast, build_cast
from tests.journeys.visitors import Visitor
from tests.messaging import conversations as made
from tests.site import LiveSite


@pytest.fixture
def cast(live_site: LiveSite) -> Cast:
    return build_cast()


def test_a_guardian_asks_and_the_office_arranges_without_scripts(
    cast: Cast, visit: Callable[..., Visitor]
) -> None:
    thread = made.direct(cast)
    guardian = visit(cast.kari, java_script_enabled=False)
    guardian.goto(f"/meldinger/{thread.uuid}/")
    guardian.page.get_by_role("link", name="Be om tolk").click()
    guardian.page.get_by_label("Hvilket språk?").select_option("so")
    guardian.send(guardian.form())
    expect(guardian.page.locator("[data-head]")).to_contain_text("Det er bedt om tolk: Somali")
    office = visit(cast.hanne, java_script_enabled=False)
    office.goto("/meldinger/tolk/")
    office.page.get_by_role("link", name="hjemmet til Nora Hansen").click()
    office.page.get_by_label("Hvem tolker, og når?").fill("Mina Tolk, torsdag kl. 10")
    office.send(office.form())
    expect(office.page.locator("main")).to_contain_text("Mina Tolk, torsdag kl. 10")
    guardian.page.reload()
    expect(guardian.page.locator("[data-head]")).to_contain_text("Mina Tolk, torsdag kl. 10")


def test_pages_of_interpreters_break_no_rule_of_axe(
    cast: Cast, visit: Callable[..., Visitor]
) -> None:
    thread, other = made.direct(cast), made.direct(cast)
    need = interpreters.ask(actor=cast.fresh("kari"), conversation=thread, language="ar")
    guardian, office = visit(cast.kari), visit(cast.hanne)
    found = guardian.faults(f"/meldinger/{thread.uuid}/tolk/")
    found += guardian.faults(f"/meldinger/{other.uuid}/tolk/")
    found += guardian.faults(f"/meldinger/{thread.uuid}/")
    found += office.faults("/meldinger/tolk/")
    found += office.faults(f"/meldinger/tolk/{need.uuid}/")
    assert found == []
