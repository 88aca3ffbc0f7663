"""Private or in one group: what two homes see of each other, in real browsers."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.cast import Cast, build_cast
from tests.journeys.visitors import Visitor
from tests.site import LiveSite

Visit = Callable[..., Visitor]


@pytest.fixture
def cast(live_site: LiveSite) -> Cast:
    return build_cast()


def _write(visit: Visit, cast: Cast, *chosen: str, says: str) -> None:
    """Tone asks the homes of Nora and Jonas, with these choices made."""
    tone = visit(cast.tone)
    tone.goto(f"/meldinger/ny/hjem/?gruppe={cast.class_6a.uuid}")
    for label in ("Nora Hansen", "Jonas Berg", *chosen):
        tone.page.get_by_label(label, exact=True).check()
    expect(tone.page.locator("[data-readers-line]")).to_contain_text(says)
    tone.page.get_by_label("Overskrift").fill("Dugnad")
    tone.page.get_by_label("Tekst").fill("Kan dere komme på lørdag?")
    tone.send(tone.form())


def _open(visitor: Visitor) -> Page:
    visitor.goto("/meldinger/")
    visitor.page.locator(".row-link", has_text="Dugnad").first.click()
    visitor.page.wait_for_url(lambda url: url.rstrip("/").endswith("meldinger") is False)
    return visitor.page


def _answers(page: Page, field: str) -> None:
    page.get_by_label(field).fill("Vi kommer alle fire")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator(".message", has_text="Vi kommer alle fire")).to_be_visible()


def test_homes_with_private_threads_see_nothing_of_each_other(cast: Cast, visit: Visit) -> None:
    _write(visit, cast, says="ingen ser de andres svar")
    kari, mona = visit(cast.kari), visit(cast.mona)
    _answers(_open(kari), "Skriv en melding")
    other = _open(mona)
    expect(other.locator("[data-head]")).to_contain_text("Bare dette hjemmet og skolen")
    for secret in ("Vi kommer alle fire", "Kari", "Hansen", "Nora"):
        assert secret not in other.content()
    assert kari.faults(kari.visited[-1]) == []


def test_homes_in_a_group_thread_see_names_and_answers(cast: Cast, visit: Visit) -> None:
    _write(visit, cast, "Én gruppetråd", says="Alle ser navn og svar")
    kari, mona = visit(cast.kari), visit(cast.mona)
    _answers(_open(kari), "Skriv en melding")
    other = _open(mona)
    expect(other.locator("[data-head]")).to_contain_text("Alle ser navn og svar fra alle.")
    expect(other.locator("[data-head]")).to_contain_text("Kari Hansen")
    expect(other.locator(".message", has_text="Vi kommer alle fire")).to_contain_text("Kari Hansen")
    assert mona.faults(mona.visited[-1]) == []


@pytest.mark.parametrize("scripts", [True, False])
def test_an_answer_to_the_sender_alone_stays_between_home_and_school(
    cast: Cast, visit: Visit, scripts: bool
) -> None:
    _write(visit, cast, "Én gruppetråd", "Ja, bare til meg", says="Bare du leser svarene")
    kari, mona = (visit(one, java_script_enabled=scripts) for one in (cast.kari, cast.mona))
    group = _open(kari)
    expect(group.locator("[data-head]")).to_contain_text("Bare Tone Lie leser svarene.")
    path = kari.visited[-1]
    _answers(group, "Skriv et svar")
    expect(group.locator("[data-head]")).to_contain_text("Bare dette hjemmet og skolen")
    other = _open(mona)
    assert "Vi kommer alle fire" not in other.content()
    kari.goto(path)
    expect(kari.page.get_by_role("link", name="Svaret ditt")).to_be_visible()
    if scripts:
        assert kari.faults(path) == []


def test_the_form_for_homes_and_colleagues_breaks_no_rule_of_axe(cast: Cast, visit: Visit) -> None:
    tone = visit(cast.tone)
    assert tone.faults(f"/meldinger/ny/hjem/?gruppe={cast.class_6a.uuid}") == []
    assert tone.faults("/meldinger/ny/kolleger/") == []
    assert tone.faults("/meldinger/ny/") == []
