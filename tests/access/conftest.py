"""The objects of the matrix and its fourteen visitors, made once per module.

One transaction is open for the whole module; every request is rolled back in it.
"""

from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from pytest_django.plugin import DjangoDbBlocker

from tests.access.objects import make_objects
from tests.access.rows import Objects
from tests.cast import build_cast
from tests.fresh import prove

Visitor = Callable[[str], Client]


@pytest.fixture(scope="module")
def objects(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Objects]:
    """The cast and what every app adds to it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_objects(build_cast())
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def visitor(objects: Objects) -> Visitor:
    """A new client of a role, signed in; each role's session is made once."""
    sessions: dict[str, str] = {}

    def client_of(role: str) -> Client:
        client = Client(raise_request_exception=False)
        person = objects.cast.role(role)
        if person is None:
            return client
        if role not in sessions:
            client.force_login(person)
            prove(client, person)  # who is asked for their password again, is told elsewhere
            sessions[role] = client.cookies[settings.SESSION_COOKIE_NAME].value
        client.cookies[settings.SESSION_COOKIE_NAME] = sessions[role]
        return client

    return client_of
