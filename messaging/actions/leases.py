"""Which deliveries a worker holds; nobody else sends them meanwhile."""

import datetime as dt

from django.db import transaction
from django.db.models import F, Q, QuerySet

from messaging.choices import DeliveryState
from messaging.models import Delivery, Notice
from messaging.models.notice import UNDER_WAY
from schools import clock
from schools.queries.naming import beyond_name

LEASE = dt.timedelta(minutes=5)
HELD_AT_ONCE = 500
_NOT_OF_PERSON = {*beyond_name("person")} - {"person__email", "person__mobile", "person__language"}


def is_long() -> bool:
    """Whether more is due than one worker process holds at once. One query."""
    due = _due(clock.now()).order_by().values_list("pk", flat=True)
    return len(due[HELD_AT_ONCE : HELD_AT_ONCE + 1]) > 0


def claim(limit: int = HELD_AT_ONCE) -> list[Delivery]:
    """Take what is due, the urgent first, and what a dead worker held."""
    now = clock.now()
    with transaction.atomic():
        mine = _due(now).select_for_update(skip_locked=True, of=("self",))
        in_order = mine.order_by("-urgent", "due_at", "person", "pk")
        taken = list(in_order.values_list("pk", "person", "is_digest")[:limit])
        keys = [pk for pk, *_ in taken]
        if taken and taken[-1][2]:  # what is collected for one person is not divided
            rest = mine.filter(person=taken[-1][1], is_digest=True).exclude(pk__in=keys)
            keys += rest.values_list("pk", flat=True)
        Delivery.objects.filter(pk__among=keys).update(
            state=DeliveryState.SENDING, leased_until=now + LEASE, attempts=F("attempts") + 1
        )
    return _loaded(keys)


def _due(now: dt.datetime) -> QuerySet[Delivery]:
    """What is to leave by now and nobody holds."""
    due = Delivery.objects.filter(state__in=UNDER_WAY, due_at__lte=now)
    return due.filter(Q(leased_until__isnull=True) | Q(leased_until__lte=now))


def _loaded(keys: list[int]) -> list[Delivery]:
    held = Delivery.objects.filter(pk__among=keys).order_by("-urgent", "due_at", "person", "pk")
    rows = list(held.select_related("person").defer(*_NOT_OF_PERSON))
    told = Notice.objects.select_related("conversation", "message")
    notices = told.in_bulk({row.notice_id for row in rows})  # one object for all it is told to
    for notice in notices.values():
        notice.message.conversation = notice.conversation
    for row in rows:
        row.notice = notices[row.notice_id]
    return rows


def give_back(deliveries: list[Delivery], due_at: dt.datetime | None = None) -> None:
    """Let go of what one claim holds and was not tried, as far as nobody else has it by now.

    To be taken again at once or at ``due_at`` (UTC).
    """
    if not deliveries:
        return
    kept = {"due_at": due_at} if due_at else {}
    _held(deliveries).update(
        state=DeliveryState.WAITING,
        leased_until=None,
        attempts=F("attempts") - 1,
        **kept,
    )


def put_off(deliveries: list[Delivery], due_at: dt.datetime) -> None:
    """As ``give_back``, for what could not be sent: remembers since when."""
    if deliveries:
        _held(deliveries).filter(tried_since__isnull=True).update(tried_since=clock.now())
        give_back(deliveries, due_at)


def _held(deliveries: list[Delivery]) -> QuerySet[Delivery]:
    """Those of one claim that nobody else has by now."""
    keys = [row.pk for row in deliveries]
    return Delivery.objects.filter(pk__among=keys, leased_until=deliveries[0].leased_until)
