"""The main job from end to end: four people, four browsers, and one who should see nothing."""

from types import SimpleNamespace

import pytest
from playwright.sync_api import Locator, expect

from tests.journeys.steps import book, fill_assignment
from tests.journeys.visitors import PHONE, Visitor, addresses_of_things
from tests.schools.files import samples

NEWS = "Vi går til Lade kirke på torsdag. Ta med refleksvest."
REMINDER = "Husk matpakke også."
ANSWER = "Takk, hun gleder seg!"


@pytest.fixture
def story(school, visit) -> SimpleNamespace:
    people = SimpleNamespace(
        **vars(school),
        teacher=visit("tone"),
        kari=visit("kari", viewport=PHONE),
        ola=visit("ola"),
        pupil=visit("nora"),
        outsider=visit("stian"),
    )
    people.everybody = [people.teacher, people.kari, people.ola, people.pupil]
    return people


def test_the_main_job_from_end_to_end(story):
    thread = _message_reaches_both_homes_without_reload(story)
    _it_is_confirmed_and_answered(story, thread)
    task = _assignment_is_handed_in_with_a_photo(story)
    _feedback_is_seen_when_it_is_published(story, task)
    _laptop_is_booked_by_the_pupil(story)
    _trolley_is_booked_and_the_31st_refused(story)
    _outsider_finds_none_of_it(story)
    _no_page_of_it_breaks_a_rule(story)
    assert [error for one in story.everybody for error in one.errors] == []


def _message(visitor: Visitor, text: str) -> Locator:
    return visitor.page.locator(".message__text", has_text=text)


def _message_reaches_both_homes_without_reload(story) -> str:
    for guardian in (story.kari, story.ola):
        guardian.goto("/meldinger/")
        expect(guardian.page.locator("html[data-live='open']")).to_be_attached()
    teacher = story.teacher
    teacher.goto(f"/meldinger/ny/klasse/?gruppe={story.group.uuid}")
    form = teacher.form()
    form.locator("[name=title]").fill("Tur på torsdag")
    form.locator("[name=body]").fill(NEWS)
    form.locator("[name=reply_policy][value=all]").check()
    teacher.send(form)
    thread = teacher.page.url.removeprefix(story.teacher.page.evaluate("location.origin"))
    for guardian in (story.kari, story.ola):
        row = guardian.page.locator(f"[href='{thread}']")
        expect(row).to_contain_text("Tur på torsdag")
        guardian.goto(thread)
        expect(_message(guardian, NEWS)).to_be_visible()
        expect(guardian.page.locator("html[data-live='open']")).to_be_attached()
    return thread


def _it_is_confirmed_and_answered(story, thread: str) -> None:
    teacher, kari, ola = story.teacher, story.kari, story.ola
    composer = teacher.page.locator("[data-composer]")
    composer.locator("[name=body]").fill(REMINDER)
    composer.locator("[name=asks_confirmation]").check()
    composer.locator("button[type=submit]:not([formaction])").click()
    for one in (teacher, kari, ola):
        expect(_message(one, REMINDER)).to_have_count(1)
    kari.page.locator("form[action$='/bekreft/'] button").first.click()
    expect(kari.page.locator(".confirm--done")).to_be_visible()
    kari.page.locator("[data-composer] [name=body]").fill(ANSWER)
    kari.page.locator("[data-composer] button[type=submit]:not([formaction])").click()
    for one in (teacher, ola):
        expect(_message(one, ANSWER)).to_have_count(1)
    teacher.goto(f"{thread}lesere/")
    expect(teacher.page.get_by_text("Kari Hansen")).to_be_visible()


def _assignment_is_handed_in_with_a_photo(story) -> str:
    teacher, pupil = story.teacher, story.pupil
    teacher.goto(f"/klasse/{story.group.uuid}/oppgaver/ny/")
    fill_assignment(teacher)
    task = teacher.page.url.removeprefix(teacher.page.evaluate("location.origin"))
    pupil.goto(f"/klasse/{story.group.uuid}/")
    pupil.page.locator(f"main [href='{task}']").first.click()
    hand_in = pupil.form("/lever/")
    hand_in.locator("[name=text]").fill("Snøen faller stille ned")
    photo = {"name": "tegning.jpg", "mimeType": "image/jpeg", "buffer": samples.picture()}
    hand_in.locator("input[type=file]").set_input_files([photo])
    pupil.send(hand_in)
    expect(pupil.page.get_by_text("Snøen faller stille ned").first).to_be_visible()
    pupil.page.locator("main img").first.scroll_into_view_if_needed()
    expect(pupil.page.locator("main img").first).not_to_have_js_property("naturalWidth", 0)
    return task


def _feedback_is_seen_when_it_is_published(story, task: str) -> None:
    teacher = story.teacher
    teacher.goto(f"{task}elev/{story.cast.nora.uuid}/")
    praise = "Fine bilder i diktet. Se på siste linje en gang til."
    form = teacher.page.locator("form:has([name=text])")
    form.locator("[name=text]").fill(praise)
    with teacher.page.expect_navigation():
        form.locator("button[type=submit]:not([name])").click()
    for one in (story.pupil, story.kari, story.ola):
        one.goto(task)
        expect(one.page.get_by_text(praise)).to_have_count(0)
    teacher.goto(f"{task}elev/{story.cast.nora.uuid}/")
    with teacher.page.expect_navigation():
        teacher.page.locator("form:has([name=text]) [name=publish]").click()
    for one in (story.pupil, story.kari, story.ola):
        one.goto(task)
        expect(one.page.get_by_text(praise)).to_be_visible()


def _laptop_is_booked_by_the_pupil(story) -> None:
    book(story.pupil, story.laptop, None, ("09:00", "10:00"))
    story.pupil.goto("/utstyr/mine/")
    expect(story.pupil.page.locator("main")).to_contain_text("Laptop 7")


def _trolley_is_booked_and_the_31st_refused(story) -> None:
    teacher = story.teacher
    book(teacher, story.trolley, 25, ("10:00", "11:00"))
    teacher.goto("/utstyr/mine/")
    expect(teacher.page.locator("main")).to_contain_text("Tralle A")
    book(teacher, story.trolley, 6, ("10:30", "11:30"))
    expect(teacher.page.locator(".panel--offer li")).to_have_count(3)
    expect(teacher.form().locator("[name=qty], [name=antall]")).to_have_value("6")
    book(teacher, story.trolley, 5, ("10:30", "11:30"))
    expect(teacher.page.locator(".panel--offer")).to_have_count(0)


def _outsider_finds_none_of_it(story) -> None:
    addresses = addresses_of_things(story.everybody)
    assert len(addresses) >= 8
    answers = {address: story.outsider.status_of(address) for address in addresses}
    assert answers == dict.fromkeys(addresses, 404)


def _no_page_of_it_breaks_a_rule(story) -> None:
    faults = [
        fault
        for visitor in [*story.everybody, story.outsider]
        for path in dict.fromkeys([*visitor.visited, "/i-dag/"])
        for fault in visitor.faults(path)
    ]
    assert not faults, "\n".join(faults)
