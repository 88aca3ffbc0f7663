"""The outbox of the live socket: written with the change, published on commit, swept after."""

import datetime as dt
import logging
from collections.abc import Iterable
from typing import Any

from django.db import transaction

from messaging import events
from messaging.actions.courier import courier, deliver
from messaging.actions.parcels import Parcel, packed_again
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


def tell_reach(*, conversation: Conversation) -> None:
    """Those who see how far others have read are told within seconds, in one for many readers."""
    row = LiveOutbox(
        conversation=conversation,
        event=events.reach(conversation.uuid),
        created_at=clock.now(),
        is_reach=True,
    )
    insert(row, unless_there=True)


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
    is harmless: pages know versions. While the layer is away one is tried, and not all drawn.
    """
    left = LiveOutbox.objects.filter(created_at__lt=clock.now() - LEFT_OVER_AFTER)
    keys = list(left.order_by("pk").values_list("pk", flat=True)[:SWEPT_AT_ONCE])
    told = 0
    for key in keys:
        told += _publish_leftover(key)
        if publisher.is_away:
            break
    return told


def _publish_leftover(key: int) -> int:
    """One row in a transaction of its own: nobody waits for a sweep, and no row spoils another."""
    try:
        return _publish(key)
    except Exception:
        # this row's own fault: the others go on, and it is tried again
        log.exception("A left envelope could not be packed.")
        return 0


def _publish(key: int) -> int:
    # another sweeper's row is its own
    free = LiveOutbox.objects.select_for_update(skip_locked=True, of=("self",))
    with transaction.atomic():
        row = free.select_related("conversation").filter(pk=key).first()
        if row is None:
            return 0
        parcel = packed_again(row)
        if not row.is_reach:
            return deliver([parcel])
        row.delete()  # before it is told: who reads from now on is told of anew
    return deliver([parcel]) or _put_back(row)


def _put_back(row: LiveOutbox) -> int:
    """It was not taken: it waits for the next sweep, or for who read meanwhile in one with them."""
    if row.conversation is not None:
        tell_reach(conversation=row.conversation)
    return 0
