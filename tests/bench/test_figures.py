"""Figures and what makes one good."""

import json
from pathlib import Path

import pytest

from bench import figures
from bench.figures import Figure


@pytest.mark.parametrize(
    ("figure", "ok"),
    [
        (Figure("a", 12, "ms", 12), True),
        (Figure("a", 12.1, "ms", 12), False),
        (Figure("a", 25, "1/s", 25, at_least=True), True),
        (Figure("a", 24, "1/s", 25, at_least=True), False),
        (Figure("a", 999, "s"), True),
    ],
)
def test_a_figure_is_good_up_to_its_target(figure: Figure, ok: bool) -> None:
    assert figure.ok is ok


def test_figures_are_kept_one_a_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figures, "RESULTS", tmp_path / "latest.jsonl")
    figures.write([Figure("page.today.p50_ms", 11.234, "ms", 30), Figure("b", 2, "s")])
    first, _second = (tmp_path / "latest.jsonl").read_text().splitlines()
    kept = json.loads(first)
    assert set(kept) == {"name", "value", "unit", "target", "ok", "revision", "machine"}
    assert kept["value"] == 11.23


def test_the_middle_and_the_slow_end() -> None:
    values = [float(number) for number in range(1, 101)]
    assert figures.p50(values) == 50.5
    assert figures.p95(values) == 96
