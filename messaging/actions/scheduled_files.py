"""Files of an announcement that waits: kept with it, and given to its message when it is sent."""

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from messaging.actions.attaching import Cover
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
    count = row.files.filter(is_cover=False).count()
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


def keep_cover(row: ScheduledAnnouncement, cover: Cover | None) -> None:
    """Put a fresh picture, or other words, in the place of what it has; None changes nothing."""
    if cover is None:
        return
    held = row.files.filter(is_cover=True)
    if not cover.file:
        held.update(alt=cover.alt)
        return
    _delete(list(held.select_related("file")))
    [file] = files.claim(actor=row.author, uuids=[cover.file])
    ScheduledFile.objects.create(announcement=row, file=file, is_cover=True, alt=cover.alt)


def take_away(row: ScheduledAnnouncement, keys: Sequence[UUID]) -> None:
    """Delete those of its files that have these keys; others are left alone."""
    _delete(list(row.files.filter(file__uuid__in=keys).select_related("file")))


def take_all_away(row: ScheduledAnnouncement) -> None:
    """Delete its files: it will not be sent."""
    _delete(list(row.files.select_related("file")))


def hand_over(row: ScheduledAnnouncement) -> tuple[list[str], Cover | None]:
    """Let go of its files and its picture, for the message that takes them at once: their keys."""
    held = list(row.files.select_related("file"))
    ScheduledFile.objects.filter(pk__in=[one.pk for one in held]).delete()
    files.let_go(files=[one.file for one in held])
    covers = [Cover(str(one.file.uuid), one.alt) for one in held if one.is_cover]
    keys = [str(one.file.uuid) for one in held if not one.is_cover]
    return keys, covers[0] if covers else None


def _delete(held: Sequence[ScheduledFile]) -> None:
    for one in held:
        one.delete()
    files.delete_files(files=[one.file for one in held])
