"""The processes of production, and somebody who starts again what was killed."""

import contextlib
import os
import signal
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

from bench import servers
from tests import services

RESTART_AFTER = 2.0  # seconds, as systemd's RestartSec in deploy/
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Kept:
    """One process with its children, and how to start it; ``port`` 0: it has none."""

    name: str
    command: tuple[str, ...]
    port: int = 0
    environment: dict[str, str] = field(default_factory=dict)
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        self.process = subprocess.Popen(
            self.command,
            env={**os.environ, **self.environment},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL if not os.environ.get("TRAFFIC_LOG") else None,
            process_group=0,  # of its own to be killed by, in one session: niceness counts in it
            preexec_fn=services._die_with_parent,  # noqa: PLW1509 - one prctl call
        )

    def is_up(self) -> bool:
        """It takes connections; what has no port is up when it runs."""
        if self.process is None or self.has_ended():
            return False
        return not self.port or services._listens(self.port)

    def has_ended(self) -> bool:
        """It was started, and is gone."""
        return self.process is not None and self.process.poll() is not None

    def end(self, how: int) -> None:
        """The whole family, as the supervisor's control group would."""
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, how)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(10)


@dataclass(frozen=True)
class Outage:
    """When a process was killed, and when its successor was up."""

    name: str
    killed: float
    back: float


class House:
    """Web, live, worker and Redis; PostgreSQL stands outside."""

    def __init__(self, directory: Path, postgres: int) -> None:
        """``postgres``: its process. The environment says where Redis is from now on."""
        port = servers.free_port()
        os.environ["SKOLEBRO_REDIS_URL"] = f"redis://127.0.0.1:{port}/0"
        self._postgres = postgres
        self.redis = Kept("redis", _redis(port, directory), port)
        self.web = [_web(number) for number in range(2)]
        self.live = [_live(number) for number in range(2)]
        self.worker = Kept("worker", _worker(directory))

    def everything(self) -> list[Kept]:
        """Redis first: the others ask for it."""
        return [self.redis, *self.web, *self.live, self.worker]

    def start(self) -> None:
        """Returns when all of them take connections."""
        for kept in self.everything():
            kept.start()
        end = time.monotonic() + 60
        while not all(kept.is_up() for kept in self.everything()):
            if time.monotonic() > end or any(kept.has_ended() for kept in self.everything()):
                message = f"not up: {[one.name for one in self.everything() if not one.is_up()]}"
                raise RuntimeError(message)
            time.sleep(0.05)

    def stop(self) -> None:
        for kept in reversed(self.everything()):
            kept.end(signal.SIGTERM)

    def kill(self, kept: Kept) -> float:
        """Kill -9; the moment."""
        moment = time.monotonic()
        kept.end(signal.SIGKILL)
        return moment

    def cpu(self) -> dict[str, float]:
        """Seconds of a core that each kind of process has used, with its children."""
        used = {"load": sum(os.times()[:2]), "postgres": family_cpu(self._postgres)}
        for kept in self.everything():
            kind = kept.name.split("-")[0]
            used[kind] = used.get(kind, 0) + family_cpu(kept.process.pid if kept.process else 0)
        return used


def family_cpu(pid: int) -> float:
    """Seconds of a core of a process and all that descend from it."""
    parents: dict[int, int] = {}
    ticks: dict[int, int] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rsplit(")", 1)[1].split()
        except (OSError, IndexError):
            continue
        one = int(path.parent.name)
        parents[one] = int(fields[1])
        ticks[one] = sum(int(number) for number in fields[11:15])
    return sum(ticks[one] for one in ticks if _descends(one, pid, parents)) / _TICKS


def _descends(one: int, pid: int, parents: dict[int, int]) -> bool:
    while one and one != pid:
        one = parents.get(one, 0)
    return one == pid and pid != 0


def _web(number: int) -> Kept:
    port = servers.free_port()
    command = list(servers.web(port))
    command[command.index("--workers") + 1] = "1"
    return Kept(f"web-{number}", tuple(command), port, {"SKOLEBRO_DB_CONN_MAX_AGE": "600"})


def _live(number: int) -> Kept:
    port = servers.free_port()
    return Kept(f"live-{number}", servers.live(port), port, {"SKOLEBRO_DB_CONN_MAX_AGE": "600"})


def _worker(directory: Path) -> tuple[str, ...]:
    return (
        "nice", "-n", "10",  # as CPUWeight in deploy/
        str(servers.BIN / "celery"), "-A", "config", "worker", "--beat", "--loglevel", "ERROR",
        "--concurrency", "2", "--schedule", str(directory / "beat"),
    )  # fmt: skip


def _redis(port: int, directory: Path) -> tuple[str, ...]:
    return (
        "redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "",
        "--appendonly", "no", "--dir", str(directory),
    )  # fmt: skip
