"""Real PostgreSQL, Redis and slapd for one test run, on free loopback ports.

Whoever starts them stops them; a killed run leaves none behind. Works as root too:
PostgreSQL refuses root, so it then runs as Debian's own ``postgres`` account.
"""

import ctypes
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

USER = "skolebro"
# Below those that Linux gives to outgoing connections: one of them may hold such a port when a
# server is to begin there, or to come back to it.
_PORTS = range(20_000, 32_000)
_LDAP_SCHEMAS = Path(__file__).parent / "ldap"
_libc = ctypes.CDLL(None)


@dataclass
class Server:
    """A running server, its port and the directory that goes with it."""

    process: subprocess.Popen[bytes]
    port: int
    directory: Path

    def stop(self) -> None:
        """Ask, wait, insist; then remove the directory."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        shutil.rmtree(self.directory, ignore_errors=True)


def free_port() -> int:
    """A loopback port that nobody listens on now."""
    while True:
        port = secrets.choice(_PORTS)  # not random: test workers begin from one seed
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


# --- PostgreSQL


def postgres_bin() -> Path:
    """Directory of the newest PostgreSQL programs."""
    if given := os.environ.get("PG_BINDIR"):
        return Path(given)
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name)
    )
    if not found:
        message = "PostgreSQL is missing: run `make debian-packages`."
        raise RuntimeError(message)
    return found[-1]


def start_postgres(data: Path | None = None, *, durable: bool = False) -> Server:
    """A cluster in a temporary directory: a copy of ``data``, else a new empty one.

    ``durable`` waits for the disk, as production does: for measuring, not for tests.
    """
    directory = Path(tempfile.mkdtemp(prefix="skolebro-pg-"))
    account = _postgres_account(directory)
    if data:
        copy_tree(data, directory / "data")
    else:
        _initdb(directory, account)
    server = _launch(_postgres_command(directory, durable=durable), directory, **account)
    _wait(server, _postgres_answers)
    return server


def _postgres_answers(port: int) -> bool:
    # The port opens before the server takes connections.
    try:
        psycopg.connect(host="127.0.0.1", port=port, user=USER, dbname="postgres").close()
    except psycopg.OperationalError:
        return False
    return True


def _initdb(directory: Path, account: dict[str, Any]) -> None:
    command = [postgres_bin() / "initdb", "-D", directory / "data", "-U", USER, "--auth=trust"]
    command += ["-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=directory, **account)


def _postgres_command(directory: Path, *, durable: bool) -> list[str]:
    # Statistics taken while a test is in the middle of its rows say that tables are empty, and
    # what is planned for empty tables takes minutes on full ones.
    hasty = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off"]
    options = ["max_connections=200", *([] if durable else hasty)]
    command = [str(postgres_bin() / "postgres"), "-D", str(directory / "data")]
    command += ["-k", "", "-h", "127.0.0.1", "-p", "{port}"]
    for option in options:
        command += ["-c", option]
    return command


def _postgres_account(directory: Path) -> dict[str, Any]:
    if os.geteuid() != 0:
        return {}
    account = pwd.getpwnam("postgres")
    os.chown(directory, account.pw_uid, account.pw_gid)
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def copy_tree(source: Path, target: Path) -> None:
    """Copy with owners and modes kept, cheaply where the file system can."""
    command = ["cp", "-a", "--reflink=auto", str(source), str(target)]
    subprocess.run(command, check=True)


# --- Redis and slapd


def start_redis(port: int | None = None) -> Server:
    """An empty Redis that stores nothing; ``port`` is where one stood before."""
    directory = Path(tempfile.mkdtemp(prefix="skolebro-redis-"))
    command = ["redis-server", "--port", "{port}", "--bind", "127.0.0.1", "--save", ""]
    command += ["--appendonly", "no", "--dir", str(directory)]
    server = _launch(command, directory, port)
    _wait(server)
    return server


def start_slapd(
    ldif: str, suffix: str = "dc=skolebro,dc=test", extra_config: str = "", scheme: str = "ldap"
) -> Server:
    """OpenLDAP with the norEdu schema and these entries; ``extra_config`` may set up TLS."""
    directory = Path(tempfile.mkdtemp(prefix="skolebro-slapd-"))
    (directory / "db").mkdir()
    config = directory / "slapd.conf"
    config.write_text(_slapd_config(directory, suffix, extra_config))
    (directory / "seed.ldif").write_text(ldif)
    load = ["/usr/sbin/slapadd", "-q", "-f", str(config), "-l", str(directory / "seed.ldif")]
    subprocess.run(load, check=True)
    command = [
        "/usr/sbin/slapd",
        "-d",
        "0",
        "-f",
        str(config),
        "-h",
        f"{scheme}://127.0.0.1:{{port}}",
    ]
    server = _launch(command, directory)
    _wait(server)
    return server


def _slapd_config(directory: Path, suffix: str, extra: str) -> str:
    return f"""
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
include {_LDAP_SCHEMAS}/eduperson.schema
include {_LDAP_SCHEMAS}/noredu.schema
modulepath /usr/lib/ldap
moduleload back_mdb
pidfile {directory}/pid
{extra}
database mdb
maxsize 104857600
suffix "{suffix}"
rootdn "cn=admin,{suffix}"
rootpw admin
directory {directory}/db
dbnosync
access to attrs=userPassword by anonymous auth by * none
access to * by users read by anonymous auth
"""


# --- processes


def _launch(
    command: Sequence[str], directory: Path, port: int | None = None, **options: Any
) -> Server:
    port = port or free_port()
    arguments = [part.format(port=port) if "{port}" in part else part for part in command]
    with (directory / "log").open("wb") as log:
        process = subprocess.Popen(
            arguments,
            stdout=log,
            stderr=log,
            cwd=directory,
            preexec_fn=_die_with_parent,  # noqa: PLW1509 - one prctl call, before any thread
            **options,
        )
    return Server(process, port, directory)


def _die_with_parent() -> None:
    _libc.prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _wait(server: Server, ready: Callable[[int], bool] = _listens, timeout: float = 30) -> None:
    end = time.monotonic() + timeout
    while time.monotonic() < end:
        if server.process.poll() is not None:
            message = f"{server.process.args!r} ended: {(server.directory / 'log').read_text()}"
            raise RuntimeError(message)
        if ready(server.port):
            return
        time.sleep(0.02)
    raise TimeoutError(server.process.args)
