"""Whatever is killed, what was answered is stored once and shown to all, in order.

The real processes of production on stores of their own, at a tenth of the bench's traffic.
"""

import json
import os
import subprocess
import sys

import pytest

from tests import databases

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(databases.SQLITE, reason="processes of their own share PostgreSQL only"),
]

_SMALL = ("--threads", "6", "--readers", "10", "--rate", "8", "--seconds", "24")


def test_nothing_is_lost_doubled_or_out_of_order_whatever_is_killed() -> None:
    inherited = {name: value for name, value in os.environ.items() if name != "TEST_PG_PORT"}
    settings = {"DJANGO_SETTINGS_MODULE": "config.settings.demo"}
    done = subprocess.run(
        [sys.executable, "-m", "bench.traffic", "--kills", "--json", *_SMALL],
        cwd=databases.ROOT,
        env=inherited | settings,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.stdout, done.stderr
    figures = json.loads(done.stdout)
    assert figures["messaging.traffic.messages"] == 8 * 24
    assert figures["messaging.traffic.killed"] == 4  # web, live, worker, Redis
    wrong = ("lost", "duplicated", "out_of_order")
    assert {name: figures[f"messaging.traffic.{name}"] for name in wrong} == dict.fromkeys(wrong, 0)
