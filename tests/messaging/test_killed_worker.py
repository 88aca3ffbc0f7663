"""F22: an announcement to three thousand, and the worker is killed three times on the way."""

import datetime as dt
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from messaging.actions import notices
from messaging.choices import DeliveryState, Part
from messaging.models import Delivery, Notice, SchoolHours
from schools import clock
from schools.choices import Access, Responsibility
from schools.models import Guardianship, Person
from tests import databases
from tests.cast import Cast
from tests.factories import PersonFactory
from tests.messaging import conversations as made
from tests.messaging.channels.smtp_server import MailServer, mail_server

pytestmark = pytest.mark.skipif(
    databases.SQLITE, reason="workers in processes of their own share PostgreSQL only"
)

GUARDIANS = 3_000
REMOVED = 7
_WORKER = """
import sys
from django.conf import settings
name, port = sys.argv[1:]
settings.DATABASES["default"]["NAME"] = name
settings.EMAIL_BACKEND = "messaging.channels.smtp.EmailBackend"
settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", int(port)
import django
django.setup()
from messaging.actions import delivering
delivering.deliver_due(for_seconds=120)
"""


@pytest.fixture
def server(settings: Any) -> Iterator[MailServer]:
    with mail_server(settings) as running:
        yield running


@pytest.fixture
def announced(committed_db: None, cast: Cast) -> set[str]:
    """Addresses of those who are to be told; some lost the right when it was planned already."""
    people = Person.objects.bulk_create(
        PersonFactory.build(username=f"g{number}", email=f"g{number}@skolebro.test")
        for number in range(GUARDIANS)
    )
    Guardianship.objects.bulk_create(
        Guardianship(
            guardian=person, pupil=cast.nora, responsibility=Responsibility.FULL, access=Access.FULL
        )
        for person in people
    )
    always = {"quiet_from": dt.time(), "quiet_until": dt.time(), "digest_at": dt.time(17)}
    SchoolHours.objects.create(school=cast.lade, side="guardian", **always)
    made.announcement(cast, (Part.GUARDIANS,))
    Notice.objects.update(created_at=clock.now() - dt.timedelta(minutes=1))
    notices.expand_waiting()
    gone = people[:: GUARDIANS // REMOVED][:REMOVED]
    Guardianship.objects.filter(guardian__in=gone).update(ends=clock.today())
    return {person.email for person in people} - {person.email for person in gone}


def worker(server: MailServer) -> subprocess.Popen[bytes]:
    name = connection.settings_dict["NAME"]
    command = [sys.executable, "-c", _WORKER, name, str(server.port)]
    return subprocess.Popen(command, env={**os.environ, "PYTHONWARNINGS": "ignore"})


def wait_for(server: MailServer, count: int) -> None:
    end = time.monotonic() + 120
    while len(server.taken) < count:
        assert time.monotonic() < end, f"only {len(server.taken)} of {count} came"
        time.sleep(0.02)


def test_nobody_is_forgotten_and_at_most_one_a_kill_is_told_twice(
    announced: set[str], server: MailServer
) -> None:
    for kill in range(3):
        working = worker(server)
        wait_for(server, (kill + 1) * GUARDIANS // 4)
        os.kill(working.pid, signal.SIGKILL)
        working.wait(30)
        # the lease of the dead runs out
        Delivery.objects.filter(state=DeliveryState.SENDING).update(leased_until=clock.now())
    assert worker(server).wait(300) == 0
    told = Counter(str(mail["To"]) for mail in server.taken)
    assert {address for address in told if address[1].isdigit()} == announced
    twice = [address for address, times in told.items() if times > 1]
    assert len(twice) <= 3
    for address in twice:
        assert len({mail["Message-ID"] for mail in server.sent_to(address)}) == 1
    assert not Delivery.objects.filter(state__in=["waiting", "sending"], side="guardian").exists()
