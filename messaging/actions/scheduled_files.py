"""Files of an announcement that waits: kept with it, and given to its message when it is sent."""

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from messaging.models import ScheduledAnnouncement, ScheduledFile
from schools.actions import files
from schools.exceptions import InvalidInput

MOST_FILES = 10


def keep(row: ScheduledAnnouncement, uuids: Sequence[str]) -> None:
    """Put its author's fresh uploads behind those it has.

    Raises InvalidInput (``files``) when they would be too many; NotVisible.
    """
    if not uuids:
        return
    count = row.files.count()
    if count + len(uuids) > MOST_FILES:
        message = _("An announcement has at most %(limit)s files. Take some away first.")
        raise InvalidInput(message % {"limit": MOST_FILES}, "files")
    last = row.files.last()
    first = last.position + 1 if last else 0
    claimed = files.claim(actor=row.author, uuids=uuids)
    ScheduledFile.objects.bulk_create(
        ScheduledFile(announcement=row, file=file, position=first + place)
        for place, file in enumerate(claimed)
    )


def take_away(row: ScheduledAnnouncement, keys: Sequence[UUID]) -> None:
    """Delete those of its files that have these keys; others are left alone."""
    _delete(list(row.files.filter(file__uuid__in=keys).select_related("file")))


def take_all_away(row: ScheduledAnnouncement) -> None:
    """Delete its files: it will not be sent."""
    _delete(list(row.files.select_related("file")))


def hand_over(row: ScheduledAnnouncement) -> list[str]:
    """Let go of its files, for the message that takes them in the same transaction: their keys."""
    held = list(row.files.select_related("file"))
    ScheduledFile.objects.filter(pk__in=[one.pk for one in held]).delete()
    files.let_go(files=[one.file for one in held])
    return [str(one.file.uuid) for one in held]


def _delete(held: Sequence[ScheduledFile]) -> None:
    for one in held:
        one.delete()
    files.delete_files(files=[one.file for one in held])
