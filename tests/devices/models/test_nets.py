"""The database refuses by itself, on both engines."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction

from devices.choices import ClaimState
from devices.models import Bookable, Claim, nets
from schools import clock
from tests.factories import SchoolFactory
from tests.factories.devices import BookableFactory, single

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def _claim(bookable: Bookable, start: int, end: int, qty: int = 1, **fields: object) -> Claim:
    first = clock.now().replace(minute=0, second=0, microsecond=0) + dt.timedelta(days=1)
    return Claim.objects.create(
        bookable=bookable,
        school=bookable.school,
        starts=first + dt.timedelta(minutes=start),
        ends=first + dt.timedelta(minutes=end),
        blocked_until=first + dt.timedelta(minutes=end),
        qty=qty,
        exclusive=bookable.is_single,
        **fields,
    )


def _names() -> set[str]:
    query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    if connection.vendor == "postgresql":
        query = (
            "SELECT tgname FROM pg_trigger WHERE tgrelid = 'devices_claim'::regclass"
            " UNION ALL SELECT conname FROM pg_constraint WHERE contype = 'x'"
        )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {name for (name,) in cursor.fetchall()}


def test_nets_are_there_after_migrating() -> None:
    if connection.vendor == "postgresql":
        assert {nets.POSTGRES_TRIGGER, "claim_one_at_a_time"} <= _names()
    else:
        assert set(nets.SQLITE_TRIGGERS) <= _names()


def test_nets_come_back_when_taken_down() -> None:
    nets.remove(connection)
    assert not _names() & {nets.POSTGRES_TRIGGER, *nets.SQLITE_TRIGGERS}
    nets.install(connection)
    nets.install(connection)
    test_nets_are_there_after_migrating()


def test_pool_over_capacity_is_refused() -> None:
    pool = BookableFactory(capacity=3)
    _claim(pool, 0, 60, 2)
    _claim(pool, 60, 90, 3)  # back to back
    with pytest.raises(IntegrityError), transaction.atomic():
        _claim(pool, 30, 70, 1)
    _claim(pool, 30, 60, 1)


def test_single_device_twice_is_refused() -> None:
    camera = single(SchoolFactory())
    _claim(camera, 0, 60)
    with pytest.raises(IntegrityError), transaction.atomic():
        _claim(camera, 59, 80)
    _claim(camera, 60, 80)


def test_growing_into_another_claim_is_refused() -> None:
    pool = BookableFactory(capacity=3)
    first = _claim(pool, 0, 60, 2)
    second = _claim(pool, 0, 60, 1)
    for field, value in (("qty", 2), ("blocked_until", second.ends + dt.timedelta(hours=1))):
        _claim(pool, 60, 120, 3) if field == "blocked_until" else None
        setattr(second, field, value)
        with pytest.raises(IntegrityError), transaction.atomic():
            second.save(update_fields=[field])
        second.refresh_from_db()
    first.qty = 1
    first.save(update_fields=["qty"])


def test_released_claim_does_not_come_back_into_a_full_pool() -> None:
    pool = BookableFactory(capacity=1)
    gone = _claim(pool, 0, 60, 1, state=ClaimState.RELEASED)
    _claim(pool, 0, 60, 1)
    gone.state = ClaimState.ACTIVE
    with pytest.raises(IntegrityError), transaction.atomic():
        gone.save(update_fields=["state"])


def test_shortening_is_allowed_when_a_device_broke() -> None:
    pool = BookableFactory(capacity=3)
    claim = _claim(pool, 0, 60, 3)
    Bookable.objects.filter(pk=pool.pk).update(capacity=1)
    claim.qty = 2
    claim.save(update_fields=["qty"])


@pytest.mark.parametrize(("start", "end", "qty"), [(60, 60, 1), (60, 30, 1), (0, 60, 0)])
def test_impossible_claims_are_refused(start: int, end: int, qty: int) -> None:
    pool = BookableFactory(capacity=3)
    with pytest.raises(IntegrityError), transaction.atomic():
        _claim(pool, start, end, qty)
