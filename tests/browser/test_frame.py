"""The frame by mouse, keyboard and without scripts; every shared page against axe."""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.cast import Cast
from tests.site import LiveSite

Cookies = Callable[..., list[dict[str, Any]]]

SHARED = ("/i-dag/", "/mer/", "/profil/", "/sok/?q=nora", "/sok/", "/hjelp/", "/personvern/")
STAFF = ("/personer/", "/personer/?q=xyzzy", "/tilgjengelighet/", "/finnes-ikke/")


@pytest.fixture
def phone(
    browser: Browser, browser_context_args: dict[str, Any], live_site: LiveSite
) -> Callable[..., BrowserContext]:
    """A window of 390 px; ``width=1280`` and any other option of a context."""

    def context(width: int = 390, **options: Any) -> BrowserContext:
        size = {"width": width, "height": 844}
        return browser.new_context(
            **{**browser_context_args, "base_url": live_site.url, "viewport": size, **options}
        )

    return context


def page_of(context: BrowserContext, cookies: list[dict[str, Any]], address: str) -> Page:
    context.add_cookies(cookies)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(address)
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 800, 1280])
def test_shared_pages_break_no_rule_of_axe(
    phone: Callable[..., BrowserContext],
    cast: Cast,
    signed_in_cookies: Cookies,
    width: int,
    scheme: str,
) -> None:
    page = page_of(phone(width, color_scheme=scheme), signed_in_cookies(cast.tuva), "/i-dag/")
    wrong = []
    for address in SHARED + STAFF:
        page.goto(address)
        found = Axe().run(page).response["violations"]
        wrong += [f"{address} {one['id']}: {one['nodes'][0]['html'][:100]}" for one in found]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wrong.append(f"{address} is wider than the window")
        if page.locator("h1").count() != 1:
            wrong.append(f"{address} has not one h1")
    assert not wrong, "\n".join(wrong)


def test_switcher_works_by_keyboard(
    phone: Callable[..., BrowserContext], cast: Cast, signed_in_cookies: Cookies
) -> None:
    page = page_of(phone(), signed_in_cookies(cast.tuva), "/i-dag/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    guardian = page.get_by_role("button", name="Foresatt")
    expect(guardian).to_be_visible()
    page.keyboard.press("Escape")
    expect(guardian).to_be_hidden()
    page.keyboard.press("Enter")
    while not guardian.evaluate("node => node === document.activeElement"):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".switcher__text")).to_contain_text("Foresatt")


def test_form_is_sent_once_by_a_double_click(
    phone: Callable[..., BrowserContext], cast: Cast, signed_in_cookies: Cookies
) -> None:
    page = page_of(phone(), signed_in_cookies(cast.nora), "/profil/")
    sent = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else 0)
    page.get_by_role("button", name="Mørk").dblclick(no_wait_after=True)
    expect(page.locator("html")).to_have_attribute("data-color-scheme", "dark")
    assert len(sent) == 1


def test_choices_work_without_scripts(
    phone: Callable[..., BrowserContext], cast: Cast, signed_in_cookies: Cookies
) -> None:
    page = page_of(phone(java_script_enabled=False), signed_in_cookies(cast.tuva), "/profil/")
    page.locator("main").get_by_role("button", name="English").click()
    expect(page.locator("h1")).to_have_text("Profile and settings")
    page.goto("/i-dag/")
    page.locator(".topbar summary").first.click()
    page.get_by_role("button", name="Guardian").click()
    expect(page.locator(".switcher__text")).to_contain_text("Guardian")


def test_colours_have_enough_contrast_with_text_twice_as_large(
    phone: Callable[..., BrowserContext], cast: Cast, signed_in_cookies: Cookies
) -> None:
    page = page_of(phone(), signed_in_cookies(cast.tuva), "/i-dag/")
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert not Axe().run(page).response["violations"]
    for bar in (".topbar", ".menu"):
        expect(page.locator(bar)).to_be_in_viewport()
