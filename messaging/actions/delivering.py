"""The worker's round: claim what is due, ask again whether it is wanted, send, write down.

Each outcome is handed to the database before the next is sent: a worker that is killed leaves at
most one that went out and is not known to have, and that one goes out again under the same name.
"""

import datetime as dt
import logging
import time
from collections import defaultdict
from collections.abc import Iterable

from messaging.actions import leases
from messaging.actions.ways import Ways
from messaging.channels.outcomes import UNREACHABLE, Outcome, Result
from messaging.choices import Channel, DeliveryState, Why
from messaging.models import Delivery
from messaging.queries import grounds
from schools import clock
from schools.statements import update_if

# Seconds that an answer to "is it wanted?" holds.
_FRESH = 5.0
# Seconds of the lease in which something is begun: the slowest mail server has time to end.
_USED = leases.LEASE.total_seconds() * 0.4
_PAUSE = dt.timedelta(seconds=30)  # before a channel that does not answer is tried again
_BACK_OFF = [dt.timedelta(seconds=30), *(dt.timedelta(minutes=m) for m in (1, 2, 5, 10, 15, 30))]
MOST_TRIES = 30  # with an hour between the later ones: about a day (the limit of RFC 5321 is 4-5)
_LONGEST = dt.timedelta(hours=24)  # after the first attempt that came to nothing
# Times that the far side may have taken one without saying so. An SMS costs money, and nobody
# can tell the second from the first; a mail's name and a push's topic tell.
_MOST_UNKNOWN = {Channel.PUSH: 2, Channel.EMAIL: 2, Channel.SMS: 1}

_SAID = (
    *("state", "why", "leased_until", "unknown", "reference", "said"),
    *("due_at", "done_at", "tried_since", "parts"),
)

Parcel = list[Delivery]

log = logging.getLogger(__name__)


def deliver_due(*, for_seconds: float = 4.5) -> int:
    """Send what is due until nothing is, or the time is over; returns how many were sent.

    Any number of workers may do so beside each other. The time is a little less than beat's
    pause: one round at a time, and a worker that is free for others in between.
    """
    end, sent = time.monotonic() + for_seconds, 0
    with Ways() as ways:
        while time.monotonic() < end and (held := leases.claim()):
            sent += _Round(held, ways).run()
    return sent


class _Round:
    """What one claim holds, on its way out."""

    def __init__(self, held: list[Delivery], ways: Ways) -> None:
        self._left, self._ways = held, ways
        self._end = time.monotonic() + _USED
        self._sent = 0

    def run(self) -> int:
        """Send all, or give back what there was no time for."""
        while self._left and time.monotonic() < self._end:
            self._send_checked(self._checked())
        leases.give_back(self._left)
        return self._sent

    def _checked(self) -> list[Parcel]:
        """What may leave now, one parcel for each time somebody is disturbed."""
        said = grounds.verdicts(self._left)
        _drop(self._left, said)
        _postpone(self._left, said)
        parcels: dict[object, Parcel] = defaultdict(list)
        for row in self._left:
            if said[row.pk].is_yes:
                about = (row.notice.conversation_id, row.notice.subject)
                # what was marked as sensitive since is collected no longer
                is_apart = not row.is_digest or row.notice.conversation.is_sensitive
                talk = about if is_apart else "digest"
                parcels[row.person_id, row.channel, talk].append(row)
        return list(parcels.values())

    def _send_checked(self, parcels: list[Parcel]) -> None:
        """Send while the answers are fresh; the rest is asked about again."""
        fresh = min(time.monotonic() + _FRESH, self._end)
        while parcels and time.monotonic() < fresh:
            parcel = parcels.pop(0)
            outcome = self._send(parcel)
            if outcome.reason == UNREACHABLE:
                parcels = self._put_off(parcels, parcel[0].channel)
            self._sent += outcome.result == Result.DELIVERED
            record(parcel, outcome, in_haste=parcel[0].channel != Channel.SMS)
        self._left = [row for parcel in parcels for row in parcel]

    def _send(self, parcel: Parcel) -> Outcome:
        try:
            return self._ways.send(parcel)
        except Exception:
            # its own fault: the others go on, and it is tried again
            log.exception("A notice could not be sent.")
            return Outcome(Result.LATER, reason="fault")

    def _put_off(self, parcels: list[Parcel], channel: str) -> list[Parcel]:
        """Nobody answers there: nothing of that channel is tried for a while."""
        waits = [row for parcel in parcels for row in parcel if row.channel == channel]
        leases.put_off([row for row in waits if not _is_over(row)], clock.now() + _PAUSE)
        for row in waits:
            if _is_over(row):
                record([row], Outcome(Result.LATER, reason=UNREACHABLE))
        return [parcel for parcel in parcels if parcel[0].channel != channel]


def record(parcel: Iterable[Delivery], outcome: Outcome, *, in_haste: bool = False) -> None:
    """Write down what became of these, which went out as one.

    Nothing is written where another worker has them by now: theirs is the later word.
    ``in_haste``: without waiting for the disk, which takes longer than a mail. The database has
    what a killed worker gave it; when it breaks down itself, the last of them go out again.
    """
    now = clock.now()
    for row in parcel:
        lease, row.leased_until = row.leased_until, None
        row.unknown += outcome.result == Result.UNKNOWN
        row.state, row.why = _state_after(row, outcome)
        row.reference, row.said = outcome.reference[:120], outcome.reason[:60]
        if row.state == DeliveryState.WAITING:
            row.due_at, row.done_at = now + _wait(row, outcome), None
            row.tried_since = row.tried_since or now
        else:
            row.done_at = now
        update_if(row, *_SAID, was=("leased_until", lease), in_haste=in_haste)


def _state_after(row: Delivery, outcome: Outcome) -> tuple[DeliveryState, Why | str]:
    ended = {
        Result.DELIVERED: DeliveryState.SENT,
        Result.GONE: DeliveryState.DEAD,
        Result.REFUSED: DeliveryState.FAILED,
    }
    if outcome.result in ended:
        return ended[outcome.result], ""
    if row.unknown >= _MOST_UNKNOWN[Channel(row.channel)]:
        return DeliveryState.UNCERTAIN, ""
    if row.attempts >= MOST_TRIES or _is_over(row):
        return DeliveryState.FAILED, Why.TRIES
    return DeliveryState.WAITING, ""


def _is_over(row: Delivery) -> bool:
    """It was tried for a day: whoever looks at the list is to know that it did not get there."""
    return row.tried_since is not None and row.tried_since <= clock.now() - _LONGEST


def _wait(row: Delivery, outcome: Outcome) -> dt.timedelta:
    asked = dt.timedelta(seconds=min(outcome.retry_after or 0, 86_400))
    step = row.attempts - 1
    return max(asked, _BACK_OFF[step] if step < len(_BACK_OFF) else dt.timedelta(hours=1))


def _drop(rows: list[Delivery], said: dict[int, grounds.Verdict]) -> None:
    by_why: dict[Why, list[int]] = defaultdict(list)
    for row in rows:
        if why := said[row.pk].why:
            by_why[why].append(row.pk)
    for why, keys in by_why.items():
        Delivery.objects.filter(pk__in=keys).update(
            state=DeliveryState.DROPPED, why=why, leased_until=None, done_at=clock.now()
        )


def _postpone(rows: list[Delivery], said: dict[int, grounds.Verdict]) -> None:
    by_moment: dict[dt.datetime, list[Delivery]] = defaultdict(list)
    for row in rows:
        if due_at := said[row.pk].due_at:
            by_moment[due_at].append(row)
    for due_at, waits in by_moment.items():
        leases.give_back(waits, due_at)
