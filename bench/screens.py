"""Pictures of the main pages as people see them, and what a machine can find wrong on them.

``python -m bench.screens`` starts the demo on a free port; ``--url`` takes a site that runs.
Each page is opened in two widths and two colour schemes by somebody who uses it; the
pictures go to ``var/screens``. The run fails when a page does not answer, is wider than the
window, has not exactly one h1, has a target smaller than 44 px, writes an error to the
console or breaks a rule of axe.
"""

import argparse
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from config.demo_accounts import PASSWORD

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "var" / "screens"
SIZES = {"390": (390, 844), "1280": (1280, 800)}
SCHEMES = ("light", "dark")
FLAGS = ("no-sandbox", "disable-gpu", "disable-dev-shm-usage", "no-first-run")
AXE_RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}

SMALL_TARGETS = """() => [...document.querySelectorAll('a, button, summary, input, select')]
  .filter((node) => {
    const box = node.getBoundingClientRect();
    const inText = getComputedStyle(node).display === 'inline' && node.tagName === 'A';
    const hidden = box.width < 2 || box.height < 2 || node.closest('.ds-skip-link, .ds-sr-only');
    const tick = ['checkbox', 'radio', 'hidden'].includes(node.type);
    return !hidden && !inText && !tick && box.height < 43.5;
  })
  .map((node) => node.outerHTML.replace(/\\s+/g, ' ').slice(0, 90))"""


@dataclass(frozen=True)
class Shot:
    """One page: who looks, where they begin, and which links they follow from there."""

    name: str
    who: str
    path: str
    follow: tuple[str, ...] = ()


@dataclass
class Report:
    """What was found wrong, by picture."""

    faults: list[str] = field(default_factory=list)
    pictures: int = 0

    def add(self, picture: str, fault: str) -> None:
        """Note and print one fault."""
        self.faults.append(f"{picture}: {fault}")
        print(f"  ! {picture}: {fault}")


TEACHER, PUPIL, GUARDIAN = "larer.kari", "elev.jonas", "foresatt.ola"
LEADER, ICT, ADMIN = "rektor.lade", "ikt.lade", "kommune.admin"

THREAD = "main li a[href^='/meldinger/']:not([href*='/ny/'])"
HOME_THREAD = f"{THREAD}:has-text('Hjemmet til')"

SHOTS = (
    Shot("front", "", "/"),
    Shot("sign-in", "", "/konto/login/"),
    Shot("help", "", "/hjelp/"),
    Shot("today-guardian", GUARDIAN, "/i-dag/"),
    Shot("today-pupil", PUPIL, "/i-dag/"),
    Shot("today-teacher", TEACHER, "/i-dag/"),
    Shot("today-leader", LEADER, "/i-dag/"),
    Shot("today-ict", ICT, "/i-dag/"),
    Shot("today-admin", ADMIN, "/i-dag/"),
    Shot("inbox-guardian", GUARDIAN, "/meldinger/"),
    Shot("inbox-teacher", TEACHER, "/meldinger/"),
    Shot("thread-guardian", GUARDIAN, "/meldinger/", (THREAD,)),
    Shot("thread-teacher", TEACHER, "/meldinger/", (THREAD,)),
    Shot("readers-teacher", TEACHER, "/meldinger/", (THREAD, "a.thread__reach")),
    Shot("people-of-thread", TEACHER, "/meldinger/", (HOME_THREAD, "a[href$='/folk/']")),
    Shot("search-messages", GUARDIAN, "/meldinger/sok/?q=tur"),
    Shot("search-messages-none", GUARDIAN, "/meldinger/sok/?q=zzzz"),
    Shot("write-teacher", TEACHER, "/meldinger/ny/"),
    Shot("write-home-teacher", TEACHER, "/meldinger/ny/hjem/"),
    Shot("write-guardian", GUARDIAN, "/meldinger/ny/"),
    Shot("announce-teacher", TEACHER, "/meldinger/ny/kunngjoring/"),
    Shot("announce-leader", LEADER, "/meldinger/ny/kunngjoring/"),
    Shot("duty-leader", LEADER, "/meldinger/vakt/"),
    Shot("stand-ins-teacher", TEACHER, "/meldinger/vikar/"),
    Shot("interpreters-leader", LEADER, "/meldinger/tolk/"),
    Shot("weekly-teacher", TEACHER, "/meldinger/ukebrev/"),  # one class: straight on
    Shot("numbers-leader", LEADER, "/meldinger/tall/"),
    Shot("message-rules-leader", LEADER, "/meldinger/regler/"),
    Shot("reports-leader", LEADER, "/meldinger/meldt/"),
    Shot("letters-leader", LEADER, "/brev/"),
    Shot("calls-leader", LEADER, "/ringeliste/"),
    Shot("notices-guardian", GUARDIAN, "/varsler/"),
    Shot("helpers-guardian", GUARDIAN, "/hjelpere/"),
    Shot("notices-teacher", TEACHER, "/varsler/"),
    Shot("plan-pupil", PUPIL, "/plan/"),
    Shot("plan-guardian", GUARDIAN, "/plan/"),
    Shot("class-page-guardian", GUARDIAN, "/klasse/", ("main li a[href^='/klasse/']",)),
    Shot("class-page-teacher", TEACHER, "/klasse/"),  # one class: straight on
    Shot("assignments-pupil", PUPIL, "/oppgaver/"),
    Shot("assignment-pupil", PUPIL, "/oppgaver/", ("main li a[href^='/oppgaver/']",)),
    Shot("assignment-teacher", TEACHER, "/oppgaver/", ("main li a[href^='/oppgaver/']",)),
    Shot("equipment-pupil", PUPIL, "/utstyr/"),
    Shot("equipment-teacher", TEACHER, "/utstyr/"),
    Shot("equipment-ict", ICT, "/utstyr/"),
    Shot("week-teacher", TEACHER, "/utstyr/uke/"),
    Shot("scan-teacher", TEACHER, "/utstyr/skann/"),
    Shot("registry-ict", ICT, "/utstyr/register/"),
    Shot("office-leader", LEADER, "/kontor/"),
    Shot("invitations-leader", LEADER, "/kontor/invitasjoner/"),
    Shot("imports-admin", ADMIN, "/inntak/"),
    Shot("group-teacher", TEACHER, "/i-dag/", ("main a[href*='/grupper/']",)),
    Shot("people-leader", LEADER, "/personer/"),
    Shot("person-teacher", TEACHER, "/personer/", ("main a[href*='/personer/']",)),
    Shot("search-teacher", TEACHER, "/sok/?q=jo"),
    Shot("search-empty", TEACHER, "/sok/"),
    Shot("more-guardian", GUARDIAN, "/mer/"),
    Shot("profile-pupil", PUPIL, "/profil/"),
    Shot("not-found", PUPIL, "/finnes-ikke/"),
)


class Photographer:
    """One browser; a session for each person, kept between pictures."""

    def __init__(self, browser: Browser, url: str, report: Report, *, full: bool) -> None:
        self.browser, self.url, self.report, self.full = browser, url, report, full
        self.sessions: dict[str, str] = {}

    def take(self, shot: Shot, size: str, scheme: str) -> None:
        """One picture and its checks."""
        picture = f"{shot.name}-{size}-{scheme}"
        context = self._context(shot.who, size, scheme)
        page = context.new_page()
        errors: list[str] = []
        page.on("console", lambda note: errors.append(note.text) if note.type == "error" else None)
        page.on("pageerror", lambda error: errors.append(str(error)))
        if self._open(page, shot, picture):
            self._check(page, picture)
            for error in errors:
                if shot.name != "not-found":
                    self.report.add(picture, f"console: {error}")
            page.screenshot(path=OUT / f"{picture}.png", full_page=self.full)
            self.report.pictures += 1
        context.close()

    def _open(self, page: Page, shot: Shot, picture: str) -> bool:
        answer = page.goto(shot.path)
        for link in shot.follow:
            if not page.locator(link).count():
                self.report.add(picture, f"no link {link}")
                return False
            with page.expect_navigation() as navigation:
                page.locator(link).first.click()
            answer = navigation.value
        status = answer.status if answer else 0
        if status != (404 if shot.name == "not-found" else 200):
            self.report.add(picture, f"answered {status} at {page.url}")
            return False
        page.evaluate("document.fonts.ready")
        return True

    def _check(self, page: Page, picture: str) -> None:
        wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if wider > 0:
            self.report.add(picture, f"{wider} px wider than the window")
        if (headings := page.locator("h1").count()) != 1:
            self.report.add(picture, f"{headings} h1")
        for target in page.evaluate(SMALL_TARGETS):
            self.report.add(picture, f"small target {target}")
        for found in Axe().run(page, options=AXE_RULES).response["violations"]:
            self.report.add(picture, f"axe {found['id']}: {found['nodes'][0]['html'][:120]}")

    def _context(self, who: str, size: str, scheme: str) -> BrowserContext:
        width, height = SIZES[size]
        context = self.browser.new_context(
            base_url=self.url,
            viewport={"width": width, "height": height},
            color_scheme=scheme,  # type: ignore[arg-type]
            locale="nb-NO",
            timezone_id="Europe/Oslo",
        )
        if who:
            context.add_cookies(
                [{"name": "sessionid", "value": self._session(who), "url": self.url}]
            )
        return context

    def _session(self, who: str) -> str:
        if who not in self.sessions:
            context = self.browser.new_context(base_url=self.url, locale="nb-NO")
            page = context.new_page()
            page.goto("/konto/login/")
            page.fill("[name=login]", who)
            page.fill("[name=password]", PASSWORD)
            page.click("main button[type=submit]")
            page.wait_for_url("**/i-dag/")
            cookies = {cookie["name"]: cookie["value"] for cookie in context.cookies()}
            self.sessions[who] = cookies["sessionid"]
            context.close()
        return self.sessions[who]


@contextmanager
def running_demo() -> Iterator[str]:
    """The demo on a free port, from its first answer to the end of the block."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "manage.py", "demo", "--port", str(port)]
    # importing our accounts has made production the default of this process
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.demo"}
    with subprocess.Popen(command, cwd=ROOT, env=environment) as demo:
        url = f"http://localhost:{port}"
        try:
            _wait_for(f"{url}/konto/login/", demo)
            yield url
        finally:
            demo.send_signal(signal.SIGINT)


def _wait_for(address: str, demo: "subprocess.Popen[bytes]", timeout: float = 180) -> None:
    end = time.monotonic() + timeout
    while time.monotonic() < end and demo.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except OSError:
            time.sleep(0.3)
        else:
            return
    message = f"{address} did not answer."
    raise SystemExit(message)


def photograph(url: str, wanted: str, *, full: bool) -> Report:
    """All pictures whose name contains ``wanted``."""
    OUT.mkdir(parents=True, exist_ok=True)
    report = Report()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
            args=[f"--{flag}" for flag in FLAGS],
        )
        photographer = Photographer(browser, url, report, full=full)
        for shot in (shot for shot in SHOTS if wanted in shot.name):
            for size in SIZES:
                for scheme in SCHEMES:
                    photographer.take(shot, size, scheme)
        browser.close()
    return report


def main() -> None:
    """Take the pictures; exit code 1 when something is wrong."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--url", help="a site that runs already")
    parser.add_argument("--only", default="", help="pictures whose name contains this")
    parser.add_argument("--full", action="store_true", help="the whole page, not the window")
    options = parser.parse_args()
    if options.url:
        report = photograph(options.url, options.only, full=options.full)
    else:
        with running_demo() as url:
            report = photograph(url, options.only, full=options.full)
    print(f"{report.pictures} pictures in {OUT}, {len(report.faults)} faults")
    sys.exit(bool(report.faults))


if __name__ == "__main__":
    main()
