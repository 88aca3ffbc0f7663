"""Which deliveries a worker holds; nobody else sends them meanwhile."""

import datetime as dt

from django.db import transaction
from django.db.models import F, Q

from messaging.choices import DeliveryState
from messaging.models import Delivery
from messaging.models.notice import UNDER_WAY
from schools import clock

LEASE = dt.timedelta(minutes=2)
HELD_AT_ONCE = 500


def claim(limit: int = HELD_AT_ONCE) -> list[Delivery]:
    """Take what is due, the urgent first, and what a dead worker held."""
    now = clock.now()
    with transaction.atomic():
        free = Delivery.objects.select_for_update(skip_locked=True, of=("self",))
        due = free.filter(state__in=UNDER_WAY, due_at__lte=now)
        mine = due.filter(Q(leased_until__isnull=True) | Q(leased_until__lte=now))
        keys = list(mine.order_by("-urgent", "due_at").values_list("pk", flat=True)[:limit])
        Delivery.objects.filter(pk__in=keys).update(
            state=DeliveryState.SENDING, leased_until=now + LEASE, attempts=F("attempts") + 1
        )
    return _loaded(keys)


def _loaded(keys: list[int]) -> list[Delivery]:
    held = Delivery.objects.filter(pk__in=keys).order_by("-urgent", "due_at", "person", "pk")
    rows = list(held.select_related("notice__conversation", "notice__message", "person"))
    for row in rows:
        row.notice.message.conversation = row.notice.conversation
    return rows


def give_back(deliveries: list[Delivery], due_at: dt.datetime | None = None) -> None:
    """Let go of what was not tried, to be taken again at once or at ``due_at`` (UTC)."""
    kept = {"due_at": due_at} if due_at else {}
    Delivery.objects.filter(pk__in=[row.pk for row in deliveries]).update(
        state=DeliveryState.WAITING,
        leased_until=None,
        attempts=F("attempts") - 1,
        **kept,
    )
