"""Reporting a message in a browser: without scripts, and with axe."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from messaging.models import MessageReport
from tests.cast import Cast, build_cast
from tests.journeys.visitors import Visitor
from tests.messaging import conversations as made
from tests.site import LiveSite


@pytest.fixture
def cast(live_site: LiveSite) -> Cast:
    return build_cast()


def test_a_guardian_reports_and_the_leader_removes_without_scripts(
    cast: Cast, visit: Callable[..., Visitor]
) -> None:
    thread = made.class_thread(cast)
    guardian = visit(cast.kari, java_script_enabled=False)
    guardian.goto(f"/meldinger/{thread.uuid}/")
    guardian.page.get_by_role("link", name="Meld fra", exact=True).click()
    guardian.page.get_by_label("Trussel eller frykt").check()
    guardian.send(guardian.form())
    expect(guardian.page.locator("[data-personal]")).to_contain_text(
        "Skolen har fått det du meldte fra om"
    )
    leader = visit(cast.sissel, java_script_enabled=False)
    leader.goto("/meldinger/meldt/")
    leader.page.get_by_role("link", name="Trussel eller frykt").click()
    leader.page.get_by_label("Fjernet meldingen for alle").check()
    leader.send(leader.form())
    guardian.goto(f"/meldinger/{thread.uuid}/")
    expect(guardian.page.locator("[data-messages]")).to_contain_text("Skolen har fjernet")


def test_pages_of_reports_break_no_rule_of_axe(cast: Cast, visit: Callable[..., Visitor]) -> None:
    thread = made.class_thread(cast)
    message = thread.messages.get()
    made.report(cast, thread)
    key = MessageReport.objects.get().uuid
    leader, guardian = visit(cast.sissel), visit(cast.mona)
    found = guardian.faults(f"/meldinger/{thread.uuid}/{message.uuid}/meld/")
    found += visit(cast.kari).faults(f"/meldinger/{thread.uuid}/")
    for path in (
        "/meldinger/meldt/",
        f"/meldinger/meldt/{key}/",
        f"/meldinger/regler/{cast.lade.uuid}/mottakere/",
        "/i-dag/",
    ):
        found += leader.faults(path)
    assert found == []
