"""Standing in, in a browser: without scripts, and with axe."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.cast import Cast, build_cast
from tests.journeys.visitors import Visitor
from tests.messaging import conversations as made
from tests.site import LiveSite


@pytest.fixture
def cast(live_site: LiveSite) -> Cast:
    return build_cast()


def test_a_teacher_lets_a_colleague_stand_in_without_scripts(
    cast: Cast, visit: Callable[..., Visitor]
) -> None:
    thread = made.direct(cast)
    teacher = visit(cast.tone, java_script_enabled=False)
    teacher.goto("/meldinger/vikar/")
    teacher.page.get_by_label("Kollega som er vikar").select_option(str(cast.odd.uuid))
    teacher.page.get_by_label("Alt som jeg kan lese").check()
    teacher.send(teacher.form())
    expect(teacher.page.locator("main")).to_contain_text("Odd Haugen er vikar for Tone Lie")
    substitute = visit(cast.odd, java_script_enabled=False)
    substitute.goto(f"/meldinger/{thread.uuid}/")
    expect(substitute.page.locator("[data-head]")).to_contain_text("Odd er vikar nå")
    teacher.send(teacher.form("/avslutt/"))
    expect(teacher.page.locator("main")).to_contain_text("Ingen er vikar")
    assert substitute.status_of(f"/meldinger/{thread.uuid}/") == 404


def test_the_page_of_stand_ins_breaks_no_rule_of_axe(
    cast: Cast, visit: Callable[..., Visitor]
) -> None:
    teacher = visit(cast.tone)
    found = teacher.faults("/meldinger/vikar/")
    teacher.page.get_by_label("Kollega som er vikar").select_option(str(cast.odd.uuid))
    teacher.send(teacher.form())
    found += teacher.faults("/meldinger/vikar/")
    assert found == []
