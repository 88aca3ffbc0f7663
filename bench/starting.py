"""How long the demo takes to answer, first on nothing and then on what it kept."""

import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

from bench import servers
from bench.figures import Figure

_KEPT = ("SKOLEBRO_DATABASE_URL", "SKOLEBRO_REDIS_URL", "SKOLEBRO_BROKER_URL")


def measure() -> list[Figure]:
    """Packages are there already; ``make demo`` in a fresh clone installs them too."""
    with tempfile.TemporaryDirectory(prefix="skolebro-bench-") as var:
        first, _ended = _start(var)
        second, ended = _start(var)
    return [
        Figure("demo.first_start.seconds", first, "s", 120),
        Figure("demo.second_start.seconds", second, "s", 8),
        Figure("demo.stop.seconds", ended, "s", 3),
    ]


def _start(var: str) -> tuple[float, float]:
    port = servers.free_port()
    environment = {key: value for key, value in os.environ.items() if key not in _KEPT}
    environment |= {"SKOLEBRO_VAR": var}
    command = [sys.executable, "manage.py", "demo", "--port", str(port)]
    begun = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        _wait(f"http://localhost:{port}/konto/login/", process)
        took = time.perf_counter() - begun
        begun = time.perf_counter()
        process.send_signal(signal.SIGINT)
        process.wait(30)
    finally:
        process.kill()
    return took, time.perf_counter() - begun


def _wait(url: str, process: "subprocess.Popen[bytes]") -> None:
    while process.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=5).close()
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
        else:
            return
    message = "the demo ended before it answered"
    raise RuntimeError(message)
