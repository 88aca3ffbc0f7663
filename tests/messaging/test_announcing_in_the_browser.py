"""An announcement to any combination, in a browser: with and without scripts, keyboard, axe."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from messaging.models import Conversation
from tests.cast import Cast, build_cast
from tests.journeys.visitors import PHONE, Visitor
from tests.site import LiveSite

PAGE = "/meldinger/ny/kunngjoring/"
Visit = Callable[..., Visitor]


@pytest.fixture
def cast(live_site: LiveSite) -> Cast:
    return build_cast()


def tick(visitor: Visitor, label: str) -> None:
    visitor.page.locator(f"input[data-label='{label}']").check()


def choose(cast: Cast, leader: Visitor) -> None:
    """Two classes, all staff and one home."""
    leader.goto(PAGE)
    for label in ("6A – foresatte", "6B – foresatte", "Lade skole – ansatte"):
        tick(leader, label)
    leader.page.locator("[data-people-q]").fill("lise")
    leader.page.locator(f"[data-found] input[name=homes][value='{cast.lise.uuid}']").check()
    expect(leader.page.locator("[data-chips] button")).to_have_count(4)


def test_a_leader_chooses_looks_and_sends(cast: Cast, visit: Visit) -> None:
    leader = visit(cast.sissel)
    choose(cast, leader)
    line = leader.page.locator("[data-part=line]")
    expect(line).to_contain_text("7 foresatte til 4 elever, 5 ansatte")
    expect(line).to_contain_text("ikke har foreldreansvar")
    leader.page.locator("[data-show-readers]").first.click()
    listed = leader.page.locator("[data-readers]")
    expect(listed).to_contain_text("foresatt til elev i 6A")
    expect(listed).not_to_contain_text("Haddad")
    leader.page.get_by_label("Navn", exact=True).fill("hansen")
    expect(listed.locator("li")).to_have_count(2)
    form = leader.form()
    form.locator("[name=title]").fill("Foreldremøte")
    form.locator("[name=body]").fill("Jonas Berg viser vei.")
    form.locator("button[type=submit]:not([formaction])").click()
    notice = leader.page.locator("[data-sensitive-notice]")
    expect(notice).to_contain_text("navnet på en annen elev")
    form.locator("[name=body]").fill("Onsdag klokka 18 i gymsalen.")
    leader.send(form)
    sent = Conversation.objects.get()
    guardian = visit(cast.kari, viewport=PHONE)
    guardian.goto("/meldinger/")
    with guardian.page.expect_navigation():
        guardian.page.get_by_text("Foreldremøte").first.click()
    expect(guardian.page.locator("[data-messages]")).to_contain_text("Onsdag klokka 18")
    assert visit(cast.stian).status_of(f"/meldinger/{sent.uuid}/") == 404
    assert leader.errors == []


def test_what_is_chosen_stays_when_the_page_is_loaded_again(cast: Cast, visit: Visit) -> None:
    leader = visit(cast.sissel)
    choose(cast, leader)
    leader.goto(PAGE)
    chips = leader.page.locator("[data-chips] button")
    expect(chips).to_have_count(4)
    chips.first.click()
    expect(chips).to_have_count(3)
    expect(leader.page.locator("[data-part=line]")).not_to_contain_text("til 4 elever")


def test_choosing_and_sending_needs_no_scripts(cast: Cast, visit: Visit) -> None:
    leader = visit(cast.sissel, java_script_enabled=False)
    leader.goto(PAGE)
    tick(leader, "6A – foresatte")
    form = leader.form()
    form.locator("[name=title]").fill("Tur")
    form.locator("[name=body]").fill("Husk matpakke.")
    form.locator("[name=q]").fill("haugen")
    with leader.page.expect_navigation():
        form.locator("[data-search]").click()
    form.locator(f"input[name=people][value='{cast.odd.uuid}']").check()
    with leader.page.expect_navigation():
        form.locator("[data-show-readers]").first.click()
    expect(leader.page.locator("[data-readers]")).to_contain_text("valgt enkeltvis")
    leader.send(form)
    sent = Conversation.objects.get()
    assert sent.participants.count() == 2


def test_the_picker_is_used_by_keyboard_alone(cast: Cast, visit: Visit) -> None:
    leader = visit(cast.sissel)
    leader.goto(PAGE)
    leader.tab_to(leader.page.locator("input[data-label='6B – foresatte']"))
    leader.page.keyboard.press("Space")
    leader.tab_to(leader.page.locator("[data-people-q]"))
    leader.page.keyboard.type("haugen")
    expect(leader.page.locator("[data-found] input")).to_have_count(1)
    leader.tab_to(leader.page.locator("[data-found] input"))
    leader.page.keyboard.press("Space")
    expect(leader.page.locator("[data-chips] button")).to_have_count(2)
    leader.tab_to(leader.page.locator("[data-show-readers]").first)
    leader.page.keyboard.press("Enter")
    expect(leader.page.locator("[data-readers]")).to_contain_text("Odd Haugen")
    leader.tab_to(leader.page.locator("main [name=title]"))
    leader.page.keyboard.type("Tur")
    leader.page.keyboard.press("Enter")  # does not send
    leader.tab_to(leader.page.locator("main [name=body]"))
    leader.page.keyboard.type("Husk matpakke.")
    leader.press_through(leader.form().locator("button[type=submit]:not([formaction])"))
    assert Conversation.objects.get().title == "Tur"


def test_the_page_breaks_no_rule_of_axe(cast: Cast, visit: Visit) -> None:
    leader, teacher = visit(cast.sissel), visit(cast.tone)
    found = leader.faults(PAGE) + teacher.faults(PAGE)
    choose(cast, leader)
    leader.page.locator("[data-show-readers]").first.click()
    expect(leader.page.locator("[data-readers]")).to_contain_text("Kari Hansen")
    found += leader.faults(f"{PAGE}?gruppe={cast.class_6a.uuid}")
    assert found == []
