"""Everything that must be done can be done with scripts off."""

from playwright.sync_api import expect

from tests.journeys.steps import book, fill_assignment
from tests.journeys.visitors import PHONE
from tests.schools.files import samples


def test_writing_answering_handing_in_and_booking_need_no_scripts(school, visit):
    off = {"java_script_enabled": False}
    teacher, kari, pupil = (
        visit("tone", **off),
        visit("kari", viewport=PHONE, **off),
        visit("nora", **off),
    )

    thread = _an_announcement_is_confirmed(school, teacher, kari)
    assert teacher.status_of(thread) == 200
    _homes_are_written_to_and_answer(teacher, kari)
    _work_is_handed_in(school, teacher, pupil)
    book(pupil, school.laptop, None, ("09:00", "10:00"))
    pupil.goto("/utstyr/mine/")
    expect(pupil.page.locator("main")).to_contain_text("Laptop 7")


def _an_announcement_is_confirmed(school, teacher, kari) -> str:
    teacher.goto(f"/meldinger/ny/kunngjoring/?gruppe={school.group.uuid}")
    form = teacher.form()
    form.locator("[name=title]").fill("Foreldremøte")
    form.locator("[name=body]").fill("Onsdag klokka 18 i gymsalen.")
    form.locator("[name=ask][value=read]").check()
    teacher.send(form)
    kari.goto("/meldinger/")
    with kari.page.expect_navigation():
        kari.page.get_by_text("Foreldremøte").first.click()
    kari.send(kari.page.locator("form[action$='/bekreft/']"))
    expect(kari.page.locator(".confirm--done")).to_be_visible()
    return teacher.visited[-1]


def _homes_are_written_to_and_answer(teacher, kari) -> None:
    teacher.goto("/meldinger/ny/hjem/")
    form = teacher.form()
    form.get_by_label("Nora Hansen").check()
    form.locator("[name=title]").fill("Lesing")
    form.locator("[name=body]").fill("Nora leser så fint nå.")
    teacher.send(form)
    kari.goto("/meldinger/")
    with kari.page.expect_navigation():
        kari.page.get_by_text("Lesing").first.click()
    composer = kari.page.locator("[data-composer]")
    composer.locator("[name=body]").fill("Så hyggelig å høre!")
    kari.send(composer)
    expect(kari.page.locator(".message__text", has_text="Så hyggelig")).to_have_count(1)


def _work_is_handed_in(school, teacher, pupil) -> None:
    teacher.goto(f"/klasse/{school.group.uuid}/oppgaver/ny/")
    fill_assignment(teacher)
    pupil.goto("/oppgaver/")
    with pupil.page.expect_navigation():
        pupil.page.get_by_text("Et dikt om vinteren").first.click()
    form = pupil.form("/lever/")
    form.locator("[name=text]").fill("Snøen faller stille ned")
    photo = {"name": "tegning.jpg", "mimeType": "image/jpeg", "buffer": samples.picture()}
    form.locator("input[type=file]").set_input_files([photo])
    pupil.send(form)
    expect(pupil.page.get_by_text("Snøen faller stille ned").first).to_be_visible()
