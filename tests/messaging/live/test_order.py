"""The script that keeps one conversation's pages in order, run by itself."""

import json
import shutil
import subprocess

import pytest

from tests.databases import ROOT

_RUN = """
const { inOrder } = await import(process.argv[1]);
const steps = JSON.parse(process.argv[2]);
const timers = [];
globalThis.setTimeout = (_what, wait = 0) => timers.push(wait);
globalThis.clearTimeout = () => {};
let version = 1;
const shown = [];
let asked = 0;
const take = (event) => { version = event.version; shown.push(version); };
const order = inOrder({ version: () => version, take, ask: () => { asked += 1; } });
const told = performance.now();
while (performance.now() === told);
for (const step of steps) {
  if (step === "resync") order.resync(told);
  else if (step === "resync alone") order.resync(null);
  else order.heard({ version: step });
}
process.stdout.write(JSON.stringify({ shown, asked, waits: timers }));
"""


def _run(*steps: int | str) -> tuple[list[int], int, list[float]]:
    """Versions that are shown, how often the page asked, and milliseconds after which it would."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("no node")
    script = ROOT / "messaging" / "static" / "messaging" / "js" / "order.js"
    done = subprocess.run(
        [node, "--input-type=module", "-e", _RUN, script.as_uri(), json.dumps(steps)],
        capture_output=True,
        text=True,
        check=True,
    )
    told = json.loads(done.stdout)
    return told["shown"], told["asked"], told["waits"]


def test_what_overtook_waits_for_what_it_overtook() -> None:
    shown, asked, (patience,) = _run(2, 4, 3)
    assert (shown, asked) == ([2, 3, 4], 0)
    assert 3500 <= patience <= 5250


def test_page_that_heard_nothing_since_asks_when_all_are_told_to() -> None:
    assert _run("resync") == ([], 1, [])


def test_page_that_hears_the_next_in_its_place_asks_within_a_minute() -> None:
    shown, asked, (later,) = _run(2, "resync", "resync")
    assert (shown, asked) == ([2], 0)
    assert 0 < later <= 60_000


def test_page_that_waits_for_one_asks_for_that_one_first() -> None:
    shown, asked, (patience, later) = _run(3, "resync")
    assert (shown, asked) == ([], 0)
    assert 3500 <= patience <= 5250
    assert 0 < later <= 60_000


def test_page_that_is_told_to_by_itself_asks_at_once_whatever_else_is_said() -> None:
    assert _run(2, "resync alone", "resync")[:2] == ([2], 1)
