"""Handing out and taking back: any unit of the trolley, nothing else, by the right people."""

import datetime as dt
import uuid

import pytest
import time_machine
from django.conf import settings

from devices.actions import bookings, desk, loans, registry
from devices.actions.desk import Scanned
from devices.choices import Condition, Lifecycle, ReservationState, ScanOutcome
from devices.models import Asset, Loan, Reservation, Scan
from schools import clock
from schools.exceptions import Conflict, InvalidInput, NotAllowed, NotVisible
from schools.models import Person
from tests.devices.conftest import Equipment


@pytest.fixture
def booked(equipment: Equipment) -> Reservation:
    """Tone has two of the trolley in the first lesson."""
    return _booked(equipment, equipment.cast.tone, 2)


def _booked(equipment: Equipment, actor: Person, qty: int) -> Reservation:
    slot = equipment.lesson(1)
    return bookings.book(
        actor=actor,
        bookable=equipment.trolley.uuid,
        starts=slot.starts,
        ends=slot.ends,
        qty=qty,
    )


def _out(reservation: Reservation, asset: Asset, actor: Person | None = None) -> Scanned:
    who = actor or reservation.requester
    return desk.check_out(actor=who, reservation=reservation.uuid, code=asset.tag)


def test_any_unit_of_the_trolley_will_do(equipment: Equipment, booked: Reservation) -> None:
    done = _out(booked, equipment.unit(17))
    assert (done.outcome, done.out, done.qty) == (ScanOutcome.HANDED_OUT, 1, 2)
    assert done.loan.due_at == equipment.lesson(1).ends
    booked.refresh_from_db()
    assert (booked.state, booked.version) == (ReservationState.CHECKED_OUT, 2)


@pytest.mark.parametrize("form", ["label", "lower", "path"])
def test_label_and_typed_tag_are_the_same(
    equipment: Equipment, booked: Reservation, form: str
) -> None:
    asset = equipment.unit(3)
    label = f"{settings.BASE_URL}/utstyr/enhet/{asset.uuid}/"
    code = {"label": label, "lower": f"  {asset.tag.lower()} ", "path": label.rstrip("/")}[form]
    done = desk.check_out(actor=booked.requester, reservation=booked.uuid, code=code)
    assert done.asset == asset


def test_more_than_booked_is_refused(equipment: Equipment, booked: Reservation) -> None:
    for number in (1, 2):
        _out(booked, equipment.unit(number))
    with pytest.raises(InvalidInput):
        _out(booked, equipment.unit(3))


@pytest.mark.parametrize("what", ["other trolley", "other school", "loose", "in repair"])
def test_wrong_device_is_refused(equipment: Equipment, booked: Reservation, what: str) -> None:
    broken = equipment.unit(4)
    registry.move_asset(
        actor=equipment.cast.ida, asset=broken.uuid, to=Lifecycle.IN_REPAIR, reason="Knust"
    )
    device = {
        "other trolley": equipment.unit(1, equipment.small),
        "other school": equipment.unit(1, equipment.far),
        "loose": equipment.loose,
        "in repair": broken,
    }[what]
    with pytest.raises(InvalidInput) as refused:
        _out(booked, device)
    assert refused.value.field == "code"
    assert not Loan.objects.exists()


@pytest.mark.parametrize(
    "code",
    [
        "",
        "FINNES-IKKE",
        "https://evil.example/utstyr/enhet/00000000-0000-4000-8000-000000000000/",
        f"{settings.BASE_URL}/utstyr/enhet/00000000-0000-4000-8000-000000000000/",
        f"{settings.BASE_URL}/utstyr/enhet/------------------------------------/",
        "x" * 300,
    ],
)
def test_forged_label_is_refused(equipment: Equipment, booked: Reservation, code: str) -> None:
    with pytest.raises(InvalidInput):
        desk.check_out(actor=booked.requester, reservation=booked.uuid, code=code)


def test_pupil_learns_nothing_of_other_schools(equipment: Equipment) -> None:
    answers = set()
    for code in (equipment.unit(1, equipment.far).tag, "FINNES-IKKE"):
        with pytest.raises(InvalidInput) as refused:
            desk.take_back(actor=equipment.cast.nora, code=code)
        answers.add(str(refused.value).replace(code, ""))
    assert len(answers) == 1


def test_device_that_is_out_is_refused(equipment: Equipment, booked: Reservation) -> None:
    other = _booked(equipment, equipment.cast.odd, 2)
    _out(booked, equipment.unit(1))
    with pytest.raises(Conflict):
        _out(other, equipment.unit(1))


@pytest.mark.parametrize(("minutes", "field"), [(-61, "reservation"), (45, "reservation")])
def test_wrong_time_is_refused(
    equipment: Equipment,
    booked: Reservation,
    morning: time_machine.Traveller,
    minutes: int,
    field: str,
) -> None:
    morning.move_to(equipment.lesson(1).starts + dt.timedelta(minutes=minutes))
    with pytest.raises(InvalidInput) as refused:
        _out(booked, equipment.unit(1))
    assert refused.value.field == field


def test_cancelled_booking_gives_nothing(equipment: Equipment, booked: Reservation) -> None:
    bookings.cancel(actor=booked.requester, reservation=booked.uuid)
    with pytest.raises(Conflict):
        _out(booked, equipment.unit(1))


def test_others_cannot_fetch(equipment: Equipment, booked: Reservation) -> None:
    with pytest.raises(NotVisible):
        _out(booked, equipment.unit(1), equipment.cast.odd)
    noras = _booked(equipment, equipment.cast.nora, 1)
    with pytest.raises(NotAllowed):
        _out(noras, equipment.unit(1), equipment.cast.kari)
    _out(noras, equipment.unit(1), equipment.cast.ida)


def test_scan_sent_twice_gets_the_same_answer(equipment: Equipment, booked: Reservation) -> None:
    scan = {
        "actor": booked.requester,
        "reservation": booked.uuid,
        "code": equipment.unit(1).tag,
        "client_uuid": uuid.uuid4(),
    }
    assert desk.check_out(**scan).loan == desk.check_out(**scan).loan
    back = {key: scan[key] for key in ("actor", "code")} | {"client_uuid": uuid.uuid4()}
    assert desk.take_back(**back).outcome == desk.take_back(**back).outcome == "returned"
    assert (Scan.objects.count(), Loan.objects.count()) == (2, 1)


def test_scan_of_somebody_else_is_not_answered(equipment: Equipment, booked: Reservation) -> None:
    token = uuid.uuid4()
    code = equipment.unit(1).tag
    desk.check_out(actor=booked.requester, reservation=booked.uuid, code=code, client_uuid=token)
    with pytest.raises(InvalidInput):
        desk.take_back(actor=equipment.cast.ida, code=code, client_uuid=token)


def test_last_unit_back_ends_the_promise(equipment: Equipment, booked: Reservation) -> None:
    for number in (1, 2):
        _out(booked, equipment.unit(number))
    first = desk.take_back(actor=booked.requester, code=equipment.unit(1).tag)
    assert (first.out, booked.claims.get().state) == (1, "active")
    desk.take_back(actor=booked.requester, code=equipment.unit(2).tag)
    booked.refresh_from_db()
    assert (booked.state, booked.claims.get().state) == ("returned", "released")


def test_swapping_a_unit_keeps_the_promise(equipment: Equipment, booked: Reservation) -> None:
    _out(booked, equipment.unit(1))
    desk.take_back(actor=booked.requester, code=equipment.unit(1).tag)
    _out(booked, equipment.unit(2))
    assert booked.claims.get().state == "active"


def test_returned_twice_is_refused(equipment: Equipment, booked: Reservation) -> None:
    _out(booked, equipment.unit(1))
    desk.take_back(actor=booked.requester, code=equipment.unit(1).tag)
    with pytest.raises(Conflict):
        desk.take_back(actor=booked.requester, code=equipment.unit(1).tag)


@pytest.mark.parametrize("who", ["jonas", "odd", "lise"])
def test_third_person_cannot_return(equipment: Equipment, who: str) -> None:
    noras = _booked(equipment, equipment.cast.nora, 1)
    _out(noras, equipment.unit(1))
    with pytest.raises(NotAllowed):
        desk.take_back(actor=equipment.cast.people[who], code=equipment.unit(1).tag)


@pytest.mark.parametrize("who", ["nora", "tone", "arne", "ida", "sissel"])
def test_borrower_and_staff_of_the_class_return(equipment: Equipment, who: str) -> None:
    noras = _booked(equipment, equipment.cast.nora, 1)
    _out(noras, equipment.unit(1))
    done = desk.take_back(actor=equipment.cast.people[who], code=equipment.unit(1).tag)
    assert done.loan.in_by == equipment.cast.people[who]


def test_long_loan_is_not_closed_by_the_borrower(equipment: Equipment) -> None:
    cast, due = equipment.cast, clock.today() + dt.timedelta(days=30)
    loans.lend(actor=cast.ida, asset=equipment.loose.uuid, borrower=cast.nora.uuid, due=due)
    with pytest.raises(NotAllowed):
        desk.take_back(actor=cast.nora, code="LOS-1")
    done = desk.take_back(actor=cast.ida, code="LOS-1", condition=Condition.D)
    equipment.loose.refresh_from_db()
    assert (done.qty, equipment.loose.condition) == (0, "D")


def test_same_moment_at_two_desks_is_a_sentence(
    equipment: Equipment, booked: Reservation, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = _booked(equipment, equipment.cast.odd, 1)
    _out(booked, equipment.unit(1))
    monkeypatch.setattr(desk, "_check_unit", lambda *_: None)  # looked before the other wrote
    with pytest.raises(Conflict):
        _out(other, equipment.unit(1))
