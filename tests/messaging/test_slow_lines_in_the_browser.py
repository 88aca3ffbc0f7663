"""Pages on lines that let no socket through, and answers that come by e-mail."""

import smtplib
import uuid
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db.models import F
from playwright.sync_api import Browser, Page, Route, expect

from messaging.actions import incoming
from messaging.actions.messages import post_message
from messaging.channels import reply_address
from messaging.channels.lmtp import Listener
from messaging.models import Conversation
from schools.models import Person
from tests.cast import Cast, build_cast
from tests.messaging import conversations as made
from tests.site import LiveSite

PATIENCE = 20_000
POLL = 20_000  # the longest between two questions
Open = Callable[..., Page]


@pytest.fixture
def cast(live_site: LiveSite) -> Cast:
    return build_cast()


@pytest.fixture
def thread(cast: Cast) -> Conversation:
    return next(home for home in made.home_threads(cast) if home.home_key == "hansen")


@pytest.fixture
def refusing(live_site: LiveSite) -> Iterator[LiveSite]:
    """The same site by an address that takes no sockets."""
    site = LiveSite(sockets="none")
    site.start()
    yield site
    site.stop()


@pytest.fixture
def open_at(
    browser: Browser, signed_in_cookies: Callable[[Person], Any]
) -> Iterator[Callable[[LiveSite, Person, str], Page]]:
    """A page of a person's own browser, whose clock the test can move."""
    contexts = []

    def open_page(site: LiveSite, person: Person, path: str) -> Page:
        context = browser.new_context(base_url=site.url, locale="nb-NO")
        context.add_cookies([each | {"url": site.url} for each in signed_in_cookies(person)])
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.clock.install()
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()


def _write(cast: Cast, thread: Conversation, body: str) -> None:
    post_message(
        actor=cast.fresh("tone"), conversation=thread, body=body, client_token=uuid.uuid4()
    )


def test_a_page_without_a_socket_asks_and_says_that_it_is_slower(
    cast: Cast, thread: Conversation, refusing: LiveSite, open_at: Open
) -> None:
    here = open_at(refusing, cast.kari, f"/meldinger/{thread.uuid}/")
    beside = open_at(refusing, cast.erik, "/meldinger/")
    for page in (here, beside):
        expect(page.locator("[data-slow-bar]")).to_be_visible(timeout=PATIENCE)
        expect(page.locator("[data-offline-bar]")).to_be_hidden()
        assert Axe().run(page).violations_count == 0
    _write(cast, thread, "Kommer likevel")
    for page in (here, beside):
        page.clock.run_for(POLL)
    expect(here.locator(".message", has_text="Kommer likevel")).to_be_visible(timeout=PATIENCE)
    row = beside.locator(".row-link__preview", has_text="Kommer likevel")
    expect(row).to_be_visible(timeout=PATIENCE)


def test_a_socket_that_is_taken_and_broken_off_is_none(
    cast: Cast, thread: Conversation, live_site: LiveSite, open_at: Open
) -> None:
    page = open_at(live_site, cast.kari, "/")
    page.route_web_socket("**/ws/**", lambda socket: socket.close())
    page.goto(f"/meldinger/{thread.uuid}/")
    expect(page.locator("[data-slow-bar]")).to_be_visible(timeout=PATIENCE)
    _write(cast, thread, "Også her")
    page.clock.run_for(POLL)
    expect(page.locator(".message", has_text="Også her")).to_be_visible(timeout=PATIENCE)


def test_what_nobody_answered_is_asked_again(
    cast: Cast, thread: Conversation, live_site: LiveSite, open_at: Open
) -> None:
    page = open_at(live_site, cast.kari, f"/meldinger/{thread.uuid}/")
    expect(page.locator("html[data-live='open']")).to_be_attached(timeout=PATIENCE)
    page.wait_for_load_state("networkidle")  # it has asked as it opened
    refused: list[str] = []

    def refuse_twice(route: Route) -> None:
        if len(refused) < 2:
            refused.append(route.request.url)
            route.abort()
        else:
            route.continue_()

    page.route("**/endringer/**", refuse_twice)
    # a version that no page is told of, as when an envelope is lost
    Conversation.objects.filter(pk=thread.pk).update(version=F("version") + 1)
    _write(cast, thread, "Etter et hull")
    expect(page.locator(".message", has_text="Etter et hull")).to_be_visible(timeout=PATIENCE)
    assert refused


_HOLD = """() => {
  window.held = [];
  window.hold = (event) => { event.stopImmediatePropagation(); held.push(event.detail); };
  window.addEventListener("live:posted", hold, true);
}"""
_LET_GO = """() => {
  window.removeEventListener("live:posted", hold, true);
  for (const detail of held.reverse())
    document.dispatchEvent(new CustomEvent("live:posted", { detail }));
}"""


def test_what_overtook_another_waits_and_nothing_is_asked(
    cast: Cast, thread: Conversation, live_site: LiveSite, open_at: Open
) -> None:
    page = open_at(live_site, cast.kari, f"/meldinger/{thread.uuid}/")
    expect(page.locator("html[data-live='open']")).to_be_attached(timeout=PATIENCE)
    page.wait_for_load_state("networkidle")
    asked: list[str] = []
    page.route("**/endringer/**", lambda route: (asked.append(route.request.url), route.abort()))
    page.evaluate(_HOLD)
    _write(cast, thread, "Først")
    _write(cast, thread, "Deretter")
    while page.evaluate("held.length") < 2:
        page.wait_for_timeout(50)
    page.evaluate(_LET_GO)
    expect(page.locator(".message", has_text="Deretter")).to_be_visible(timeout=PATIENCE)
    said = page.locator(".message").all_inner_texts()[-2:]
    assert ["Først" in said[0], "Deretter" in said[1]] == [True, True]
    assert not asked


def test_an_answer_by_e_mail_stands_in_the_open_thread(
    cast: Cast, thread: Conversation, live_site: LiveSite, open_at: Open, settings: Any
) -> None:
    settings.MAIL_DOMAIN = "svar.skolebro.test"
    page = open_at(live_site, cast.tone, f"/meldinger/{thread.uuid}/")
    expect(page.locator("html[data-live='open']")).to_be_attached(timeout=PATIENCE)
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "kari@privat.test", "SV: Ny melding fra skolen"
    mail["Message-ID"] = "<en@privat.test>"
    mail.set_content("Ja, det går fint.\n\n> Kan dere ringe meg?\n")
    listener = Listener("127.0.0.1", 0, incoming.take)
    listener.start()
    try:
        with smtplib.LMTP("127.0.0.1", listener.port, timeout=20) as server:
            address = reply_address.address_for(thread.uuid, cast.kari.uuid)
            assert server.sendmail("kari@privat.test", [address], mail.as_bytes()) == {}
        shown = page.locator(".message", has_text="Ja, det går fint.")
        expect(shown).to_be_visible(timeout=PATIENCE)
        expect(shown).to_contain_text("Kari Hansen")
        expect(shown).not_to_contain_text("Kan dere ringe meg?")
    finally:
        listener.stop()
