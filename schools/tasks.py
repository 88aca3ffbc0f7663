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


@shared_task
def read_roster(run_id: int) -> None:
    """Read an uploaded bundle and plan what it would change."""
    from schools.actions import roster_runs  # noqa: PLC0415 -- a task is a leaf, see above

    roster_runs.read_run(run_id=run_id)


@shared_task
def write_roster(run_id: int) -> None:
    """Bring in a bundle that has been looked at."""
    from schools.actions import roster_runs  # noqa: PLC0415 -- a task is a leaf, see above

    roster_runs.write_run(run_id=run_id)


@shared_task
def sweep_roster() -> None:
    """Queue lost runs again, delete bundles that nobody decided on."""
    from schools.actions import roster_files  # noqa: PLC0415 -- a task is a leaf, see above

    roster_files.sweep_runs()


@shared_task(autoretry_for=(OSError,), retry_backoff=30, max_retries=8)
def send_invitation(invitation_id: int) -> None:
    """Mail one invitation; retried while the mail server is down."""
    from schools.actions import invitations  # noqa: PLC0415 -- a task is a leaf, see above

    invitations.send_invitation(invitation_id=invitation_id)


@shared_task
def sweep_invitations() -> None:
    """Mail invitations whose task was lost."""
    from schools.actions import (  # noqa: PLC0415 -- a task is a leaf, see above
        helper_invitations,
        invitations,
    )

    for invitation_id in invitations.unsent_invitations():
        send_invitation.delay(invitation_id)
    for invitation_id in helper_invitations.unsent_helper_invitations():
        send_helper_invitation.delay(invitation_id)


@shared_task(autoretry_for=(OSError,), retry_backoff=30, max_retries=8)
def send_helper_invitation(invitation_id: int) -> None:
    """Mail one invitation to help; retried while the mail server is down."""
    from schools.actions import helper_invitations  # noqa: PLC0415 -- a task is a leaf, see above

    helper_invitations.send_helper_invitation(invitation_id=invitation_id)
