"""What an announcement asks, in browsers: sums appear while one looks, and a new text asks anew."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from messaging.actions import messages
from messaging.choices import AskKind, Results
from tests.cast import Cast, build_cast
from tests.journeys.visitors import PHONE, Visitor
from tests.messaging import asks as made
from tests.site import LiveSite


@pytest.fixture
def cast(live_site: LiveSite) -> Cast:
    return build_cast()


def _asks_who_comes(teacher: Visitor, cast: Cast) -> str:
    teacher.goto(f"/meldinger/ny/kunngjoring/?gruppe={cast.class_6a.uuid}")
    form = teacher.form()
    form.locator("[name=title]").fill("Sommerfest")
    form.locator("[name=body]").fill("Vi griller på skolen.")
    expect(form.locator("[name=most_adults]")).to_be_hidden()
    form.get_by_label("Om de kommer").check()
    form.locator("[name=most_adults]").fill("2")
    form.locator("[name=most_children]").fill("3")
    teacher.send(form)
    return teacher.page.url.split("/meldinger/")[1].strip("/").split("#")[0]


def _answers(guardian: Visitor, thread: str, adults: int, children: int) -> None:
    guardian.goto(f"/meldinger/{thread}/")
    form = guardian.form("/svar/")
    form.get_by_label("Kommer", exact=True).check()
    form.get_by_label("Voksne").fill(str(adults))
    form.get_by_label("Barn").fill(str(children))
    guardian.send(form)
    expect(guardian.page.locator(".ask__given")).to_contain_text("Kommer")


def test_two_homes_say_how_many_come_and_the_teacher_sees_the_sums_live(
    cast: Cast, visit: Callable[..., Visitor]
) -> None:
    teacher = visit(cast.tone)
    thread = _asks_who_comes(teacher, cast)
    sums = teacher.page.locator(".sums__table tbody tr").first
    kari = visit(cast.kari, viewport=PHONE)
    _answers(kari, thread, 2, 1)
    expect(sums).to_contain_text("Kommer")
    expect(sums.locator("td")).to_have_text(["1", "2", "1"])
    _answers(visit(cast.mona, viewport=PHONE, java_script_enabled=False), thread, 1, 0)
    expect(sums.locator("td")).to_have_text(["2", "3", "1"])
    erik = visit(cast.erik, viewport=PHONE)
    erik.goto(f"/meldinger/{thread}/")
    expect(erik.page.locator(".ask__given")).to_contain_text("den andre foresatte i hjemmet")
    assert not teacher.errors + kari.errors


def test_what_is_chosen_stays_when_the_page_is_renewed(
    cast: Cast, visit: Callable[..., Visitor]
) -> None:
    ask = made.asked(cast, made.rsvp())
    erik = visit(cast.erik)
    erik.goto(f"/meldinger/{ask.conversation.uuid}/")
    form = erik.form("/svar/")
    form.get_by_label("Kommer ikke").check()
    made.say(cast, "kari", ask, made.coming(1))
    expect(erik.page.locator(".ask__given")).to_contain_text("Kommer, 1 voksen")
    expect(erik.form("/svar/").get_by_label("Kommer ikke")).to_be_checked()


def test_who_has_agreed_is_asked_anew_when_the_text_is_changed(
    cast: Cast, visit: Callable[..., Visitor]
) -> None:
    ask = made.asked(cast, made.asked_of(AskKind.AGREE))
    kari = visit(cast.kari, viewport=PHONE)
    kari.goto(f"/meldinger/{ask.conversation.uuid}/")
    kari.send(kari.form("/svar/"))
    expect(kari.page.locator(".ask__given")).to_contain_text("Lest og enig")
    messages.edit_message(
        actor=cast.fresh("tone"), message=ask.message, body="Vi drar på tur til sjøen"
    )
    expect(kari.page.locator(".ask")).to_contain_text("Teksten ble endret etter at du sa deg enig")
    kari.send(kari.form("/svar/"))
    expect(kari.page.locator(".ask__given")).to_be_visible()


def test_pages_of_asks_break_no_rule_of_axe(cast: Cast, visit: Callable[..., Visitor]) -> None:
    who_comes, agree = made.asked(cast, made.rsvp()), made.asked(cast, made.asked_of(AskKind.AGREE))
    poll = made.asked(cast, made.poll(results=Results.ALL, several=True))
    for name in ("kari", "mona", "jonas"):
        made.say(cast, name, poll, made.picked(0, 1))
    made.say(cast, "kari", who_comes, made.coming(2, 1))
    made.say(cast, "kari", agree, made.picked())
    teacher, guardian = visit(cast.tone), visit(cast.kari)
    found = teacher.faults(f"/meldinger/ny/kunngjoring/?gruppe={cast.class_6a.uuid}")
    for ask in (who_comes, agree, poll):
        thread = f"/meldinger/{ask.conversation.uuid}/"
        found += teacher.faults(thread)
        found += guardian.faults(thread)
        found += teacher.faults(f"{thread}{ask.message.uuid}/svarene/")
    agreed = f"/meldinger/{agree.conversation.uuid}/{agree.message.uuid}"
    found += teacher.faults(f"{agreed}/svar/for/")
    found += guardian.faults("/meldinger/?vis=utlopt")
    assert found == []
