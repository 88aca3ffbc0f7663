"""The outbox of the live socket: written with the change, published on commit, swept after."""

import datetime as dt
import logging
from collections.abc import Iterable
from typing import Any

from django.db import DatabaseError, connection, transaction

from messaging.events import Event, envelope
from messaging.live.publisher import publisher
from messaging.models import Conversation, LiveOutbox
from messaging.visibility import conversation_viewers
from schools import clock
from schools.statements import insert

log = logging.getLogger(__name__)

LEFT_OVER_AFTER = dt.timedelta(seconds=1)
SWEPT_AT_ONCE = 500


def tell(*, conversation: Conversation, event: Event, recipients: Iterable[int]) -> None:
    """Put one envelope beside the change, in the caller's transaction."""
    row = LiveOutbox(
        conversation=conversation,
        event=event,
        recipients=sorted(recipients),
        created_at=clock.now(),
    )
    insert(row)
    transaction.on_commit(lambda: _publish(row, row.recipients))


def control(*, message: dict[str, Any]) -> None:
    """Tell every live process something about sockets, when the transaction commits.

    Not in the outbox: each live process also asks the database every few seconds.
    """
    transaction.on_commit(lambda: publisher.publish(message))


def publish_leftover_events() -> int:
    """Publish what a crash left between commit and publication; returns how many.

    Who has lost the right in between gets nothing. Twice is harmless: pages know versions.
    """
    with transaction.atomic():
        left = LiveOutbox.objects.filter(created_at__lt=clock.now() - LEFT_OVER_AFTER)
        rows = list(
            left.select_related("conversation")
            # another sweeper's rows are its own
            .select_for_update(skip_locked=True, of=("self",))
            .order_by("pk")[:SWEPT_AT_ONCE]
        )
        return sum(_publish(row, _still_reading(row)) for row in rows)


def _publish(row: LiveOutbox, recipients: list[int]) -> bool:
    done = publisher.publish(envelope(row.event, recipients))
    if done:
        _forget(row)
    return done


def _forget(row: LiveOutbox) -> None:
    """Delete a published row without waiting for the disk: come back, it is published twice."""
    if connection.vendor != "postgresql" or connection.in_atomic_block:
        LiveOutbox.objects.filter(pk=row.pk).delete()
        return
    try:
        with connection.cursor() as cursor:
            # one trip; a number of ours
            cursor.execute(
                f"BEGIN; SET LOCAL synchronous_commit TO OFF; "  # noqa: S608
                f"DELETE FROM {LiveOutbox._meta.db_table} WHERE id = {row.pk:d}; COMMIT"
            )
    except DatabaseError:
        # the message is stored and told; the transaction begun here must not outlive this
        log.warning("A published envelope was not deleted; it will be published again.")
        connection.close()


def _still_reading(row: LiveOutbox) -> list[int]:
    if row.conversation is None:
        return list(row.recipients)
    readers = conversation_viewers(row.conversation).filter(pk__in=row.recipients)
    return list(readers.values_list("pk", flat=True))
