"""The outbox of the live socket: written with the change, published on commit, swept after."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction

from messaging.actions.courier import Parcel, courier, deliver
from messaging.events import Event
from messaging.models import Conversation, LiveOutbox, Message
from messaging.queries import cards
from messaging.visibility import conversation_viewers
from schools import clock
from schools.statements import insert

LEFT_OVER_AFTER = dt.timedelta(seconds=1)
SWEPT_AT_ONCE = 500


def tell(
    *,
    conversation: Conversation,
    event: Event,
    recipients: Iterable[int],
    message: Message | None = None,
) -> None:
    """Put one envelope beside the change, in the caller's transaction.

    ``message``: the one the event names, with its card's parts. The row holds nothing of what
    it says: that is drawn when it is published.
    """
    row = LiveOutbox(
        conversation=conversation,
        event=event,
        recipients=sorted(recipients),
        created_at=clock.now(),
    )
    insert(row)
    parcel = Parcel(event, row.recipients, message, row.pk)
    transaction.on_commit(lambda: courier.take(parcel))


def control(*, message: dict[str, Any]) -> None:
    """Tell every live process something about sockets, when the transaction commits.

    Not in the outbox: each live process also asks the database every few seconds.
    """
    transaction.on_commit(lambda: courier.take(Parcel(message)))


def publish_leftover_events() -> int:
    """Publish what a crash left between commit and publication; returns how many.

    Who has lost the right in between gets nothing, and a message is shown as it is now. Twice
    is harmless: pages know versions.
    """
    with transaction.atomic():
        left = LiveOutbox.objects.filter(created_at__lt=clock.now() - LEFT_OVER_AFTER)
        rows = list(
            left.select_related("conversation")
            # another sweeper's rows are its own
            .select_for_update(skip_locked=True, of=("self",))
            .order_by("pk")[:SWEPT_AT_ONCE]
        )
        return deliver(packed_again(row) for row in rows)


def packed_again(row: LiveOutbox) -> Parcel:
    """What a row told, for those who may still see it."""
    return Parcel(row.event, _still_reading(row), _message_of(row), row.pk)


def _message_of(row: LiveOutbox) -> Message | None:
    if row.conversation is None or "message" not in row.event:
        return None
    named = row.conversation.messages.filter(uuid=row.event["message"])
    message = cards.with_card_parts(named).get()
    cards.complete([message], row.conversation)
    return message


def _still_reading(row: LiveOutbox) -> list[int]:
    if row.conversation is None:
        return list(row.recipients)
    readers = conversation_viewers(row.conversation).filter(pk__in=row.recipients)
    return list(readers.values_list("pk", flat=True))
