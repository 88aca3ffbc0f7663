"""The tests' own tools."""

import socket
import threading
import urllib.request

import pytest
from django.db import connection, transaction

from schools.models import Person, School
from tests.cast import ROLES, Cast
from tests.network import OutsideNetwork
from tests.site import LiveSite

pytestmark = pytest.mark.slow  # databases and servers are started


def test_cast_has_every_role(cast: Cast) -> None:
    people = [cast.role(code) for code in ROLES]
    assert people[0] is None
    assert len({person.pk for person in people if person}) == 13


def test_clone_has_wagtails_root(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM wagtailcore_page")
        assert cursor.fetchone()[0] >= 1


@pytest.mark.both_databases
def test_committed_db_is_seen_by_other_threads(committed_db: None, cast: Cast) -> None:
    seen: list[int] = []

    def count() -> None:
        seen.append(School.objects.count())
        connection.close()

    thread = threading.Thread(target=count)
    thread.start()
    thread.join()
    assert seen == [2]


@pytest.mark.both_databases
def test_committed_db_begins_empty_again(committed_db: None) -> None:
    with transaction.atomic():
        assert not Person.objects.exists()


def test_live_site_answers(live_site: LiveSite) -> None:
    with urllib.request.urlopen(f"{live_site.url}/konto/login/") as answer:
        assert answer.status == 200


def test_other_machines_are_out_of_reach() -> None:
    with socket.socket() as outside, pytest.raises(OutsideNetwork):
        outside.connect(("192.0.2.1", 80))
