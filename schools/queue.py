"""The door to the worker for what people wait for: an outage of the queue is not theirs."""

from typing import Any

from celery.exceptions import OperationalError

from schools.outages import Outage

_queue = Outage("The queue")


def soon(task: Any, *args: object) -> None:
    """Queue a task. What a queue that is away does not take, beat finds again by its row."""
    if not _queue.may_ask():
        return
    try:
        task.apply_async(args, retry=False)
    except OperationalError as fault:
        _queue.note_away(fault)
    else:
        _queue.note_here()
