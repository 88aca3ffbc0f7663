"""From a row of the outbox to the channel layer: drawn, published, deleted."""

import logging
from collections.abc import Iterable

from django.db import Error, connection, transaction

from messaging import events
from messaging.actions.parcels import Parcel, as_they_were, packed_again, renewed
from messaging.live.publisher import publisher
from messaging.models import Conversation, LiveOutbox
from schools import clock
from schools.statements import insert

log = logging.getLogger(__name__)

_CHECKED_AT_ONCE = 10  # few, so that what was found still holds when the last is told


def publish(parcels: Iterable[Parcel]) -> list[Parcel]:
    """Publish each and delete its row; those that the channel layer took."""
    done: list[Parcel] = []
    waiting = list(parcels)
    for at in range(0, len(waiting), _CHECKED_AT_ONCE):
        some = waiting[at : at + _CHECKED_AT_ONCE]
        same = _same(some)
        told = [parcel for parcel in some if _published(parcel, parcel.row in same)]
        _forget([parcel.row for parcel in told if parcel.row])
        done += told
    return done


def _same(parcels: Iterable[Parcel]) -> set[int]:
    try:
        return set() if publisher.rests() else as_they_were(parcels)
    except Exception:
        # each is asked for by itself, and what needs no question is told
        log.exception("What waited could not be looked at together.")
        return set()


def publish_row(key: int) -> int:
    """One row as it is now, in a transaction of its own, so that none spoils another; 1 when told.

    One that is told, or that another process is about to tell, is left alone.
    """
    try:
        return _publish_row(key)
    except Exception:
        # this row's own fault: the others go on, and it is tried again
        log.exception("A left envelope could not be packed.")
        return 0


def tell_reach(*, conversation: Conversation) -> None:
    """Those who see how far others have read are told within seconds, in one for many readers."""
    row = LiveOutbox(
        conversation=conversation,
        event=events.reach(conversation.uuid),
        created_at=clock.now(),
        is_reach=True,
    )
    insert(row, unless_there=True)


def _publish_row(key: int) -> int:
    # another's row is its own
    free = LiveOutbox.objects.select_for_update(skip_locked=True, of=("self",))
    with transaction.atomic():
        row = free.select_related("conversation").filter(pk=key).first()
        if row is None:
            return 0
        parcel = packed_again(row)
        if not row.is_reach:
            return len(publish([parcel]))
        row.delete()  # before it is told: who reads from now on is told of anew
    return len(publish([parcel])) or _put_back(row)


def _put_back(row: LiveOutbox) -> int:
    """It was not taken: it waits for the next sweep, or for who read meanwhile in one with them."""
    if row.conversation is not None:
        tell_reach(conversation=row.conversation)
    return 0


def _published(parcel: Parcel, is_same: bool) -> bool:
    if publisher.rests():
        return False  # it would be drawn in vain
    asks = parcel.is_stale and not (is_same and parcel.has_its_readers)
    try:
        current = renewed(parcel) if asks else parcel
        return current is not None and publisher.publish(current.packed())
    except Exception:
        # this parcel's own fault: the others go on, and it stays in the outbox
        log.exception("An envelope could not be packed.")
        return False


def _forget(keys: list[int]) -> None:
    """Delete published rows without waiting for the disk: come back, they are published twice."""
    if not keys:
        return
    try:
        if connection.vendor != "postgresql" or connection.in_atomic_block:
            LiveOutbox.objects.filter(pk__in=keys).delete()
            return
        with connection.cursor() as cursor:
            # one trip; numbers of ours
            cursor.execute(
                f"BEGIN; SET LOCAL synchronous_commit TO OFF; DELETE FROM "  # noqa: S608
                f"{LiveOutbox._meta.db_table} WHERE id IN ({', '.join(map(str, keys))}); COMMIT"
            )
    except Error:
        # what happened is stored and told; a transaction begun here must not outlive this
        log.warning("Published envelopes were not deleted; they will be published again.")
        connection.close()
