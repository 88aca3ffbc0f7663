"""Giving a class something to do."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from cms.models import Aim, Assignment, AssignmentFile
from cms.policies import can_assign
from cms.visibility import read_groups, visible_assignments
from schools import clock
from schools.actions import audit
from schools.actions import files as private_files
from schools.exceptions import Conflict, InvalidInput, NotAllowed, NotVisible
from schools.models import Group, Person

MAX_FILES = 10
Uploads = Iterable[UploadedFile[Any]]


@dataclass(frozen=True)
class AssignmentText:
    """What the teacher writes; ``due_at`` is UTC, ``aims`` are codes of competence aims."""

    title: str
    due_at: dt.datetime
    instructions: str = ""
    judged_by: str = ""
    accepts_late: bool = False
    aims: Collection[str] = field(default_factory=tuple)


def create_assignment(
    *, actor: Person, group: Group, text: AssignmentText, uploads: Uploads = ()
) -> Assignment:
    """Write an assignment that only the staff of the group sees until it is published.

    Raises NotVisible, NotAllowed, InvalidInput (``title``, ``due_at``, ``aims``, ``files``).
    """
    _may_assign(actor, group)
    _check(text)
    stored = private_files.store_all(actor=actor, uploads=uploads)
    now = clock.now()
    with transaction.atomic():
        assignment = Assignment(group=group, author=actor, created_at=now, updated_at=now)
        _write(assignment, text)
        _attach(actor, assignment, stored)
        audit.record(
            actor=actor, action="assignment.created", about=assignment, school_id=group.school_id
        )
    return assignment


def change_assignment(
    *, actor: Person, assignment: Assignment, text: AssignmentText, uploads: Uploads = ()
) -> Assignment:
    """Rewrite an assignment, published or not.

    Raises NotVisible, NotAllowed, InvalidInput as ``create_assignment`` does.
    """
    _may_change(actor, assignment)
    _check(text, was=assignment.due_at)
    stored = private_files.store_all(actor=actor, uploads=uploads)
    with transaction.atomic():
        # the row's lock: two teachers adding files at once must not pass the limit together
        assignment = Assignment.objects.select_for_update(of=("self",)).get(pk=assignment.pk)
        assignment.updated_at = clock.now()
        _write(assignment, text)
        _attach(actor, assignment, stored)
        audit.record(
            actor=actor,
            action="assignment.changed",
            about=assignment,
            school_id=assignment.group.school_id,
        )
    return assignment


def publish_assignment(*, actor: Person, assignment: Assignment) -> Assignment:
    """Show it to the class and its homes, from now. Doing it twice changes nothing.

    Raises NotVisible, NotAllowed; InvalidInput when the time to hand in is over.
    """
    _may_change(actor, assignment)
    with transaction.atomic():
        assignment = Assignment.objects.select_for_update(of=("self",)).get(pk=assignment.pk)
        if assignment.published_at is not None:
            return assignment
        if assignment.due_at <= clock.now():
            raise InvalidInput(_due_is_past(), "due_at")
        assignment.published_at = clock.now()
        assignment.save(update_fields=["published_at"])
        audit.record(
            actor=actor,
            action="assignment.published",
            about=assignment,
            school_id=assignment.group.school_id,
        )
    return assignment


def withdraw_assignment(*, actor: Person, assignment: Assignment) -> Assignment:
    """Take it back out of sight of the class; the undo of publishing.

    Raises NotVisible, NotAllowed; Conflict once somebody has handed in.
    """
    _may_change(actor, assignment)
    with transaction.atomic():
        assignment = Assignment.objects.select_for_update(of=("self",)).get(pk=assignment.pk)
        if assignment.hand_ins.filter(handed_in_at__isnull=False).exists():
            raise Conflict(_("Somebody has handed in already, so this can no longer be hidden."))
        assignment.published_at = None
        assignment.save(update_fields=["published_at"])
        audit.record(
            actor=actor,
            action="assignment.withdrawn",
            about=assignment,
            school_id=assignment.group.school_id,
        )
    return assignment


def remove_file(*, actor: Person, assignment: Assignment, file_uuid: str) -> None:
    """Take a file off an assignment and delete it. Raises NotVisible, NotAllowed."""
    _may_change(actor, assignment)
    with transaction.atomic():
        row = assignment.files.select_related("file").filter(file__uuid=file_uuid).first()
        if row is None:
            raise NotVisible
        audit.record(
            actor=actor,
            action="assignment.file_removed",
            about=assignment,
            school_id=assignment.group.school_id,
        )
        private_files.delete_files(files=[row.file])


def _may_assign(actor: Person, group: Group) -> None:
    if not read_groups(actor).filter(pk=group.pk).exists():
        raise NotVisible
    if not can_assign(actor, group):
        raise NotAllowed(_("Only those who teach the class can give it assignments."))


def _may_change(actor: Person, assignment: Assignment) -> None:
    if not visible_assignments(actor).filter(pk=assignment.pk).exists():
        raise NotVisible
    if not can_assign(actor, assignment.group_id):
        raise NotAllowed(_("Only those who teach the class can change its assignments."))


def _check(text: AssignmentText, was: dt.datetime | None = None) -> None:
    if not text.title.strip():
        raise InvalidInput(_("Write a title."), "title")
    if text.due_at <= clock.now() and text.due_at != was:
        raise InvalidInput(_due_is_past(), "due_at")


def _due_is_past() -> str:
    return _("The time to hand in is over already. Choose a later time.")


def _write(assignment: Assignment, text: AssignmentText) -> None:
    assignment.title = text.title.strip()
    assignment.search_key = assignment.title.casefold()[:120]
    assignment.instructions = text.instructions.strip()
    assignment.judged_by = text.judged_by.strip()
    assignment.due_at = text.due_at
    assignment.accepts_late = text.accepts_late
    assignment.save()
    aims = list(Aim.objects.filter(code__in=text.aims))
    if len(aims) != len(set(text.aims)):
        raise InvalidInput(_("One of the competence aims is unknown. Choose again."), "aims")
    assignment.aims.set(aims)


def _attach(actor: Person, assignment: Assignment, stored: list[Any]) -> None:
    if assignment.files.count() + len(stored) > MAX_FILES:
        message = _("At most %(number)s files fit here.") % {"number": MAX_FILES}
        raise InvalidInput(message, "files")
    keys = [str(file.uuid) for file in stored]
    for file in private_files.claim(actor=actor, uuids=keys):
        AssignmentFile.objects.create(assignment=assignment, file=file)
