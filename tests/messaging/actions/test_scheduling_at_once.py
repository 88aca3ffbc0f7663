"""Two workers that sweep beside each other."""

import threading

from django.db import connection

from messaging.actions import scheduling
from messaging.models import Message, ScheduledMessage
from schools import clock
from tests.cast import build_cast
from tests.messaging import conversations as made


def test_what_two_workers_find_due_is_sent_once(committed_db: None) -> None:
    cast = build_cast()
    thread = made.class_thread(cast)
    waiting = [made.scheduled(cast, thread) for _ in range(3)]
    begin, sent = threading.Barrier(2), []

    def work() -> None:
        begin.wait(30)
        with clock.set_to(clock.at(waiting[0].day, waiting[0].time)):
            sent.append(scheduling.send_due())
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert sum(sent) == 3
    assert Message.objects.filter(body="God morgen").count() == 3
    assert not ScheduledMessage.objects.exists()
