"""People at their browsers: each has a context of their own and remembers where they were."""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Frame, Locator, Page, expect

_OF_ONE_THING = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
expect.set_options(timeout=20_000)  # generous: how fast it is, is measured elsewhere
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 800}


class Visitor:
    """One person with a signed-in browser."""

    def __init__(self, browser: Browser, site_url: str, cookies: list[dict], **options: object):
        options.setdefault("viewport", DESKTOP)
        self.context = browser.new_context(
            base_url=site_url, locale="nb-NO", timezone_id="Europe/Oslo", **options
        )
        self.context.add_cookies(cookies)
        self.context.set_default_timeout(20_000)
        self.page: Page = self.context.new_page()
        self.visited: list[str] = []
        self.errors: list[str] = []
        self.page.on("framenavigated", self._remember)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def _remember(self, frame: Frame) -> None:
        parts = urlsplit(frame.url)
        if frame.parent_frame is None and parts.path.startswith("/"):
            self.visited.append(parts.path + (f"?{parts.query}" if parts.query else ""))

    def goto(self, path: str) -> None:
        answer = self.page.goto(path)
        assert answer is not None
        assert answer.ok, f"{path}: {answer.status}"

    def status_of(self, path: str) -> int:
        """What the address answers, without following it in the page."""
        return self.context.request.get(path, max_redirects=0).status

    def form(self, action: str = "") -> Locator:
        """The page's own form (never one of the frame's), by the end of its action."""
        within = self.page.locator("main")
        return within.locator(f"form[action$='{action}']" if action else "form[method=post]").first

    def send(self, form: Locator) -> None:
        """Press the form's own button and wait for the answer."""
        with self.page.expect_navigation():
            form.locator("button[type=submit]:not([formaction])").first.click()

    def faults(self, path: str) -> list[str]:
        """What axe and a ruler find on a page, on phone and desktop, light and dark."""
        self.goto(path)
        found: list[str] = []
        for size in (PHONE, DESKTOP):
            self.page.set_viewport_size(size)  # type: ignore[arg-type]
            for scheme in ("light", "dark"):
                self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
                where = f"{path} {size['width']} {scheme}"
                for fault in Axe().run(self.page).response["violations"]:
                    html = fault["nodes"][0]["html"][:160]
                    found.append(f"{where}: {fault['id']}: {html}")
            if self.page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                found.append(f"{path} {size['width']}: wider than the window")
        if self.page.locator("h1").count() != 1:
            found.append(f"{path}: not one h1")
        return found

    def tab_to(self, target: Locator, most: int = 120) -> None:
        """Move focus by the Tab key alone; fails when the target cannot be reached, or not seen."""
        for _ in range(most):
            self.page.keyboard.press("Tab")
            # asked anew each time: a list may be redrawn while one tabs through it
            if target.evaluate("node => node === document.activeElement"):
                assert target.is_visible(), "focus is on something that is not seen"
                return
        raise AssertionError("the Tab key does not lead there")

    def press_through(self, target: Locator) -> None:
        """Reach a link or button by Tab, press Enter, and wait for the next page."""
        self.tab_to(target)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")


def addresses_of_things(visitors: Iterable[Visitor]) -> list[str]:
    """Every visited address that is about one thing (it carries its id), once."""
    visited = {path for visitor in visitors for path in visitor.visited}
    return sorted(path for path in visited if _OF_ONE_THING.search(path))
