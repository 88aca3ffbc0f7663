"""The one door, alone and in a crowd."""

import datetime as dt
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError, connection, connections, transaction

from devices.actions import claims
from devices.actions.claims import Wanted
from devices.choices import ClaimKind, ClaimState
from devices.exceptions import Taken
from devices.models import Allocation, Bookable, Claim, Loan, nets
from devices.queries import occupancy
from devices.queries.sweep import Span, peak
from schools import clock
from schools.exceptions import InvalidInput
from tests.factories import PersonFactory, SchoolFactory
from tests.factories.devices import AssetFactory, BookableFactory, single

pytestmark = pytest.mark.both_databases
HOUR = dt.timedelta(hours=1)


def _want(bookable: Bookable, start: float = 24, length: float = 1, qty: int = 1) -> Wanted:
    first = clock.now() + dt.timedelta(hours=start)
    return Wanted(bookable.pk, first, first + dt.timedelta(hours=length), qty)


@pytest.mark.django_db
class TestOne:
    def test_takes_and_folds_turnaround_in(self) -> None:
        pool = BookableFactory(capacity=2, turnaround_min=15)
        (claim,) = claims.commit(wanted=[_want(pool)])
        assert claim.blocked_until - claim.ends == dt.timedelta(minutes=15)
        assert (claim.school_id, claim.exclusive) == (pool.school_id, False)

    def test_all_or_nothing(self) -> None:
        pool, camera = BookableFactory(capacity=2), single(SchoolFactory())
        claims.commit(wanted=[_want(camera)])
        with pytest.raises(Taken):
            claims.commit(wanted=[_want(pool), _want(camera)])
        assert Claim.objects.filter(bookable=pool).count() == 0

    def test_own_wishes_count_against_each_other(self) -> None:
        pool = BookableFactory(capacity=3)
        with pytest.raises(Taken):
            claims.commit(wanted=[_want(pool, qty=2), _want(pool, qty=2)])

    def test_many_bookables_at_once(self) -> None:
        school = SchoolFactory()
        pools = [BookableFactory(school=school, capacity=1) for _ in range(claims.MANY + 1)]
        assert len(claims.commit(wanted=[_want(pool) for pool in pools])) == claims.MANY + 1

    @pytest.mark.parametrize(("length", "qty", "field"), [(0, 1, "ends"), (-1, 1, "ends")])
    def test_end_not_after_start_is_refused(self, length: float, qty: int, field: str) -> None:
        with pytest.raises(InvalidInput) as refused:
            claims.commit(wanted=[_want(BookableFactory(), length=length, qty=qty)])
        assert refused.value.field == field

    @pytest.mark.parametrize("qty", [0, -3])
    def test_none_or_fewer_is_refused(self, qty: int) -> None:
        with pytest.raises(InvalidInput):
            claims.commit(wanted=[_want(BookableFactory(), qty=qty)])

    def test_three_weeks_is_not_a_booking(self) -> None:
        with pytest.raises(InvalidInput):
            claims.commit(wanted=[_want(BookableFactory(), length=24 * 21)])

    def test_expired_hold_makes_room(self) -> None:
        camera = single(SchoolFactory())
        held = _want(camera)
        past = clock.now() - HOUR
        hold = Wanted(camera.pk, held.starts, held.ends, 1, ClaimKind.HOLD, past)
        claims.commit(wanted=[hold])
        claims.commit(wanted=[held])
        assert Claim.objects.filter(state=ClaimState.ACTIVE).count() == 1

    def test_overdue_loan_occupies_until_the_grace(self) -> None:
        camera = single(SchoolFactory())
        late = _late_loan(camera)
        with pytest.raises(Taken):
            claims.commit(wanted=[_want(camera, start=0.1)])
        claims.commit(wanted=[_want(camera, start=1)])
        late.in_at = clock.now()
        late.save()
        claims.commit(wanted=[_want(camera, start=0.1, length=0.5)])

    def test_net_alone_becomes_a_refusal(self, monkeypatch: pytest.MonkeyPatch) -> None:
        camera = single(SchoolFactory())
        claims.commit(wanted=[_want(camera)])
        monkeypatch.setattr(claims, "_check_room", lambda *_: None)
        with pytest.raises(Taken):
            claims.commit(wanted=[_want(camera)])

    def test_release_keeps_turnaround_after_use(self) -> None:
        pool = BookableFactory(capacity=1, turnaround_min=30)
        (claim,) = claims.commit(wanted=[_want(pool, start=-1, length=4)])
        now = clock.now()
        claims.release(claim=claim, at=now)
        assert (claim.state, claim.ends) == (ClaimState.ACTIVE, now)
        assert claim.blocked_until == now + dt.timedelta(minutes=30)

    def test_release_before_the_start_frees_everything(self) -> None:
        (claim,) = claims.commit(wanted=[_want(BookableFactory())])
        claims.release(claim=claim, at=clock.now())
        assert claim.state == ClaimState.RELEASED


def _late_loan(bookable: Bookable) -> Loan:
    (claim,) = claims.commit(wanted=[_want(bookable, start=-3, length=1)])
    asset = bookable.asset or AssetFactory(school=bookable.school)
    allocation = Allocation.objects.create(claim=claim, asset=asset, assigned_at=claim.starts)
    return Loan.objects.create(
        asset=asset,
        custodian=PersonFactory(),
        allocation=allocation,
        out_at=claim.starts,
        due_at=claim.ends,
    )


class _Deadlock(Exception):
    sqlstate = "40P01"


def _failing(times: int, cause: Exception) -> Callable[[], int]:
    """Work that the database refuses so many times."""
    left = iter(range(times))

    def work() -> int:
        if next(left, None) is not None:
            raise OperationalError("refused") from cause
        return 7

    return work


@pytest.mark.parametrize("cause", [_Deadlock(), Exception("database is locked")])
def test_passing_trouble_is_tried_again(committed_db: None, cause: Exception) -> None:
    assert claims.retried(_failing(3, cause)) == 7
    with pytest.raises(OperationalError):
        claims.retried(_failing(4, cause))


def test_lasting_trouble_is_not_tried_again(committed_db: None) -> None:
    work = _failing(1, Exception("disk full"))
    with pytest.raises(OperationalError):
        claims.retried(work)
    assert work() == 7


# --- a crowd: 200 attempts by 16 threads on one trolley of 30


Attempt = Callable[[Wanted], None]


def _crowd(pool: Bookable, attempt: Attempt) -> Counter[str]:
    """Ten lessons of an hour; each attempt wants 1–9 of the trolley in one to three of them."""
    first = clock.now().replace(minute=0, second=0, microsecond=0) + dt.timedelta(days=1)
    gate = threading.Barrier(16)

    def one(number: int) -> str:
        if number < 16:
            gate.wait(30)
        start = first + HOUR * (number * 7 % 10)
        wanted = Wanted(pool.pk, start, start + HOUR * (number % 3 + 1), number % 9 + 1)
        try:
            attempt(wanted)
        except Taken:
            return "refused"
        except Exception as error:  # noqa: BLE001 (the count of faults is the result)
            return type(error).__name__
        finally:
            connections.close_all()
        return "taken"

    with ThreadPoolExecutor(16) as threads:
        return Counter(threads.map(one, range(200)))


def _most_at_once(pool: Bookable) -> int:
    rows = Claim.objects.filter(bookable=pool, state=ClaimState.ACTIVE)
    held = [Span(*row) for row in rows.values_list("starts", "blocked_until", "qty")]
    return peak(held, min(s.starts for s in held), max(s.until for s in held))


@pytest.mark.slow
def test_crowd_never_overbooks(committed_db: None) -> None:
    pool = BookableFactory(capacity=30)
    outcome = _crowd(pool, lambda wanted: claims.commit(wanted=[wanted]) and None)
    assert set(outcome) == {"taken", "refused"}, outcome
    assert _most_at_once(pool) <= 30
    assert sum(outcome.values()) == 200


@pytest.mark.slow
def test_crowd_on_one_device_has_one_winner_per_slot(committed_db: None) -> None:
    camera = single(SchoolFactory())
    first = clock.now() + dt.timedelta(days=1)

    def one(number: int) -> bool:
        start = first + HOUR * (number % 5)
        try:
            claims.commit(wanted=[Wanted(camera.pk, start, start + HOUR)])
        except Taken:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(16) as threads:
        assert sum(threads.map(one, range(50))) == 5


@pytest.mark.slow
def test_crowd_meets_the_nets_when_the_guard_is_off(
    committed_db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the lock and the check the database still holds, by itself."""
    monkeypatch.setattr(claims, "_check_room", lambda *_: None)
    monkeypatch.setattr(claims, "lock", _without_lock)
    pool = BookableFactory(capacity=30)
    outcome = _crowd(pool, lambda wanted: claims.commit(wanted=[wanted]) and None)
    assert set(outcome) == {"taken", "refused"}, outcome
    assert _most_at_once(pool) <= 30


@pytest.mark.slow
def test_crowd_overbooks_without_guard_and_nets(committed_db: None) -> None:
    """The twin: check and write apart, nets down. It must show the fault."""
    nets.remove(connection)
    pool = BookableFactory(capacity=30)
    checked = threading.Barrier(2, timeout=0.5)

    def unguarded(wanted: Wanted) -> None:
        spans = occupancy.spans_of([pool.pk], wanted.starts, wanted.ends)
        if peak(spans[pool.pk], wanted.starts, wanted.ends) + wanted.qty > 30:
            raise Taken("")
        try:
            checked.wait()  # two have looked before either writes
        except threading.BrokenBarrierError:
            checked.reset()
        with transaction.atomic():
            Claim.objects.create(
                bookable=pool,
                school=pool.school,
                starts=wanted.starts,
                ends=wanted.ends,
                blocked_until=wanted.ends,
                qty=wanted.qty,
            )

    _crowd(pool, unguarded)
    assert _most_at_once(pool) > 30


def _without_lock(bookable_ids: list[int]) -> dict[int, Bookable]:
    return {row.pk: row for row in Bookable.objects.filter(pk__in=bookable_ids)}
