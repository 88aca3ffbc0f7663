"""Background work of ``devices``: each task loads and calls one action."""

from celery import shared_task


@shared_task
def close_past_reservations() -> None:
    """End promises whose time is over, so that lists and figures are right."""
    from devices.actions import bookings  # noqa: PLC0415 -- a task is a leaf, it loads its action

    bookings.close_past()
