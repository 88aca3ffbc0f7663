"""An announcement pinned for all, and one that waits, in browsers; with axe."""

import datetime as dt
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from messaging.models import Conversation, ScheduledAnnouncement
from schools import clock
from tests.cast import Cast, build_cast
from tests.journeys.visitors import PHONE, Visitor
from tests.messaging import conversations as made
from tests.site import LiveSite

Visit = Callable[..., Visitor]


@pytest.fixture
def cast(live_site: LiveSite) -> Cast:
    return build_cast()


def test_what_is_pinned_for_all_goes_to_the_top_of_an_open_list(cast: Cast, visit: Visit) -> None:
    one, newer = made.announcement(cast), made.class_thread(cast)
    guardian, teacher = visit(cast.kari, viewport=PHONE), visit(cast.tone)
    guardian.goto("/meldinger/")
    expect(guardian.page.locator("html[data-live='open']")).to_be_attached()
    first = guardian.page.locator(".rows a").first
    expect(first).to_have_attribute("data-conversation", str(newer.uuid))
    teacher.goto(f"/meldinger/{one.uuid}/")
    page = f"/meldinger/{one.uuid}/feste/alle/"
    with teacher.page.expect_navigation():
        teacher.page.locator(f"a[href='{page}']").click()
    teacher.send(teacher.form())
    expect(first).to_have_attribute("data-conversation", str(one.uuid))
    found = teacher.faults(page) + teacher.faults(f"/meldinger/{one.uuid}/")
    assert found + guardian.faults("/meldinger/") == []
    teacher.goto(f"/meldinger/{one.uuid}/")
    teacher.send(teacher.form(action="/feste/alle/av/"))
    expect(first).to_have_attribute("data-conversation", str(newer.uuid))
    assert teacher.errors + guardian.errors == []


@pytest.mark.parametrize("scripts", [True, False])
def test_an_announcement_waits_and_is_sent_at_once(cast: Cast, visit: Visit, scripts: bool) -> None:
    teacher = visit(cast.tone, java_script_enabled=scripts)
    teacher.goto("/meldinger/ny/kunngjoring/")
    form = teacher.form(action="/kunngjoring/")
    form.locator("[name=title]").fill("Tur")
    form.locator("[name=body]").fill("Husk matpakke.")
    form.locator("details.composer__later summary").click()
    day = (clock.today() + dt.timedelta(days=3)).isoformat()
    form.locator("[name=day]").fill(day)
    with teacher.page.expect_navigation():
        form.locator("[formaction$='/senere/']").click()
    row = ScheduledAnnouncement.objects.get()
    assert (row.day.isoformat(), row.time) == (day, dt.time(7, 30))
    waiting = teacher.page.locator(".scheduled", has_text="Husk matpakke.")
    expect(waiting).to_be_visible()
    if scripts:
        address = "/meldinger/ny/kunngjoring/"
        pages = [address, f"{address}senere/", f"{address}senere/{row.uuid}/", "/meldinger/"]
        assert [fault for page in pages for fault in teacher.faults(page)] == []
        teacher.goto(f"{address}senere/")
    teacher.send(teacher.form(action="/send/"))
    assert Conversation.objects.get().title == "Tur"
    assert not ScheduledAnnouncement.objects.exists()
