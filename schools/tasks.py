"""Background work of ``schools``: each task loads and calls one action."""

from celery import shared_task


@shared_task(autoretry_for=(OSError,), retry_backoff=5, max_retries=8)
def scan_file(file_id: int) -> None:
    """Virus scan of one upload; retried while the scanner is down."""
    from schools.actions import files  # noqa: PLC0415 -- a task is a leaf, it loads its action

    files.scan_file(file_id=file_id)


@shared_task
def sweep_files() -> None:
    """Delete unclaimed uploads, and ask again for scans that were lost with a queue."""
    from schools.actions import files  # noqa: PLC0415 -- a task is a leaf, it loads its action

    files.sweep_unowned()
    for file_id in files.waiting_files():
        scan_file.delay(file_id)
