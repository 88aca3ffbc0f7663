"""SQLite's full-text table comes back when its triggers were lost, with all that was written."""

import pytest
from django.db import connection

from messaging.models import Message, words
from messaging.queries import finding
from tests.cast import Cast
from tests.messaging import conversations as made

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def _found(cast: Cast, given: str) -> int:
    return len(finding.find(cast.fresh("kari"), given).hits)


def test_triggers_are_there_after_migrating() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_indexes WHERE indexname = %s", [words.INDEX])
            assert cursor.fetchone()
    else:
        assert words.installed(connection) == set(words.TRIGGERS)


def test_what_was_written_without_triggers_is_found_after_installing(cast: Cast) -> None:
    if connection.vendor == "postgresql":
        words.install(connection)  # nothing to do there
        return
    first = made.class_thread(cast).messages.get()
    words.remove_triggers(connection)
    made.home_threads(cast)
    Message.objects.filter(pk=first.pk).update(body="Ta med xylofon")
    for _ in range(2):
        words.install(connection)
    assert words.installed(connection) == set(words.TRIGGERS)
    assert (_found(cast, "xylofon"), _found(cast, "matpakke"), _found(cast, "ringe")) == (1, 0, 1)
