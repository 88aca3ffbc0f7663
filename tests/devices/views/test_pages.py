"""Pages and forms: what was typed is kept, refusals say what to do."""

import datetime as dt
import re
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from devices.actions import bookings
from devices.models import Asset, Bookable, Claim, Loan, Reservation, SchoolDevicePolicy
from schools import clock
from tests.devices.conftest import Equipment


@pytest.fixture
def tone(equipment: Equipment, sign_in: Any) -> Client:
    """The class teacher's browser."""
    return sign_in(equipment.cast.tone)


@pytest.fixture
def ida(equipment: Equipment, sign_in: Any) -> Client:
    """The ICT contact's browser."""
    return sign_in(equipment.cast.ida)


def _page(thing: Bookable) -> str:
    return reverse("device_book", args=[thing.uuid])


def _text(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def test_question_is_answered(tone: Client, equipment: Equipment) -> None:
    text = _text(tone.get("/utstyr/?dag=2026-11-24&time=2&antall=10"))
    assert "Tralle 1" in text
    assert "Tralle R" in text
    assert "Tralle 2" not in text
    assert "Tralle H" not in text
    assert f"{_page(equipment.trolley)}?dag=2026-11-24&amp;antall=10&amp;time=2" in text


@pytest.mark.parametrize(
    "query",
    [
        "dag=2026-11-24&antall=1",
        "dag=2026-11-24&antall=0&time=1",
        "dag=tull&antall=x&time=99",
        "dag=2026-11-24&antall=1&fra=10:00&til=09:00",
        "dag=2027-03-28&antall=1&fra=02:30&til=04:00",
        "dag=0001-01-01&antall=1&fra=00:00&til=00:30",
        "dag=0001-01-02&antall=1&fra=00:00&til=23:59",
        "dag=9999-12-31&antall=1&time=1",
        "dag=2026-11-28&antall=1&time=2",
        "dag=2026-11-24&antall=99999999999999999999&time=2",
    ],
)
def test_question_that_makes_no_sense_is_asked_again(tone: Client, query: str) -> None:
    assert tone.get(f"/utstyr/?{query}").status_code == 200


def test_booking_by_lesson(tone: Client, equipment: Equipment) -> None:
    data = {
        "dag": "2026-11-24",
        "time": "2",
        "antall": "25",
        "for_group": str(equipment.cast.class_6a.uuid),
        "purpose": "Matematikk",
        "token": str(uuid.uuid4()),
    }
    for _ in range(2):  # a shaky network sends it twice
        answer = tone.post(_page(equipment.trolley), data)
        assert (answer.status_code, answer["Location"]) == (302, reverse("my_devices"))
    made = Reservation.objects.get()
    assert (made.qty, made.period_number) == (25, 2)
    assert made.claims.get().starts == equipment.lesson(2).starts
    assert "Matematikk" in _text(tone.get("/utstyr/mine/"))


def test_the_31st_is_refused_and_what_was_typed_is_kept(tone: Client, equipment: Equipment) -> None:
    slot = equipment.lesson(2)
    bookings.book(
        actor=equipment.cast.odd,
        bookable=equipment.trolley.uuid,
        starts=slot.starts,
        ends=slot.ends,
        qty=25,
    )
    data = {"dag": "2026-11-24", "time": "2", "antall": "6", "purpose": "Prøve"}
    answer = tone.post(_page(equipment.trolley), data)
    text = _text(answer)
    assert answer.status_code == 409
    assert 'value="Prøve"' in text
    assert 'value="6"' in text
    assert f"{_page(equipment.far)}?dag=2026-11-24" in text
    assert Claim.objects.count() == 1


@pytest.mark.parametrize(
    "data",
    [
        {"dag": "2026-11-23", "time": "2", "antall": "1"},
        {"dag": "2026-11-24", "fra": "10:00", "til": "09:00", "antall": "1"},
        {"dag": "2026-11-24", "time": "2", "antall": "0"},
        {"dag": "2026-11-24", "time": "2", "antall": "10000"},
        {"dag": "2026-11-24", "time": "2", "antall": "-5"},
        {"dag": "2026-11-24", "time": "2", "antall": "mange"},
        {"dag": "2026-11-24", "time": "2", "antall": "1", "for_group": str(uuid.uuid4())},
        {"dag": "2026-11-24", "time": "2", "antall": "1", "token": "x"},
    ],
)
def test_booking_that_makes_no_sense_is_refused(
    tone: Client, equipment: Equipment, data: dict[str, str]
) -> None:
    answer = tone.post(_page(equipment.trolley), data | {"purpose": "Beholdes"})
    assert answer.status_code == 422
    assert 'value="Beholdes"' in _text(answer)
    assert not Reservation.objects.exists()


def test_pupil_is_not_asked_how_many(sign_in: Any, equipment: Equipment) -> None:
    nora = sign_in(equipment.cast.nora)
    assert 'name="antall"' not in _text(nora.get(_page(equipment.trolley)))
    answer = nora.post(_page(equipment.trolley), {"dag": "2026-11-24", "time": "2", "antall": "9"})
    assert answer.status_code == 302
    assert Reservation.objects.get().qty == 1


def test_week_says_it_in_words(tone: Client, equipment: Equipment) -> None:
    text = _text(tone.get("/utstyr/uke/?dag=2026-11-24"))
    assert "av 30 ledige" in text
    assert f"{_page(equipment.trolley)}?dag=2026-11-25&amp;time=1" in text
    assert tone.get("/utstyr/uke/?dag=tull&skole=tull").status_code == 404
    for day in ("tull", "0001-01-01", "9999-12-31"):
        assert tone.get(f"/utstyr/uke/?dag={day}").status_code == 200


def test_names_of_bookers_are_not_shown(tone: Client, equipment: Equipment) -> None:
    slot = equipment.lesson(2)
    bookings.book(
        actor=equipment.cast.odd,
        bookable=equipment.trolley.uuid,
        starts=slot.starts,
        ends=slot.ends,
        qty=25,
        purpose="Hemmelig",
    )
    for address in ("/utstyr/", "/utstyr/uke/", "/utstyr/mine/", "/utstyr/skann/"):
        text = _text(tone.get(address))
        assert "Haugen" not in text
        assert "Hemmelig" not in text


def test_cancelling_after_hand_over_says_why(tone: Client, equipment: Equipment) -> None:
    made = _booked_now(equipment)
    _scan(tone, made, equipment.unit(1).tag)
    answer = tone.post(reverse("device_cancel", args=[made.uuid]), follow=True)
    assert "Lever det tilbake" in _text(answer)


def _booked_now(equipment: Equipment, qty: int = 2) -> Reservation:
    slot = equipment.lesson(1)
    return bookings.book(
        actor=equipment.cast.tone,
        bookable=equipment.trolley.uuid,
        starts=slot.starts,
        ends=slot.ends,
        qty=qty,
    )


def _scan(client: Client, made: Reservation | None, code: str, **headers: str) -> Any:
    task = str(made.uuid) if made else "retur"
    data = {"task": task, "code": code, "client_uuid": str(uuid.uuid4())}
    return client.post(reverse("device_scan"), data, headers=headers)


def test_scanning_works_as_a_plain_form(tone: Client, equipment: Equipment) -> None:
    made, tag = _booked_now(equipment), equipment.unit(1).tag
    answer = _scan(tone, made, tag)
    assert answer["Location"] == f"{reverse('device_scan')}?reservasjon={made.uuid}"
    assert "1 av 2" in _text(tone.get(answer["Location"]))
    assert _scan(tone, None, tag).status_code == 302
    assert Loan.objects.get().in_at is not None


def test_scanning_by_script_gets_a_fragment(tone: Client, equipment: Equipment) -> None:
    made = _booked_now(equipment)
    answer = _scan(tone, made, equipment.unit(1).tag, **{"X-Scanner": "1"})
    assert "data-ok" in _text(answer)
    assert "<html" not in _text(answer)


@pytest.mark.parametrize(("code", "status"), [("", 422), ("UKJENT", 422), ("TRALLE-1-5", 409)])
def test_refused_scan_keeps_the_tag(
    tone: Client, equipment: Equipment, code: str, status: int
) -> None:
    answer = _scan(tone, None, code)
    assert answer.status_code == status
    if code:
        assert f'value="{code}"' in _text(answer)
    fragment = _scan(tone, None, code, **{"X-Scanner": "1"})
    assert fragment.status_code == status
    assert "data-ok" not in _text(fragment)


def test_device_is_registered_and_changed(ida: Client, equipment: Equipment) -> None:
    data = {
        "school": equipment.cast.lade.pk,
        "tag": "ny-7",
        "asset_model": equipment.loose.asset_model_id,
        "condition": "B",
    }
    answer = ida.post(reverse("device_new"), data)
    made = Asset.objects.get(tag="NY-7")
    assert answer["Location"] == reverse("device", args=[made.uuid])
    again = ida.post(reverse("device_new"), data | {"place": "Hylle 3"})
    assert again.status_code == 422
    assert "Hylle 3" in _text(again)
    edit = reverse("device_edit", args=[made.uuid])
    assert ida.post(edit, data | {"tag": "LOS-1"}).status_code == 422
    assert ida.post(edit, data | {"note": "Ny skjerm"}).status_code == 302
    assert "Ny skjerm" in _text(ida.get(reverse("device", args=[made.uuid])))


def test_device_is_lent_and_moved_on(ida: Client, equipment: Equipment) -> None:
    loose = equipment.loose
    lend, move = (reverse(name, args=[loose.uuid]) for name in ("device_lend", "device_move"))
    due = f"{clock.today() + dt.timedelta(days=5):%Y-%m-%d}"
    for borrower in ("hansen tull", "e"):  # nobody, several
        assert ida.post(lend, {"borrower": borrower, "due": due}).status_code == 422
    assert ida.post(lend, {"borrower": "nora", "due": "2020-01-01"}).status_code == 422
    assert ida.post(lend, {"borrower": "nora", "due": due}).status_code == 302
    assert ida.post(lend, {"borrower": "nora", "due": due}).status_code == 409
    assert ida.post(move, {"to": "retired", "reason": "Gammel"}).status_code == 409
    assert ida.post(move, {"to": "in_repair"}).status_code == 422
    assert ida.post(move, {"to": "in_repair", "reason": "Knust"}).status_code == 302


def test_label_is_a_picture_of_the_address(ida: Client, equipment: Equipment) -> None:
    answer = ida.get(reverse("device_label", args=[equipment.loose.uuid]))
    assert answer["Content-Type"] == "image/svg+xml"
    assert b"LOS-1" in answer.content


def test_rules_for_pupils_are_kept(ida: Client, equipment: Equipment) -> None:
    SchoolDevicePolicy.objects.all().delete()
    address = reverse("device_rules", args=[equipment.cast.lade.uuid])
    assert ida.get(address).status_code == 200
    data = {"pupils_may_book": "on", "max_hours": "3", "first_grade": "5", "last_grade": "7"}
    assert ida.post(address, data | {"max_hours": "99"}).status_code == 422
    assert ida.post(address, data).status_code == 302
    assert SchoolDevicePolicy.objects.get().max_hours == 3
    assert 'value="3"' in _text(ida.get(address))


def test_empty_pages_say_what_to_do(sign_in: Any, equipment: Equipment) -> None:
    Bookable.objects.update(is_active=False)
    ida, kari = sign_in(equipment.cast.ida), sign_in(equipment.cast.kari)
    assert "Ingenting å reservere" in _text(ida.get("/utstyr/uke/"))
    assert "Ingen enheter passer" in _text(ida.get("/utstyr/register/?q=finnesikke"))
    assert "ikke lånt noe" in _text(kari.get("/utstyr/"))
