"""Files on a message, and the picture above an announcement."""

from collections.abc import Sequence
from dataclasses import dataclass

from messaging.models import Attachment, Conversation, Message
from schools.actions import files
from schools.models import Person


@dataclass(frozen=True)
class Cover:
    """A picture above an announcement: the key of a fresh upload, and in words what it shows.

    ``alt`` is empty when it is decoration only; ``file`` is empty for the one that is there.
    """

    file: str
    alt: str = ""


def put_cover(message: Message, cover: Cover) -> None:
    """Put its author's fresh upload above a message. Raises NotVisible."""
    [file] = files.claim(actor=message.author, uuids=[cover.file])
    Attachment.objects.create(message=message, file=file, is_cover=True, alt=cover.alt)
    message.conversation.cover = file.uuid
    Conversation.objects.filter(pk=message.conversation_id).update(cover=file.uuid)


def put_files(writer: Person, message: Message, file_uuids: Sequence[str]) -> list[str]:
    """Fresh uploads of the writer's, in order: their names. Raises NotVisible."""
    if not file_uuids:
        return []
    claimed = files.claim(actor=writer, uuids=file_uuids)
    Attachment.objects.bulk_create(
        Attachment(message=message, file=file, position=place) for place, file in enumerate(claimed)
    )
    return [file.name for file in claimed]
