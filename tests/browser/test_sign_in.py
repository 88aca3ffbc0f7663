"""Signing in by the form, as people do, in a real browser."""

from playwright.sync_api import Page, expect

from tests.cast import PASSWORD, Cast
from tests.site import LiveSite


def test_sign_in_by_the_form_leads_to_today(page: Page, live_site: LiveSite, cast: Cast) -> None:
    cast.with_password("tone")
    page.goto(f"{live_site.url}/i-dag/")
    page.locator("input[name=login]").fill("tone")
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("form:has(input[name=password]) button").click()
    expect(page).to_have_url(f"{live_site.url}/i-dag/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
