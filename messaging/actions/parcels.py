"""What pages are told: as it was when it happened, or asked anew when that is a while ago."""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from messaging.events import Event, EventKind, envelope
from messaging.fragments import in_all_languages
from messaging.models import Conversation, LiveOutbox, Message
from messaging.queries import cards
from messaging.visibility import (
    conversation_viewers,
    message_viewer_ids,
    reader_list_viewers,
    reasons,
)

# Seconds that a parcel may wait and nothing is asked of it; after them the message may be
# withdrawn or its conversation sensitive. Who read along when it was written may hear it for some
# more, then its readers are asked anew.
_FRESH = 0.5
_SAME_READERS = 5.0


@dataclass(frozen=True)
class Parcel:
    """What pages are told: a row of the outbox, or an envelope that is in no outbox."""

    event: Event
    recipients: Sequence[int] | None = ()  # None: whoever reads the message when it is packed
    message: Message | None = None
    row: int | None = None
    taken_at: float = field(default_factory=time.monotonic)

    @property
    def is_stale(self) -> bool:
        """It waited too long to be told as it was. How far others have read is packed when told."""
        if self.event.get("type") == EventKind.REACH:
            return False  # its row is gone by then
        return time.monotonic() - self.taken_at > _FRESH

    @property
    def has_its_readers(self) -> bool:
        """It waited so short that those who read along when it was written may hear it."""
        return time.monotonic() - self.taken_at <= _SAME_READERS

    def packed(self) -> dict[str, Any]:
        """The envelope, with the message drawn as it was loaded."""
        if self.row is None:
            return self.event
        told = self.event | (_drawn(self.message) if self.message else {})
        return envelope(told, self._readers())

    def _readers(self) -> list[int]:
        if self.recipients is not None:
            return list(self.recipients)
        return message_viewer_ids(self.message) if self.message else []


def as_they_were(parcels: Iterable[Parcel]) -> set[int]:
    """Rows of those that need not be asked anew though they waited: untold, message unchanged.

    None of a conversation that is sensitive by now.

    Two queries for all of them, none while all are fresh: a process that falls behind must not
    have more to do for each.
    """
    held = [each for each in parcels if each.row and each.has_its_readers]
    if not any(each.is_stale for each in held):
        return set()
    rows = LiveOutbox.objects.filter(pk__in=[each.row for each in held])
    untold = set(rows.values_list("pk", flat=True))
    messages = [each.message.pk for each in held if each.message]
    told = Message.objects.filter(pk__in=messages, conversation__is_sensitive=False)
    versions = dict(told.values_list("pk", "version"))
    return {
        each.row
        for each in held
        if each.row in untold
        and (each.message is None or versions.get(each.message.pk) == each.message.version)
    }


def renewed(parcel: Parcel) -> Parcel | None:
    """The same, asked anew; None when its row is gone: somebody else has told it.

    What is in no outbox stays as it is.
    """
    if parcel.row is None:
        return parcel
    row = LiveOutbox.objects.select_related("conversation").filter(pk=parcel.row).first()
    return packed_again(row) if row else None


def _drawn(message: Message) -> Event:
    """What readers see of a message that was loaded through ``with_card_parts``.

    Nothing of a sensitive one: a page that may show it asks, and is asked who sits there.
    """
    if message.conversation.is_sensitive:
        return {}
    return {"preview": cards.preview(message), "html": in_all_languages(message)}


def packed_again(row: LiveOutbox) -> Parcel:
    """What a row told, for those who may still see it."""
    if row.is_reach and row.conversation is not None:
        return Parcel(row.event, _counting(row.conversation), None, row.pk)
    message = _message_of(row)
    return Parcel(row.event, _still_reading(row, message), message, row.pk)


def _message_of(row: LiveOutbox) -> Message | None:
    if row.conversation is None or "message" not in row.event:
        return None
    named = row.conversation.messages.filter(uuid=row.event["message"])
    message = cards.with_card_parts(named).first()
    if message is not None:
        cards.complete([message], row.conversation, None)
    return message


def _counting(conversation: Conversation) -> list[int]:
    """Who sees how far others have read; of years, roles and schools its sender alone.

    There somebody reads all the time, and each telling would be one for hundreds of staff.
    """
    viewers = reader_list_viewers(conversation)
    if reasons.ways_into(conversation).wider:
        viewers = viewers.filter(pk__in=[conversation.created_by_id])
    return list(viewers.order_by().values_list("pk", flat=True))


def _still_reading(row: LiveOutbox, message: Message | None) -> list[int] | None:
    if row.recipients is None:
        return None
    # what names nothing is for those too who no longer read: their pages ask, and find nothing
    if row.conversation is None or row.event.get("type") == EventKind.REFETCH:
        return list(row.recipients)
    if message is not None:  # who was let in again reads from then on only
        return sorted({*row.recipients} & {*message_viewer_ids(message)})
    readers = conversation_viewers(row.conversation).filter(pk__in=row.recipients)
    return list(readers.values_list("pk", flat=True))
