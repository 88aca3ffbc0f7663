"""Servers, databases, people and browsers for the tests."""

import itertools
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection, connections
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from config import translations
from messaging.actions.courier import courier
from schools.models import Person
from tests import databases, network, services, written_statements
from tests.cast import Cast, build_cast
from tests.site import LiveSite

_clone_numbers = itertools.count(1)


def pytest_configure(config: pytest.Config) -> None:
    """The controller starts PostgreSQL; xdist's workers inherit its port."""
    network.block_outside()
    written_statements.watch()
    config.stash[_OWNED] = []
    if databases.SQLITE or "TEST_PG_PORT" in os.environ or config.option.collectonly:
        return
    server = databases.postgres()
    config.stash[_OWNED].append(server)
    os.environ["TEST_PG_PORT"] = str(server.port)


_OWNED = pytest.StashKey[list[services.Server]]()


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """Whoever started a server stops it."""
    for server in config.stash.get(_OWNED, []):
        os.environ.pop("TEST_PG_PORT", None)
        server.stop()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Mark before ``-m`` looks at marks, and put browser tests last.

    Playwright's sync API keeps a loop running in the main thread. A database of one's own takes
    most of a second to make.
    """
    for item in items:
        fixtures = getattr(item, "fixturenames", ())
        if "browser" in fixtures:
            item.add_marker(pytest.mark.browser)
        if "committed_db" in fixtures:
            item.add_marker(pytest.mark.slow)
    yield
    items.sort(key=lambda item: item.get_closest_marker("browser") is not None)


# --- databases


@pytest.fixture(scope="session")
def clones(tmp_path_factory: pytest.TempPathFactory) -> databases.Clones:
    """Maker of copies of the migrated template."""
    return databases.Clones(tmp_path_factory.mktemp("databases"))


@pytest.fixture(scope="session")
def worker() -> str:
    """Name of this xdist worker."""
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None,
    django_db_blocker: DjangoDbBlocker,
    clones: databases.Clones,
    worker: str,
) -> Iterator[None]:
    """Each worker has its own clone; tests roll back in it."""
    name = clones.make(f"test_{worker}")
    with django_db_blocker.unblock():
        _use_database(name)
    yield
    with django_db_blocker.unblock():
        connections.close_all()
    clones.drop(name)


@pytest.fixture
def committed_db(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    clones: databases.Clones,
    worker: str,
) -> Iterator[None]:
    """A fresh clone for a test that really commits: threads, sockets, a live server.

    Not together with ``db`` (no transaction around it); never flush, which deletes
    Wagtail's root page. Threads of the test close their own connections.
    """
    before = connection.settings_dict["NAME"]
    name = clones.make(f"test_{worker}_{next(_clone_numbers)}")
    with django_db_blocker.unblock():
        _use_database(name)
        yield
        assert courier.wait(10), "what the test committed is still being delivered"
        _use_database(before)
    clones.drop(name)


def _use_database(name: str) -> None:
    # One dictionary is shared by the connections of every thread: each opens the new
    # database when it next connects.
    connection.close()
    settings = connections.settings["default"]
    settings["NAME"] = name
    settings["PORT"] = os.environ.get("TEST_PG_PORT", "")
    connection.settings_dict.update(NAME=name, PORT=settings["PORT"])


@pytest.fixture(scope="session", autouse=True)
def _compiled_texts() -> None:
    """Tests read what people read, also after a change of a .po file."""
    for book in translations.books():
        translations.compile_book(book)


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    """Limits on sign-in live in the cache; no test pays for another."""
    yield
    cache.clear()


# --- people


@pytest.fixture
def cast(request: pytest.FixtureRequest) -> Cast:
    """Two schools and everybody of ``tests.cast``, in this test's database."""
    if "committed_db" not in request.fixturenames:
        request.getfixturevalue("db")
    return build_cast()


@pytest.fixture
def sign_in() -> Callable[[Person | None], Client]:
    """A client signed in as this person; None is signed out."""

    def client_of(person: Person | None, **options: Any) -> Client:
        client = Client(**options)
        if person is not None:
            client.force_login(person)
        return client

    return client_of


@pytest.fixture
def real_hashers(settings: Any) -> None:
    """The hashers of production instead of the quick one of the tests."""
    from config.settings.components import signin

    settings.PASSWORD_HASHERS = signin.PASSWORD_HASHERS


# --- servers beside the database, started by the first test of a worker that needs them


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """Address of an empty Redis."""
    server = services.start_redis()
    yield f"redis://127.0.0.1:{server.port}/0"
    server.stop()


@pytest.fixture(scope="session")
def slapd() -> Iterator[Callable[..., services.Server]]:
    """Starts a directory: ``slapd(ldif, suffix=..., extra_config=..., scheme=...)``."""
    started: list[services.Server] = []

    def start(*args: Any, **options: Any) -> services.Server:
        started.append(services.start_slapd(*args, **options))
        return started[-1]

    yield start
    for server in started:
        server.stop()


# --- the whole site and a browser


@pytest.fixture
def live_site(committed_db: None, settings: Any) -> Iterator[LiveSite]:
    """The real ASGI application on a free port, on a database of its own."""
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    site = LiveSite()
    site.start()
    settings.BASE_URL = site.url
    yield site
    site.stop()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium, quiet and without a sandbox (the tests may run as root)."""
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    flags = ["no-sandbox", "disable-gpu", "disable-quic", "no-first-run", "disable-sync"]
    flags += ["disable-background-networking", "disable-component-update", "disable-dev-shm-usage"]
    return {
        **browser_type_launch_args,
        "executable_path": os.environ.get("CHROMIUM", "/usr/bin/chromium"),
        "args": [f"--{flag}" for flag in flags],
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """A Norwegian visitor in Trondheim."""
    return {**browser_context_args, "locale": "nb-NO", "timezone_id": "Europe/Oslo"}


@pytest.fixture
def signed_in_cookies(live_site: LiveSite) -> Callable[[Person], list[dict[str, Any]]]:
    """Cookies for ``context.add_cookies``: a browser signed in without the form."""

    def cookies_of(person: Person) -> list[dict[str, Any]]:
        client = Client()
        client.force_login(person)
        return [
            {"name": name, "value": morsel.value, "url": live_site.url}
            for name, morsel in client.cookies.items()
        ]

    return cookies_of


@pytest.fixture
def project_root() -> Path:
    """Top of the checkout."""
    return databases.ROOT
