"""One migrated template, kept between runs; every worker and committing test gets a clone.

Migrating from nothing takes 15 s, nearly all of it Wagtail's. So the migrated cluster (or
SQLite file) lies in the user's cache, shared by all checkouts, under a fingerprint of
everything a migration is made of.
"""

import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg

from tests import services

ROOT = Path(__file__).resolve().parents[1]
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "skolebro-tests"
APPS = ("config", "cms", "devices", "messaging", "schools")
TEMPLATE = "skolebro"
SQLITE = os.environ.get("SKOLEBRO_TEST_DB") == "sqlite"
_KEPT = 6


def fingerprint() -> str:
    """Changes when migrations, locked packages or what runs after migrating change."""
    digest = hashlib.sha256(sys.version.encode())
    digest.update((ROOT / "requirements.txt").read_bytes())
    for path in sorted(path for app in APPS for path in (ROOT / app).rglob("*.py")):
        source = path.read_bytes()
        if path.parent.name == "migrations" or b"post_migrate" in source or b"TRIGGER" in source:
            digest.update(str(path.relative_to(ROOT)).encode() + source)
    return digest.hexdigest()[:16]


def postgres(*, durable: bool = False) -> services.Server:
    """A running cluster that holds the migrated template; ``durable`` for measuring."""
    cached = CACHE / f"pg{services.postgres_bin().parent.name}-{fingerprint()}"
    with _locked():
        if not cached.exists():
            _build_cluster(cached)
        return services.start_postgres(cached, durable=durable)


def _build_cluster(cached: Path) -> None:
    server = services.start_postgres()
    with _admin(server.port) as admin:
        admin.execute(f"CREATE DATABASE {TEMPLATE}")
    _migrate(TEST_PG_PORT=str(server.port), SKOLEBRO_TEST_DB="postgresql")
    server.process.terminate()
    server.process.wait(30)
    _keep(server.directory / "data", cached)
    server.stop()


def sqlite_template() -> Path:
    """The migrated SQLite file; copy it, never open it."""
    cached = CACHE / f"sqlite-{fingerprint()}"
    with _locked():
        if not cached.exists():
            working = CACHE / "building.sqlite3"
            working.unlink(missing_ok=True)
            _migrate(SKOLEBRO_TEST_DB="sqlite", TEST_SQLITE_FILE=str(working))
            with closing(sqlite3.connect(working)) as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            _keep(working, cached)
            working.unlink()
    return cached


def _migrate(**environment: str) -> None:
    """In a process of its own, so that this one starts with the clone."""
    names = {"DJANGO_SETTINGS_MODULE": "config.settings.test", **environment}
    command = [sys.executable, str(ROOT / "manage.py"), "migrate", "--verbosity", "0"]
    print("tests: migrating a template database, once ...", file=sys.__stderr__)
    subprocess.run(command, check=True, cwd=ROOT, env={**os.environ, **names})


def _keep(made: Path, cached: Path) -> None:
    staging = cached.with_suffix(".part")
    shutil.rmtree(staging, ignore_errors=True)
    services.copy_tree(made, staging)
    staging.rename(cached)
    kind = cached.name.split("-")[0]
    others = sorted(CACHE.glob(f"{kind}-*"), key=lambda path: path.stat().st_mtime)
    for old in [path for path in others if path != cached][: -(_KEPT - 1)]:
        shutil.rmtree(old) if old.is_dir() else old.unlink()


@contextmanager
def _locked() -> Iterator[None]:
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def _admin(port: int) -> Iterator[Any]:
    connection = psycopg.connect(
        host="127.0.0.1", port=port, user=services.USER, dbname="postgres", autocommit=True
    )
    with connection:
        yield connection


class Clones:
    """Makes and drops clones of the template, on the engine of this run."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.port = int(os.environ.get("TEST_PG_PORT", "0"))

    def make(self, name: str) -> str:
        """What to put into DATABASES["default"]["NAME"]."""
        if SQLITE:
            target = self.directory / f"{name}.sqlite3"
            shutil.copyfile(sqlite_template(), target)
            return str(target)
        with _admin(self.port) as admin:
            admin.execute(f'CREATE DATABASE "{name}" TEMPLATE {TEMPLATE} STRATEGY file_copy')
        return name

    def drop(self, name: str) -> None:
        """Remove a clone, whoever is still connected."""
        if SQLITE:
            for path in Path(name).parent.glob(f"{Path(name).name}*"):
                path.unlink()
            return
        with _admin(self.port) as admin:
            admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
