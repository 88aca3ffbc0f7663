"""One figure, the table of them, and the file they are kept in."""

import json
import os
import platform
import statistics
import subprocess
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

RESULTS = Path(__file__).parent / "results" / "latest.jsonl"


@dataclass(frozen=True)
class Figure:
    """``target`` is the most (``at_least``: the least) that is good; None is told only."""

    name: str
    value: float
    unit: str
    target: float | None = None
    at_least: bool = False

    @property
    def ok(self) -> bool:
        """True when the target is met or there is none."""
        if self.target is None:
            return True
        return self.value >= self.target if self.at_least else self.value <= self.target


def pace(when: str = "before") -> Figure:
    """How fast this machine is just now: milliseconds of a million additions.

    Machines that are shared run at half their speed at times; compare figures at one pace.
    """
    begun = time.perf_counter()
    sum(number for number in range(1_000_000))
    return Figure(
        f"machine.million_additions_{when}.ms", (time.perf_counter() - begun) * 1000, "ms"
    )


def p50(values: Sequence[float]) -> float:
    """The median."""
    return statistics.median(values)


def p95(values: Sequence[float]) -> float:
    """What nineteen of twenty stay below."""
    return sorted(values)[min(len(values) - 1, int(len(values) * 0.95))]


def write(figures: Sequence[Figure]) -> None:
    """One line each, in the order they were measured."""
    common = {"revision": _revision(), "machine": _machine()}
    RESULTS.parent.mkdir(exist_ok=True)
    with RESULTS.open("w", encoding="utf-8") as file:
        for figure in figures:
            held = asdict(figure)
            del held["at_least"]
            held |= {"value": round(figure.value, 2), "ok": figure.ok, **common}
            file.write(json.dumps(held, ensure_ascii=False) + "\n")


def table(figures: Sequence[Figure]) -> str:
    """For people."""
    width = max(len(figure.name) for figure in figures)
    lines = [f"{'':<{width}}{'value':>10}  {'unit':<8}{'target':>9}"]
    for figure in figures:
        sign = "≥" if figure.at_least else "≤"
        target = "" if figure.target is None else f"{sign} {figure.target:g}"
        mark = "" if figure.ok else "  missed"
        lines.append(
            f"{figure.name:<{width}}{figure.value:>10.1f}  {figure.unit:<8}{target:>9}{mark}"
        )
    return "\n".join(lines)


def _revision() -> str:
    command = ["git", "rev-parse", "--short", "HEAD"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"


def _machine() -> str:
    names = [
        line.split(":", 1)[1].strip()
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        if line.startswith("model name")
    ]
    return f"{os.cpu_count()} x {names[0] if names else platform.machine()}"
