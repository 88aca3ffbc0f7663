"""The main tasks by the keyboard alone: Tab, typing and Enter."""

import datetime as dt

from playwright.sync_api import expect

from schools import clock
from tests.journeys.steps import fill_assignment


def test_skip_link_comes_first_and_leads_to_the_content(school, visit):
    kari = visit("kari")
    kari.goto("/i-dag/")

    kari.page.keyboard.press("Tab")
    kari.page.keyboard.press("Enter")

    assert kari.page.url.endswith("#innhold") or kari.page.evaluate(
        "document.activeElement.closest('main') !== null"
    )


def test_class_is_written_to_and_answers_by_keyboard(school, visit):
    teacher, kari = visit("tone"), visit("kari")
    teacher.goto("/i-dag/")
    teacher.press_through(teacher.page.locator("[href='/meldinger/']:visible").first)
    teacher.press_through(teacher.page.locator("main [href='/meldinger/ny/']").first)
    teacher.press_through(teacher.page.locator("[href='/meldinger/ny/kunngjoring/']"))
    teacher.tab_to(teacher.page.locator("main [name=title]"))
    teacher.page.keyboard.type("Foreldremøte")
    teacher.tab_to(teacher.page.locator("main [name=body]"))
    teacher.page.keyboard.type("Onsdag klokka 18 i gymsalen.")
    teacher.press_through(teacher.form().locator("button[type=submit]:not([formaction])"))

    kari.goto("/meldinger/")
    kari.press_through(kari.page.locator("a:has-text('Foreldremøte')").first)
    expect(kari.page.get_by_text("Onsdag klokka 18 i gymsalen.").last).to_be_visible()


def test_work_is_handed_in_by_keyboard(school, visit):
    teacher, pupil = visit("tone"), visit("nora")
    teacher.goto(f"/klasse/{school.group.uuid}/oppgaver/ny/")
    fill_assignment(teacher)

    pupil.goto("/oppgaver/")
    pupil.press_through(pupil.page.locator("main a:has-text('Et dikt om vinteren')").first)
    form = pupil.form("/lever/")
    pupil.tab_to(form.locator("[name=text]"))
    pupil.page.keyboard.type("Snøen faller stille ned")
    pupil.press_through(form.locator("button[type=submit]").first)

    expect(pupil.page.get_by_text("Snøen faller stille ned").first).to_be_visible()


def test_laptop_is_booked_by_keyboard(school, visit):
    day = clock.nearest_school_day(clock.today() + dt.timedelta(days=1))
    pupil = visit("nora")
    pupil.goto(f"/utstyr/?dag={day:%Y-%m-%d}&fra=09:00&til=10:00&antall=1")
    pupil.press_through(pupil.page.locator(f"main [href*='{school.laptop.uuid}']").first)
    pupil.press_through(pupil.form().locator("button[type=submit]").last)

    pupil.goto("/utstyr/mine/")
    expect(pupil.page.locator("main")).to_contain_text("Laptop 7")
