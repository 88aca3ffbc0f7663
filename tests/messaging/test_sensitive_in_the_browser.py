"""A sensitive conversation in browsers: from the teacher's tick to the log the family sees."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Route, expect

from messaging.models import Conversation
from tests.cast import PASSWORD, Cast, build_cast
from tests.journeys.visitors import Visitor
from tests.messaging import conversations as made
from tests.messaging.sensitive_threads import sensitive_home
from tests.site import LiveSite

Visit = Callable[..., Visitor]


@pytest.fixture
def cast(live_site: LiveSite) -> Cast:
    cast = build_cast()
    cast.with_password("tone", "kari", "sissel")
    return cast


def confirm(visitor: Visitor) -> None:
    """Give the password once more, as the page asks."""
    expect(visitor.page.get_by_role("heading", level=1)).to_contain_text("Er det fortsatt deg")
    visitor.page.get_by_label("Passord").fill(PASSWORD)
    with visitor.page.expect_navigation():
        visitor.page.locator("main form button[type=submit]").click()


def test_from_the_teachers_tick_to_the_log_the_family_sees(cast: Cast, visit: Visit) -> None:
    teacher = visit(cast.tone, java_script_enabled=False)
    teacher.goto(f"/meldinger/ny/hjem/?gruppe={cast.class_6a.uuid}")
    page = teacher.page
    page.get_by_label("Nora Hansen").check()
    page.get_by_label("Overskrift").fill("Om BUP")
    page.get_by_label("Tekst").fill("Timen hos BUP er flyttet")
    page.get_by_label("Sensitiv", exact=True).check()
    teacher.send(teacher.form())  # the local check says once what it sees
    teacher.send(teacher.form())
    thread = Conversation.objects.get(home_key="hansen")
    assert thread.is_sensitive

    guardian = visit(cast.kari)
    guardian.goto("/meldinger/")
    row = guardian.page.locator(f"[data-conversation='{thread.uuid}']")
    expect(row).to_contain_text("Sensitiv samtale")
    expect(row).not_to_contain_text("BUP")
    with guardian.page.expect_navigation():
        row.click()
    confirm(guardian)
    expect(guardian.page.locator("[data-messages]")).to_contain_text("Timen hos BUP er flyttet")
    expect(guardian.page.locator(".seal")).to_contain_text("Tone Lie (ansatt)")
    expect(guardian.page.locator(".seal")).to_contain_text("Kari Hansen (foresatt)")
    with guardian.page.expect_navigation():
        guardian.page.get_by_role("link", name="Hvem har åpnet den").click()
    expect(guardian.page.locator("main .lines")).to_contain_text("Kari Hansen")
    assert visit(cast.mona).status_of(f"/meldinger/{thread.uuid}/") == 404
    assert not guardian.errors


def test_what_is_marked_while_it_is_open_asks_on_all_open_pages(cast: Cast, visit: Visit) -> None:
    thread = next(each for each in made.home_threads(cast) if each.home_key == "hansen")
    guardian, teacher = visit(cast.kari), visit(cast.tone)
    guardian.goto(f"/meldinger/{thread.uuid}/")
    expect(guardian.page.locator("html[data-live=open]")).to_be_attached()
    teacher.goto(f"/meldinger/{thread.uuid}/")
    with teacher.page.expect_navigation():
        teacher.page.get_by_role("link", name="Merk som sensitiv").click()
    teacher.send(teacher.form())
    confirm(teacher)
    expect(teacher.page.locator(".seal")).to_contain_text("Sensitiv samtale")
    expect(guardian.page.locator("[data-confirm-bar]")).to_be_visible()
    row = guardian.page.locator(f"[data-conversation='{thread.uuid}']")
    expect(row).to_contain_text("Sensitiv samtale")


@pytest.mark.parametrize("is_slow", [False, True])
def test_a_stale_page_keeps_what_was_written(
    cast: Cast, visit: Visit, settings: Any, is_slow: bool
) -> None:
    """Also what was written before the page's script was there, on a slow line."""
    thread = sensitive_home(cast)
    guardian = visit(cast.kari)
    page = guardian.page
    guardian.goto(f"/konto/reauthenticate/?next=/meldinger/{thread.uuid}/")
    confirm(guardian)
    held: list[Route] = []
    if is_slow:
        page.route("**/messaging/js/drafts*.js", lambda route: held.append(route))  # noqa: PLW0108 - asks it for its names
    page.goto(f"/meldinger/{thread.uuid}/", wait_until="commit")
    settings.FRESH_SIGN_IN_SECONDS = 0
    page.get_by_label("Skriv en melding").fill("Vi kommer begge to")
    while is_slow and not held:
        page.wait_for_timeout(50)
    for route in held:
        route.continue_()
    page.unroute("**/messaging/js/drafts*.js")
    expect(page.locator("html[data-live=open]")).to_be_attached()
    posted = page.expect_response(
        lambda answer: answer.request.method == "POST" and answer.url.endswith(f"{thread.uuid}/")
    )
    with posted as sent:
        page.locator("[data-composer] button[type=submit]:not([formaction])").click()
    assert sent.value.status == 403
    expect(page.locator("[data-confirm-bar]")).to_be_visible()
    settings.FRESH_SIGN_IN_SECONDS = 900
    with page.expect_navigation():
        page.locator("[data-confirm-bar] a").click()
    confirm(guardian)
    expect(page.get_by_label("Skriv en melding")).to_have_value("Vi kommer begge to")
    assert thread.messages.count() == 1


def test_pages_of_sensitive_conversations_break_no_rule_of_axe(cast: Cast, visit: Visit) -> None:
    thread = sensitive_home(cast)
    plain = made.home_threads(cast)[0]
    report = made.report(cast, thread)
    guardian, teacher, leader = visit(cast.kari), visit(cast.tone), visit(cast.sissel)
    found = guardian.faults(f"/konto/reauthenticate/?next=/meldinger/{thread.uuid}/")
    for visitor in (guardian, teacher, leader):
        visitor.goto("/konto/reauthenticate/?next=/i-dag/")
        confirm(visitor)
    for path in (f"/meldinger/{thread.uuid}/", f"/meldinger/{thread.uuid}/aapnet/", "/meldinger/"):
        found += guardian.faults(path)
    found += teacher.faults(f"/meldinger/{plain.uuid}/sensitiv/")
    found += teacher.faults(f"/meldinger/ny/hjem/?gruppe={cast.class_6a.uuid}")
    found += leader.faults(f"/meldinger/meldt/{report.uuid}/")
    assert found == []
