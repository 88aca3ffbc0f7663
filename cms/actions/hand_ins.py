"""A pupil's way from a draft to work handed in. The server's clock decides what is late."""

import hashlib
import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from cms.actions.locking import lock_hand_in
from cms.choices import HandInState
from cms.models import Assignment, HandIn, HandInAttempt, HandInFile
from cms.policies import can_work_on, is_late, is_open
from cms.sanitising import WebAddress
from cms.visibility import visible_assignments
from schools import clock
from schools.actions import audit
from schools.actions import files as private_files
from schools.exceptions import Conflict, InvalidInput, NotAllowed, NotVisible
from schools.models import Person

MAX_FILES = 10
MAX_TEXT = 50_000
Uploads = Iterable[UploadedFile[Any]]


def save_draft(
    *, actor: Person, assignment: Assignment, text: str, link: str = "", uploads: Uploads = ()
) -> HandIn:
    """Keep what the pupil has so far; nobody else sees it. Also after the time is over.

    Raises NotVisible, NotAllowed, InvalidInput (``text``, ``link``, ``files``).
    """
    _may_work(actor, assignment)
    _check(text, link)
    stored = private_files.store_all(actor=actor, uploads=uploads)
    with transaction.atomic():
        row = lock_hand_in(assignment, actor)
        _keep_draft(actor, row, text, link, stored)
    return row


def hand_in(
    *,
    actor: Person,
    assignment: Assignment,
    text: str,
    link: str = "",
    uploads: Uploads = (),
    client_token: uuid.UUID | None = None,
) -> HandIn:
    """Deliver the work; the draft is kept in any case, so nothing is lost when it is refused.

    May be done again while it is open; each delivery stays. The same ``client_token`` with the
    same content is a retry, and changes nothing. The time is this server's, when everything has
    arrived (see ``policies.UPLOAD_GRACE``). Raises what ``save_draft`` raises, InvalidInput when
    there is nothing to hand in, Conflict when the time is over.
    """
    _may_work(actor, assignment)
    _check(text, link)
    uploads = list(uploads)
    key = _retry_key(client_token, text, link, uploads)
    stored = private_files.store_all(actor=actor, uploads=uploads)
    with transaction.atomic():
        row = lock_hand_in(assignment, actor)
        if key and row.attempts.filter(retry_key=key).exists():
            private_files.delete_files(files=stored)
            return row
        _keep_draft(actor, row, text, link, stored)
        refusal = _deliver_draft(actor, assignment, row, key)
    if refusal:
        raise refusal
    return row


def remove_draft_file(*, actor: Person, assignment: Assignment, file_uuid: str) -> None:
    """Take a file out of the draft; one that was handed in stays with that delivery.

    Raises NotVisible, NotAllowed.
    """
    _may_work(actor, assignment)
    with transaction.atomic():
        hand_in = lock_hand_in(assignment, actor)
        row = hand_in.files.select_related("file").filter(file__uuid=file_uuid).first()
        if row is None:
            raise NotVisible
        if row.attempts.exists():
            row.in_draft = False
            row.save(update_fields=["in_draft"])
        else:
            private_files.delete_files(files=[row.file])


def _may_work(actor: Person, assignment: Assignment) -> None:
    if not visible_assignments(actor).filter(pk=assignment.pk).exists():
        raise NotVisible
    if not can_work_on(actor, assignment):
        raise NotAllowed(_("Only pupils of the class can hand in here."))


def _check(text: str, link: str) -> None:
    if len(text) > MAX_TEXT:
        raise InvalidInput(_("The text is too long. Put it in a file instead."), "text")
    if link.strip():
        try:
            WebAddress()(link.strip())
        except ValidationError as error:
            raise InvalidInput(error.messages[0], "link") from error


def _retry_key(
    token: uuid.UUID | None, text: str, link: str, uploads: Sequence[UploadedFile[Any]]
) -> uuid.UUID | None:
    """The page's token with all that was sent.

    Other words from a page one went back to are no retry, though the token is the same.
    """
    if token is None:
        return None
    sent = hashlib.sha256(f"{text}\0{link}".encode())
    for upload in uploads:
        sent.update(f"\0{upload.name}\0{upload.size}\0".encode())
        for part in upload.chunks():
            sent.update(part)
        upload.seek(0)
    return uuid.uuid5(token, sent.hexdigest())


def _keep_draft(actor: Person, row: HandIn, text: str, link: str, stored: list[Any]) -> None:
    row.text, row.link, row.saved_at = text, link.strip(), clock.now()
    if row.state == HandInState.NOT_STARTED:
        row.state = HandInState.DRAFT
    row.save()
    _attach(actor, row, stored)


def _attach(actor: Person, hand_in: HandIn, stored: list[Any]) -> None:
    if hand_in.files.count() + len(stored) > MAX_FILES:
        message = _("At most %(number)s files fit here.") % {"number": MAX_FILES}
        raise InvalidInput(message, "files")
    keys = [str(file.uuid) for file in stored]
    for file in private_files.claim(actor=actor, uuids=keys):
        HandInFile.objects.create(hand_in=hand_in, file=file)


def _deliver_draft(
    actor: Person, assignment: Assignment, row: HandIn, key: uuid.UUID | None
) -> Exception | None:
    """Why not, if not: told rather than raised, so that the draft stays in the database."""
    files = list(row.files.filter(in_draft=True))
    if not (row.text.strip() or row.link or files):
        words = _("Write something, or add a file or a link, before you hand in.")
        return InvalidInput(words)
    if _is_delivered(row, files):
        return None
    if not is_open(assignment, row, clock.now()):
        return Conflict(_("The time to hand in is over. Your work is kept; ask your teacher."))
    _deliver(row, assignment, files, key)
    school = assignment.group.school_id
    audit.record(actor=actor, action="hand_in.handed_in", about=row, school_id=school)
    return None


def _is_delivered(row: HandIn, files: list[HandInFile]) -> bool:
    """Nothing is new since it was handed in: the button was pressed twice."""
    latest = row.attempts.last()
    if latest is None or row.state != HandInState.HANDED_IN:
        return False
    same = (latest.text, latest.link) == (row.text, row.link)
    return same and set(latest.files.all()) == set(files)


def _deliver(
    row: HandIn, assignment: Assignment, files: list[HandInFile], key: uuid.UUID | None
) -> None:
    now = clock.now()
    late = is_late(assignment, row, now)
    attempt = HandInAttempt.objects.create(
        hand_in=row,
        number=row.attempts.count() + 1,
        text=row.text,
        link=row.link,
        handed_in_at=now,
        is_late=late,
        retry_key=key,
    )
    attempt.files.set(files)
    row.state, row.handed_in_at, row.is_late = HandInState.HANDED_IN, now, late
    row.save()
