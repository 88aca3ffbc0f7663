"""What was told by another notice: it was not, when that one comes back."""

from django.db.models import Exists, OuterRef

from messaging.actions import delivering
from messaging.channels.outcomes import Outcome, Result
from messaging.choices import DeliveryState, Why
from messaging.models import Delivery
from schools import clock

_ENDS = {Result.GONE: DeliveryState.DEAD, Result.REFUSED: DeliveryState.FAILED}


def come_back(together: list[Delivery], outcome: Outcome) -> None:
    """Write the far side's last word on these, which went out as one, and on what they covered.

    A message right after another is covered by one notice; when that comes back, neither has
    been told. Twice is the same as once.
    """
    delivering.record(together, outcome)
    state = _ENDS.get(outcome.result)
    if state is None or not together:
        return
    sent = Delivery.objects.filter(
        person=OuterRef("person"),
        channel=OuterRef("channel"),
        notice__conversation=OuterRef("notice__conversation"),
        state=DeliveryState.SENT,
        done_at__gt=OuterRef("notice__created_at"),
    )
    first = together[0]
    covered = Delivery.objects.filter(
        person=first.person_id,
        channel=first.channel,
        state=DeliveryState.DROPPED,
        why=Why.TOLD,
        notice__conversation__in=[row.notice.conversation_id for row in together],
    )
    lost = list(covered.exclude(Exists(sent)).values_list("pk", flat=True))
    Delivery.objects.filter(pk__in=lost).update(
        state=state, why="", said=outcome.reason[:60], done_at=clock.now()
    )
