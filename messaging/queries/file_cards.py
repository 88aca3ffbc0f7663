"""Files as they are shown to those who see the row that owns them."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from messaging.models import Attachment, ScheduledFile
from schools.choices import ScanState
from schools.models import PrivateFile


@dataclass(frozen=True)
class FileCard:
    """A file; ``ready`` is False while the virus scan has not said yes."""

    uuid: UUID
    name: str
    size: int
    is_picture: bool
    ready: bool


@dataclass(frozen=True)
class CoverCard:
    """The picture above an announcement, in pixels; ``alt`` is empty for decoration."""

    file: FileCard
    alt: str
    width: int
    height: int


def file_card(file: PrivateFile) -> FileCard:
    """One file."""
    ready = file.scan_state in {ScanState.UNSCANNED, ScanState.CLEAN}
    return FileCard(file.uuid, file.name, file.size, file.is_picture, ready)


def file_cards(rows: Iterable[Attachment | ScheduledFile]) -> tuple[FileCard, ...]:
    """Those beside the text, in order."""
    return tuple(file_card(row.file) for row in rows if not row.is_cover)


def cover_card(rows: Iterable[Attachment | ScheduledFile]) -> CoverCard | None:
    """The one above it, if there is one."""
    for row in rows:
        if row.is_cover:
            file = row.file
            return CoverCard(file_card(file), row.alt, file.width or 0, file.height or 0)
    return None
