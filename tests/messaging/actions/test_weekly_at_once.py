"""Two workers that send weekly letters beside each other."""

import threading
import time
import uuid

from django.db import connection, transaction

from messaging.actions import weekly
from messaging.choices import Kind
from messaging.models import Conversation, WeeklyItem, WeeklyLetter
from messaging.queries import weekly as asking
from schools import clock
from schools.models import Group
from tests.cast import Cast, build_cast


def put(cast: Cast, group: Group, name: str) -> WeeklyItem:
    return weekly.add_item(
        actor=cast.fresh(name),
        group=group,
        title="Tur",
        body="Husk sekk",
        client_token=uuid.uuid4(),
    )


def until_somebody_waits_for_a_lock() -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        with connection.cursor() as cursor:
            cursor.execute(
                # not pg_stat_activity: within a transaction it stays as it was first read
                "SELECT count(*) FROM pg_locks WHERE NOT granted AND pid IN (SELECT pid"
                " FROM pg_locks l JOIN pg_database d ON d.oid = l.database"
                " WHERE d.datname = current_database())"
            )
            if cursor.fetchone()[0]:
                return
        time.sleep(0.02)
    raise AssertionError("nobody waits")


def test_what_comes_while_a_letter_is_sent_waits_for_the_next(committed_db: None) -> None:
    cast = build_cast()
    put(cast, cast.class_6a, "tone")
    added: list[WeeklyItem] = []

    def work() -> None:
        added.append(put(cast, cast.class_6a, "arne"))
        connection.close()

    worker = threading.Thread(target=work)
    with transaction.atomic():
        letter = WeeklyLetter.objects.select_for_update().get()
        worker.start()
        until_somebody_waits_for_a_lock()
        letter.sent_at = clock.now()
        letter.save(update_fields=["sent_at"])
    worker.join(60)
    assert added[0].letter.week > letter.week


def test_a_letter_is_sent_once_for_each_class(committed_db: None) -> None:
    cast = build_cast()
    for group, name in ((cast.class_6a, "tone"), (cast.class_6b, "odd")):
        put(cast, group, name)
    moment = asking.next_of(cast.class_6a).at
    begin, sent = threading.Barrier(2), []

    def work() -> None:
        begin.wait(30)
        with clock.set_to(moment):
            sent.append(weekly.send_due())
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert sum(sent) == 2
    assert Conversation.objects.filter(kind=Kind.ANNOUNCEMENT).count() == 2
