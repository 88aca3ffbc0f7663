"""The uploaded bundles: kept while they are looked at, gone when the run has ended.

No row owns these files for reading: a bundle holds a whole municipality's people, so
nobody can fetch one back, not even the one who uploaded it.
"""

import datetime as dt
import zipfile
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from schools import clock, policies, queue
from schools.actions import audit, files
from schools.choices import RunState, ScanState
from schools.exceptions import InvalidInput, NotAllowed
from schools.files import vault
from schools.models import Person, PrivateFile, RosterRun

KEPT = dt.timedelta(days=7)
LOST_AFTER = dt.timedelta(minutes=5)
_BUSY = (RunState.WAITING, RunState.READING, RunState.WRITING)
_LOOKED_AT = (RunState.PREVIEW, RunState.STOPPED)


def upload_bundle(*, actor: Person, upload: UploadedFile[Any]) -> RosterRun:
    """Keep a bundle, let the worker read it. Raises NotAllowed, InvalidInput (field ``file``)."""
    if not policies.can_import_roster(actor):
        raise NotAllowed(_("Only administrators of the municipality bring in roster files."))
    _check_upload(upload)
    name = (upload.name or "roster.zip").replace("\\", "/").rsplit("/", 1)[-1][:255]
    upload.seek(0)
    with transaction.atomic():
        file = PrivateFile.objects.create(
            name=name,
            content_type="application/zip",
            size=upload.size or 0,
            storage_name=vault.keep(upload, ".zip"),
            scan_state=ScanState.BLOCKED,  # never served
            owned=True,
            created_at=clock.now(),
        )
        run = RosterRun.objects.create(
            file=file, file_name=name, requested_by=actor, created_at=clock.now()
        )
        audit.record(actor=actor, action="roster.uploaded", about=run)
        transaction.on_commit(lambda: ask_worker(run))
    return run


def ask_worker(run: RosterRun) -> None:
    """Queue the task that a run waits for."""
    from schools import tasks  # noqa: PLC0415 -- tasks load their actions, so not at import

    task = tasks.write_roster if run.state == RunState.WRITING else tasks.read_roster
    queue.soon(task, run.pk)


def drop(run: RosterRun) -> None:
    """Delete the bundle of a run; the caller saves the run."""
    file, run.file = run.file, None
    if file is not None:
        run.save(update_fields=["file"])
        files.delete_files(files=[file])


def sweep_runs() -> None:
    """Queue lost runs again, and delete bundles that nobody decided on for a week."""
    now = clock.now()
    for run in RosterRun.objects.filter(state__in=_BUSY, created_at__lt=now - LOST_AFTER)[:20]:
        if run.file_id:
            ask_worker(run)
    for run in RosterRun.objects.filter(state__in=_LOOKED_AT, created_at__lt=now - KEPT)[:20]:
        with transaction.atomic():
            run.state, run.finished_at = RunState.FAILED, now
            drop(run)
            run.save(update_fields=["state", "finished_at"])


def _check_upload(upload: UploadedFile[Any]) -> None:
    limit = settings.ROSTER_MAX_BYTES
    if (upload.size or 0) > limit:
        message = _("The file is larger than %(limit)s MB. Send a smaller one.")
        raise InvalidInput(message % {"limit": limit // (1024 * 1024)}, "file")
    if not zipfile.is_zipfile(upload):
        raise InvalidInput(_("This is not a zip file. Choose the export as it is."), "file")
