"""What matters today in browsers: a guardian marks, who is on duty sees and takes, all live."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from messaging.actions import duty
from schools import clock
from tests.cast import Cast, build_cast
from tests.journeys.visitors import Visitor
from tests.messaging import conversations as made
from tests.site import LiveSite


@pytest.fixture
def cast(live_site: LiveSite) -> Cast:
    found = build_cast()
    duty.name_duty(
        actor=found.fresh("sissel"), school=found.lade, person=found.odd, starts=clock.today()
    )
    return found


def test_a_guardian_marks_and_who_is_on_duty_sees_and_takes_it_live(
    cast: Cast, visit: Callable[..., Visitor]
) -> None:
    thread = made.direct(cast)
    duty_page, teacher, guardian = visit(cast.odd), visit(cast.tone), visit(cast.kari)
    duty_page.goto("/meldinger/vakt/")
    expect(duty_page.page.locator("html[data-live=open]")).to_be_attached()
    teacher.goto(f"/meldinger/{thread.uuid}/")
    guardian.goto(f"/meldinger/{thread.uuid}/")
    for visitor in (teacher, guardian):
        expect(visitor.page.locator("html[data-live=open]")).to_be_attached()
    guardian.page.get_by_text("Gjelder det i dag?").click()
    guardian.page.get_by_label("Gjelder i dag", exact=True).select_option("pick_up")
    guardian.page.get_by_label("Skriv en melding").fill("Mormor henter kl. 12")
    guardian.page.get_by_role("button", name="Send", exact=True).click()
    expect(duty_page.page.locator("[data-duty]")).to_contain_text("Mormor henter kl. 12")
    for visitor in (teacher, guardian):
        expect(visitor.page.locator("[data-today]")).to_contain_text("Ingen der har tatt den ennå")
    duty_page.send(duty_page.form("/tatt/"))
    expect(duty_page.page.locator("[data-duty]")).to_contain_text("Tatt av Odd Haugen")
    for visitor in (teacher, guardian):
        expect(visitor.page.locator("[data-today]")).to_contain_text("Odd Haugen")
    assert guardian.page.get_by_label("Gjelder i dag", exact=True).input_value() == ""
    assert duty_page.errors + teacher.errors + guardian.errors == []


def test_all_of_it_works_without_scripts(cast: Cast, visit: Callable[..., Visitor]) -> None:
    guardian = visit(cast.kari, java_script_enabled=False)
    guardian.goto("/meldinger/ny/person/")
    guardian.page.get_by_label("Til").select_option(str(cast.tone.uuid))
    guardian.page.get_by_label("Overskrift").fill("Henting")
    guardian.page.get_by_label("Tekst").fill("Mormor henter kl. 12")
    guardian.page.get_by_label("Gjelder det i dag?").select_option("pick_up")
    guardian.send(guardian.form())
    expect(guardian.page.locator("[data-today]")).to_contain_text("Ingen der har tatt den ennå")
    on_duty = visit(cast.odd, java_script_enabled=False)
    on_duty.goto("/i-dag/")
    on_duty.page.get_by_role("link", name=re.compile("1 melding gjelder i dag")).click()
    on_duty.send(on_duty.form("/svar/"))
    on_duty.page.get_by_label("Skriv en melding").fill("Det er i orden")
    on_duty.page.get_by_role("button", name="Send", exact=True).click()
    guardian.page.reload()
    expect(guardian.page.locator("[data-messages]")).to_contain_text("Det er i orden")


def test_pages_of_duty_break_no_rule_of_axe(cast: Cast, visit: Callable[..., Visitor]) -> None:
    on_duty, leader, guardian = visit(cast.odd), visit(cast.sissel), visit(cast.kari)
    found = on_duty.faults("/meldinger/vakt/")
    first, mark = made.for_today(cast), made.for_today(cast)
    duty.take(actor=cast.fresh("odd"), mark=first)
    found += on_duty.faults("/meldinger/vakt/")
    found += on_duty.faults("/i-dag/")
    found += leader.faults(f"/meldinger/regler/{cast.lade.uuid}/vakt/")
    found += guardian.faults(f"/meldinger/{mark.message.conversation.uuid}/")
    found += guardian.faults("/meldinger/ny/person/")
    assert found == []
