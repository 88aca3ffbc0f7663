"""PostgreSQL (durable, unlike the tests'), Redis, pages by WSGI and sockets by ASGI."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests import databases, services

BIN = Path(sys.executable).parent
WORKERS = 2


def free_port() -> int:
    """A loopback port that nobody listens on now."""
    return services.free_port()


@contextmanager
def stores() -> Iterator[None]:
    """An empty PostgreSQL and Redis for this run; the environment says where."""
    postgres, redis = services.start_postgres(durable=True), services.start_redis()
    try:
        where = {"host": "127.0.0.1", "port": postgres.port, "user": services.USER}
        with psycopg.connect(**where, dbname="postgres", autocommit=True) as admin:
            admin.execute("CREATE DATABASE bench")
        _tell_where(postgres, "bench")
        os.environ["SKOLEBRO_REDIS_URL"] = f"redis://127.0.0.1:{redis.port}/0"
        yield
    finally:
        postgres.stop()
        redis.stop()


@contextmanager
def migrated() -> Iterator[services.Server]:
    """PostgreSQL alone with all tables, the tests' template; the environment says where."""
    postgres = databases.postgres(durable=True)
    try:
        _tell_where(postgres, databases.TEMPLATE)
        yield postgres
    finally:
        postgres.stop()


@contextmanager
def redis() -> Iterator[None]:
    """An empty Redis; the environment says where."""
    server = services.start_redis()
    try:
        os.environ["SKOLEBRO_REDIS_URL"] = f"redis://127.0.0.1:{server.port}/0"
        yield
    finally:
        server.stop()


def _tell_where(postgres: services.Server, name: str) -> None:
    url = f"postgresql://{services.USER}@127.0.0.1:{postgres.port}/{name}"
    os.environ["SKOLEBRO_DATABASE_URL"] = url


@contextmanager
def running(*command: str, port: int, **environment: str) -> Iterator[None]:
    """A server of ours until the block ends; entered when its port answers."""
    process = subprocess.Popen(
        command, env={**os.environ, **environment}, stdout=subprocess.DEVNULL
    )
    try:
        _wait(process, port)
        yield
    finally:
        process.terminate()
        process.wait(20)


def web(port: int) -> tuple[str, ...]:
    """Pages, as in production."""
    return (
        str(BIN / "granian"), "--interface", "wsgi", "config.wsgi:application",
        "--host", "127.0.0.1", "--port", str(port), "--workers", str(WORKERS),
        "--blocking-threads", "4", "--no-log",
    )  # fmt: skip


def live(port: int) -> tuple[str, ...]:
    """Sockets, as in production."""
    return (
        str(BIN / "uvicorn"), "config.asgi:application", "--host", "127.0.0.1",
        "--port", str(port), "--ws", "websockets-sansio", "--ws-per-message-deflate", "false",
        "--loop", "uvloop", "--lifespan", "off", "--log-level", "warning",
    )  # fmt: skip


def _wait(process: "subprocess.Popen[bytes]", port: int, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    message = f"{process.args} did not come up"
    raise RuntimeError(message)
