"""The outbox of the live socket: written with the change, published on commit, swept after."""

import datetime as dt
import logging
from collections.abc import Iterable
from typing import Any

from django.db import transaction

from messaging.actions.courier import courier
from messaging.actions.parcels import Parcel
from messaging.actions.publishing import publish_row
from messaging.events import Event
from messaging.live.publisher import publisher
from messaging.models import Conversation, LiveOutbox, Message
from schools import clock
from schools.statements import insert

log = logging.getLogger(__name__)

LEFT_OVER_AFTER = dt.timedelta(seconds=1)
SWEPT_AT_ONCE = 500


def tell(
    *,
    conversation: Conversation,
    event: Event,
    recipients: Iterable[int] | None,
    message: Message | None = None,
) -> None:
    """Put one envelope beside the change, in the caller's transaction.

    ``message``: the one the event names, with its card's parts. The row holds nothing of what
    it says: that is drawn when it is published. ``recipients`` None: whoever reads the message
    then.
    """
    row = LiveOutbox(
        conversation=conversation,
        event=event,
        recipients=None if recipients is None else sorted(recipients),
        created_at=clock.now(),
    )
    insert(row)
    transaction.on_commit(lambda: _hand_over(row, message))


def _hand_over(row: LiveOutbox, message: Message | None) -> None:
    if row.pk is not None:  # else its block was not written
        courier.take(Parcel(row.event, row.recipients, message, row.pk))


def control(*, message: dict[str, Any]) -> None:
    """Tell every live process something about sockets, when the transaction commits.

    Not in the outbox: each live process also asks the database every few seconds.
    """
    transaction.on_commit(lambda: courier.take(Parcel(message)))


def publish_leftover_events() -> int:
    """Publish what a crash left between commit and publication; returns how many.

    Who has lost the right in between gets nothing, and a message is shown as it is now. Twice
    is harmless: pages know versions. While the layer is away none is drawn.
    """
    left = LiveOutbox.objects.filter(created_at__lt=clock.now() - LEFT_OVER_AFTER)
    keys = list(left.order_by("pk").values_list("pk", flat=True)[:SWEPT_AT_ONCE])
    told = 0
    for key in keys:
        if not publisher.is_heard():
            break
        told += publish_row(key)
    return told
