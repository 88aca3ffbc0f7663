"""What only a browser shows of notices: the promise, the ledger, and being notified in it."""

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from messaging.channels import push
from messaging.models import PushSubscription, SchoolHours
from schools import clock
from tests.cast import Cast, build_cast
from tests.messaging import conversations as made
from tests.messaging.channels.test_push import Browser as Telephone
from tests.site import LiveSite

PATIENCE = 20_000


@pytest.fixture
def cast(live_site: LiveSite) -> Cast:
    return build_cast()


@pytest.fixture
def page_of(
    context: BrowserContext, live_site: LiveSite, signed_in_cookies: Callable[..., Any]
) -> Callable[..., Page]:
    def page_of(person: Any, path: str) -> Page:
        context.add_cookies(signed_in_cookies(person))
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(live_site.url + path)
        return page

    return page_of


def _quiet_now(cast: Cast, side: str) -> dt.datetime:
    """Quiet from an hour ago to two hours ahead by the wall; returns the end."""
    wall = clock.local(clock.now()).replace(second=0, microsecond=0)
    until = wall + dt.timedelta(hours=2)
    SchoolHours.objects.create(
        school=cast.lade,
        side=side,
        quiet_from=(wall - dt.timedelta(hours=1)).time(),
        quiet_until=until.time(),
        digest_at=dt.time(17),
    )
    return until


def test_the_writer_sees_when_the_readers_are_told(
    cast: Cast, page_of: Callable[..., Page]
) -> None:
    until = _quiet_now(cast, "guardian")
    thread = made.home_threads(cast)[0]
    page = page_of(cast.tone, f"/meldinger/{thread.uuid}/")
    expect(page.locator("[data-promise]")).to_contain_text(f"{until:%H:%M} til 2")


def test_a_home_that_nothing_reached_is_taken_off_the_list(
    cast: Cast, page_of: Callable[..., Page]
) -> None:
    thread = made.class_thread(cast)
    page = page_of(cast.tone, f"/meldinger/{thread.uuid}/lesere/?vis=ikke")
    home = page.locator(".ledger__home").filter(has_text="Ola Nilsen")
    home.get_by_label("Hva ble gjort?").select_option(label="Snakket med på telefon")
    home.get_by_role("button", name="Ta av lista").click()
    expect(page.locator(".ledger__home").filter(has_text="Ola Nilsen")).to_contain_text(
        "Snakket med på telefon"
    )


@pytest.fixture
def push_is_on(settings: Any) -> None:
    keys = {"private_key": push.new_private_key(), "subject": "mailto:drift@skolebro.test"}
    settings.PUSH = settings.PUSH | keys


_FAKE_SUBSCRIPTION = """
let mine = null;
PushManager.prototype.getSubscription = async () => mine;
PushManager.prototype.subscribe = async () => (mine = {
  endpoint: %(endpoint)s,
  toJSON() { return { endpoint: this.endpoint, keys: %(keys)s }; },
  async unsubscribe() { mine = null; },
});
Notification.requestPermission = async () => "granted";
"""


def test_a_browser_is_notified_when_its_person_wants(
    cast: Cast,
    push_is_on: None,
    context: BrowserContext,
    live_site: LiveSite,
    page_of: Callable[..., Page],
) -> None:
    keys = Telephone().subscription("https://fcm.googleapis.com")
    fake = {
        "endpoint": json.dumps(keys.endpoint),
        "keys": json.dumps({"p256dh": keys.p256dh, "auth": keys.auth}),
    }
    context.add_init_script(_FAKE_SUBSCRIPTION % fake)
    context.grant_permissions(["notifications"], origin=live_site.url)
    page = page_of(cast.kari, "/varsler/")
    expect(page.locator("[data-push-state]")).to_have_text("Denne nettleseren får ikke varsler.")
    page.get_by_role("button", name="Varsle meg her").click()
    expect(page.locator("[data-push-state]")).to_have_text("Denne nettleseren får varsler.")
    assert PushSubscription.objects.get().person == cast.kari
    assert _shown_by_the_worker(page, live_site.url) == ["Ny melding fra skolen"]
    page.get_by_role("button", name="Slutt å varsle her").click()
    expect(page.locator("[data-push-state]")).to_have_text("Denne nettleseren får ikke varsler.")
    assert not PushSubscription.objects.exists()


def _shown_by_the_worker(page: Page, site: str) -> list[str]:
    """Hand the real service worker a push as the browser would, and read what it shows."""
    tools = page.context.new_cdp_session(page)
    known: list[dict[str, Any]] = []
    tools.on(
        "ServiceWorker.workerRegistrationUpdated", lambda told: known.extend(told["registrations"])
    )
    tools.send("ServiceWorker.enable")
    page.wait_for_function("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_timeout(300)
    said = {"title": "Skolebro", "body": "Ny melding fra skolen", "url": "/meldinger/", "tag": "x"}
    registration = next(one for one in known if one["scopeURL"].startswith(site))
    tools.send(
        "ServiceWorker.deliverPushMessage",
        {
            "origin": site,
            "registrationId": registration["registrationId"],
            "data": json.dumps(said),
        },
    )
    # asked and read in one: between two questions the browser may have let go of it
    shown: list[str] = page.evaluate(
        "async () => {"
        "  const worker = await navigator.serviceWorker.ready;"
        "  for (let tries = 0; tries < 200; tries += 1) {"
        "    const shown = (await worker.getNotifications()).map((one) => one.body);"
        "    if (shown.length) return shown;"
        "    await new Promise((resolve) => setTimeout(resolve, 50));"
        "  }"
        "  return []; }"
    )
    return shown
