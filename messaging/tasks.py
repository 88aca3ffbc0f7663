"""Background work of ``messaging``: each task loads and calls one action."""

from celery import shared_task


@shared_task(ignore_result=True)
def publish_leftover_events() -> None:
    """Publish envelopes that a crash left between commit and publication."""
    from messaging.actions import outbox  # noqa: PLC0415 -- a task is a leaf, it loads its action

    outbox.publish_leftover_events()


@shared_task(ignore_result=True)
def send_scheduled() -> None:
    """Send the messages and announcements whose time has come."""
    from messaging.actions import announcing_later, scheduling  # noqa: PLC0415 -- see above

    scheduling.send_due()
    announcing_later.send_due()


@shared_task(ignore_result=True)
def deliver_notices() -> None:
    """Plan the deliveries of new notices, and send what is due."""
    from messaging.actions import delivering, leases, notices  # noqa: PLC0415 -- see above

    notices.expand_waiting()
    if leases.is_long():
        help_delivering.apply_async(expires=5)
    delivering.deliver_due()


@shared_task(ignore_result=True)
def help_delivering() -> None:
    """Send what is due beside ``deliver_notices``, in the worker's other process."""
    from messaging.actions import delivering  # noqa: PLC0415 -- see above

    delivering.deliver_due()


@shared_task(ignore_result=True)
def make_letters(batch_id: int) -> None:
    """Set the letters of one file in type."""
    from messaging.actions import letter_batches  # noqa: PLC0415 -- see above

    letter_batches.make_file(batch_id=batch_id)


@shared_task(ignore_result=True)
def sweep_letters() -> None:
    """Ask again for files whose task was lost, delete those that are a day old."""
    from messaging.actions import letter_batches  # noqa: PLC0415 -- see above

    letter_batches.sweep()


@shared_task(ignore_result=True)
def climb() -> None:
    """Take the next step for homes that have not read what matters."""
    from messaging.actions import climbing  # noqa: PLC0415 -- see above

    climbing.climb_due()


@shared_task(ignore_result=True)
def count_noise() -> None:
    """Count how much reached homes in the weeks that are over."""
    from messaging.actions import noise  # noqa: PLC0415 -- see above

    noise.count_weeks()


@shared_task(ignore_result=True)
def send_weekly() -> None:
    """Send the weekly letters whose time has come."""
    from messaging.actions import weekly  # noqa: PLC0415 -- see above

    weekly.send_due()
