"""Uploads become private files; the row that owns one decides who sees it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from schools import clock, queue
from schools.choices import ScanState
from schools.exceptions import InvalidInput, NotVisible
from schools.files import kinds, pictures, scanner, vault
from schools.models import Person, PrivateFile

UNOWNED_KEPT = dt.timedelta(days=1)


def store_upload(*, actor: Person, upload: UploadedFile[Any]) -> PrivateFile:
    """Check, clean and store one upload; it belongs to nobody's row until ``claim``.

    Raises InvalidInput (field ``files``) when empty, too large, or of a refused kind.
    """
    name = _safe_name(upload.name or "")
    _check_size(upload, name)
    file = PrivateFile(
        uploaded_by=actor, created_at=clock.now(), name=name, scan_state=_first_state()
    )
    head = upload.read(64)
    if pictures.is_picture(head):
        _keep_picture(file, upload)
    else:
        _keep_document(file, upload)
    file.save()
    if file.scan_state == ScanState.WAITING:
        transaction.on_commit(lambda: _ask_for_scan(file.pk))
    return file


def claim(*, actor: Person, uuids: Sequence[str]) -> list[PrivateFile]:
    """Take the actor's own fresh uploads for a row of theirs; call inside that row's transaction.

    Raises NotVisible when one of them is not the actor's, or is owned already.
    """
    files = list(
        PrivateFile.objects.select_for_update().filter(
            uuid__in=uuids, uploaded_by=actor, owned=False
        )
    )
    if len(files) != len(set(uuids)):
        raise NotVisible
    PrivateFile.objects.filter(pk__in=[file.pk for file in files]).update(owned=True)
    order = {str(key): place for place, key in enumerate(uuids)}
    return sorted(files, key=lambda file: order[str(file.uuid)])


def let_go(*, files: Sequence[PrivateFile]) -> None:
    """Files are nobody's row's again, for the same transaction to claim; its caller owns them."""
    PrivateFile.objects.filter(pk__in=[file.pk for file in files]).update(owned=False)


def store_all(*, actor: Person, uploads: Iterable[UploadedFile[Any]]) -> list[PrivateFile]:
    """Store several uploads; when one is refused, none of them stays."""
    stored: list[PrivateFile] = []
    try:
        for upload in uploads:
            stored.append(store_upload(actor=actor, upload=upload))  # noqa: PERF401 -- kept on error
    except InvalidInput:
        delete_files(files=stored)
        raise
    return stored


def delete_files(*, files: Iterable[PrivateFile]) -> None:
    """Delete rows now and their bytes after commit. The caller owns the rows and has asked."""
    for file in files:
        names = (file.storage_name, file.thumbnail_name)
        file.delete()
        transaction.on_commit(lambda names=names: vault.drop(*names))  # type: ignore[misc]


def sweep_unowned() -> int:
    """Delete uploads that no row has claimed for a day; returns how many."""
    old = list(
        PrivateFile.objects.filter(owned=False, created_at__lt=clock.now() - UNOWNED_KEPT)[:500]
    )
    delete_files(files=old)
    return len(old)


def scan_file(*, file_id: int) -> None:
    """Ask the scanner about one waiting file; a scanner that is down leaves it waiting."""
    file = PrivateFile.objects.filter(pk=file_id, scan_state=ScanState.WAITING).first()
    if file is None:
        return
    with vault.storage().open(file.storage_name) as content:
        verdict = scanner.scan(content)
    PrivateFile.objects.filter(pk=file_id, scan_state=ScanState.WAITING).update(scan_state=verdict)


def waiting_files() -> list[int]:
    """Ids of files that still wait for the scanner, oldest first, at most 500."""
    waiting = PrivateFile.objects.filter(scan_state=ScanState.WAITING).order_by("created_at")
    return list(waiting.values_list("pk", flat=True)[:500])


def _first_state() -> ScanState:
    return ScanState.WAITING if scanner.is_configured() else ScanState.UNSCANNED


def _ask_for_scan(file_id: int) -> None:
    from schools import tasks  # noqa: PLC0415 -- tasks load their actions, so not at import

    queue.soon(tasks.scan_file, file_id)


def _check_size(upload: UploadedFile[Any], name: str) -> None:
    size = upload.size or 0
    if size == 0:
        message = _("“%(name)s” is empty. Choose the file again.") % {"name": name}
        raise InvalidInput(message, "files")
    if size > settings.UPLOAD_MAX_BYTES:
        limit = settings.UPLOAD_MAX_BYTES // (1024 * 1024)
        message = _("“%(name)s” is larger than %(limit)s MB. Send a smaller file.")
        raise InvalidInput(message % {"name": name, "limit": limit}, "files")


def _keep_picture(file: PrivateFile, upload: UploadedFile[Any]) -> None:
    picture = pictures.clean(upload)
    file.name = PurePath(file.name).stem[:200] + picture.suffix
    file.content_type = picture.content_type
    file.size = len(picture.content)
    file.width, file.height = picture.width, picture.height
    file.storage_name = vault.keep(picture.content, picture.suffix)
    file.thumbnail_name = vault.keep(picture.thumbnail, ".webp")


def _keep_document(file: PrivateFile, upload: UploadedFile[Any]) -> None:
    file.content_type = kinds.of_document(upload, file.name)
    file.size = upload.size or 0
    upload.seek(0)
    file.storage_name = vault.keep(upload, PurePath(file.name).suffix.casefold())


def _safe_name(name: str) -> str:
    """The last part of the name, without control and direction-changing characters."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    printable = "".join(char for char in last if char.isprintable()).strip(". ")
    stem, suffix = PurePath(printable).stem, PurePath(printable).suffix
    return (stem[:200] + suffix[:20]) or "fil"
