"""Lending for longer: what is promised to others is kept."""

import datetime as dt
import uuid

import pytest

from devices.actions import bookings, loans, registry
from devices.choices import Lifecycle
from devices.exceptions import Taken
from devices.models import Asset, Loan
from schools import clock
from schools.exceptions import Conflict, InvalidInput, NotAllowed, NotVisible
from tests.devices.conftest import Equipment


def _lend(
    equipment: Equipment, asset: Asset, who: str = "nora", by: str = "ida", days: int = 10
) -> Loan:
    return loans.lend(
        actor=equipment.cast.people[by],
        asset=asset.uuid,
        borrower=equipment.cast.people[who].uuid,
        due=clock.today() + dt.timedelta(days=days),
    )


def test_loose_device_is_lent_until_the_end_of_the_day(equipment: Equipment) -> None:
    loan = _lend(equipment, equipment.loose)
    assert clock.local(loan.due_at).time() == dt.time(15)
    assert loan.allocation is None


def test_unit_of_a_trolley_counts_as_taken(equipment: Equipment) -> None:
    _lend(equipment, equipment.unit(1, equipment.small))
    slot = equipment.lesson(2)
    with pytest.raises(Taken):
        bookings.book(
            actor=equipment.cast.tone,
            bookable=equipment.small.uuid,
            starts=slot.starts,
            ends=slot.ends,
            qty=3,
        )


def test_promised_units_are_not_lent(equipment: Equipment) -> None:
    slot = equipment.lesson(3)
    bookings.book(
        actor=equipment.cast.tone,
        bookable=equipment.small.uuid,
        starts=slot.starts,
        ends=slot.ends,
        qty=3,
    )
    with pytest.raises(Taken):
        _lend(equipment, equipment.unit(1, equipment.small))
    assert not Loan.objects.exists()


def test_single_device_is_lent_as_a_claim(equipment: Equipment) -> None:
    loan = _lend(equipment, equipment.camera.asset, who="tone")
    assert loan.allocation.claim.exclusive


def test_lent_twice_is_refused(equipment: Equipment) -> None:
    _lend(equipment, equipment.loose)
    with pytest.raises(Conflict):
        _lend(equipment, equipment.loose, who="jonas")


def test_same_moment_is_refused_by_the_database(
    equipment: Equipment, monkeypatch: pytest.MonkeyPatch
) -> None:
    _lend(equipment, equipment.loose)
    monkeypatch.setattr(loans, "_check_asset", lambda *_: None)
    with pytest.raises(Conflict):
        _lend(equipment, equipment.loose, who="jonas")


@pytest.mark.parametrize(
    ("who", "days"),
    [("kari", 10), ("sara", 10), ("amira", 10), ("nora", -1), ("nora", 500)],
)
def test_wrong_borrower_or_day_is_refused(equipment: Equipment, who: str, days: int) -> None:
    with pytest.raises(InvalidInput):
        _lend(equipment, equipment.loose, who=who, days=days)


def test_protected_pupil_is_served_by_who_is_named(equipment: Equipment) -> None:
    assert _lend(equipment, equipment.loose, who="amira", by="hanne").custodian.username == "amira"


@pytest.mark.parametrize(
    ("by", "refusal"), [("tone", NotAllowed), ("roar", NotVisible), ("nora", NotVisible)]
)
def test_only_managers_lend(equipment: Equipment, by: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        _lend(equipment, equipment.loose, by=by)


def test_broken_device_is_not_lent(equipment: Equipment) -> None:
    registry.move_asset(
        actor=equipment.cast.ida,
        asset=equipment.loose.uuid,
        to=Lifecycle.MISSING,
        reason="Ikke funnet",
    )
    with pytest.raises(InvalidInput):
        _lend(equipment, equipment.loose)


def test_unknown_borrower_is_refused(equipment: Equipment) -> None:
    with pytest.raises(InvalidInput):
        loans.lend(
            actor=equipment.cast.ida,
            asset=equipment.loose.uuid,
            borrower=uuid.uuid4(),
            due=clock.today() + dt.timedelta(days=3),
        )
