"""``python -m bench.traffic [--kills] [--rate N]``: live messaging under load and under kills."""

import argparse
import asyncio
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import django

from bench import figures, servers
from bench.figures import Figure, p95
from bench.traffic import house, run

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.demo")
os.environ.setdefault("SKOLEBRO_DB_CONN_MAX_AGE", "600")
os.environ.setdefault("SKOLEBRO_LOG_LEVEL", "ERROR")
_RATES = (50, 75, 100, 150, 200, 250, 300, 400)
_MOST_MS = 250
_QUIET = 10.0


def main() -> int:
    """Exit code 1 when a figure misses its target."""
    options = _options()
    with ExitStack() as stack:
        postgres = stack.enter_context(servers.migrated())
        var = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="skolebro-traffic-")))
        os.environ["SKOLEBRO_VAR"] = str(var)
        home = house.House(var, postgres.process.pid)
        django.setup()
        home.start()
        stack.callback(home.stop)
        measure = _killed if options.kills else _undisturbed
        found = measure(options, home)
    print(json.dumps(_plain(found)) if options.json else figures.table(found))
    return 0 if all(figure.ok for figure in found) else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.traffic")
    parser.add_argument("--kills", action="store_true", help="kill a process now and then")
    parser.add_argument("--rate", type=float, help="messages a second; without: 50, or a ladder")
    parser.add_argument("--seconds", type=float)
    parser.add_argument("--threads", type=int, default=20)
    parser.add_argument("--readers", type=int, help="sockets on each thread")
    parser.add_argument("--json", action="store_true", help="the figures alone, for tests")
    return parser.parse_args()


def _seats(options: argparse.Namespace, readers: int) -> list[Any]:
    from bench.traffic import people  # noqa: PLC0415 - needs Django set up

    return people.seats(options.threads, options.readers or readers)


def _killed(options: argparse.Namespace, home: house.House) -> list[Figure]:
    """A process of each kind in turn, restarted as a supervisor would."""
    seats = _seats(options, 25)
    turn = [home.web[0], home.live[0], home.worker, home.redis, home.web[1], home.live[1]]
    seconds = options.seconds or 60.0
    kills = turn[: max(4, round(seconds / 10))]
    [result] = asyncio.run(_run(home, seats, [(options.rate or 50.0, seconds)], kills))
    stored = _stored()
    return [
        Figure("messaging.traffic.messages", len(result.sent), ""),
        Figure("messaging.traffic.killed", len(result.outages), ""),
        Figure("messaging.traffic.lost", result.lost(stored), "", 0),
        Figure("messaging.traffic.duplicated", result.duplicated(stored), "", 0),
        Figure("messaging.traffic.out_of_order", result.out_of_order(stored), "", 0),
        Figure("messaging.traffic.recovery_s", result.recovery(), "s", 10),
    ]


def _undisturbed(options: argparse.Namespace, home: house.House) -> list[Figure]:
    """Few first, then more and more until pages wait; or at one rate only."""
    seats = _seats(options, 30)
    seconds = options.seconds or 10.0
    rates = [options.rate] if options.rate else list(_RATES)
    steps = [(rate, seconds) for rate in (_QUIET, _QUIET, *rates)]
    _cold, quiet, *loaded = asyncio.run(_run(home, seats, steps))
    borne = [one for one in loaded if one.bears(_MOST_MS)]
    best = max(borne or loaded[:1], key=lambda one: one.per_second)
    return [
        Figure("messaging.delivery.p95_ms", p95(quiet.deliveries()), "ms", 31),
        Figure(
            "messaging.sustained.per_s", best.per_second if borne else 0, "1/s", 300, at_least=True
        ),
        Figure("messaging.sustained.p95_ms", p95(best.deliveries()), "ms", _MOST_MS),
        Figure("messaging.sustained.cpu_ms", best.cpu_ms, "ms"),
    ]


async def _run(
    home: house.House,
    seats: list[Any],
    steps: list[tuple[float, float]],
    kills: Sequence[house.Kept] = (),
) -> list[run.Result]:
    """Messages a second and seconds of each step; no step after one that is too much."""
    crowd, results = run.Crowd(home, seats), []
    await crowd.come()
    for rate, seconds in steps:
        results.append(await crowd.send(rate, seconds, kills))
        print(f"{rate:g}/s: {results[-1].summary()}", file=sys.stderr, flush=True)
        if rate > _QUIET and not results[-1].bears(_MOST_MS):
            break
    crowd.leave()
    return results


def _stored() -> list[tuple[str, int]]:
    from bench.traffic import people  # noqa: PLC0415 - needs Django set up

    return people.stored()


def _plain(found: list[Figure]) -> dict[str, float]:
    return {figure.name: figure.value for figure in found}


if __name__ == "__main__":
    sys.exit(main())
