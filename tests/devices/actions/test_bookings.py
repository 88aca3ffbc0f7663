"""Who may book what, when; and what a refusal offers."""

import datetime as dt
import uuid
from typing import Any

import pytest
import time_machine

from devices import tasks
from devices.actions import bookables, bookings, claims, desk
from devices.choices import ReservationState, Want
from devices.exceptions import Taken
from devices.models import Bookable, Claim, Reservation
from schools import clock
from schools.exceptions import Conflict, InvalidInput, NotAllowed, NotVisible
from schools.models import AuditEntry, Person
from tests.devices.conftest import Equipment

HOUR = dt.timedelta(hours=1)


def _book(
    equipment: Equipment, actor: Person, bookable: Bookable, lesson: int = 2, **fields: Any
) -> Reservation:
    slot = equipment.lesson(lesson)
    given: dict[str, Any] = {"starts": slot.starts, "ends": slot.ends, **fields}
    return bookings.book(actor=actor, bookable=bookable.uuid, **given)


def test_teacher_books_part_of_a_trolley_for_a_class(equipment: Equipment) -> None:
    tone, group = equipment.cast.tone, equipment.cast.class_6a
    made = _book(
        equipment, tone, equipment.trolley, qty=25, for_group=group.uuid, purpose=" Matte  6A "
    )
    assert (made.qty, made.purpose, made.for_group) == (25, "Matte 6A", group)
    assert made.claims.get().qty == 25
    assert AuditEntry.objects.filter(action="reservation.made", actor=tone).count() == 1


def test_the_31st_is_refused_with_three_that_are_free(equipment: Equipment) -> None:
    _book(equipment, equipment.cast.odd, equipment.trolley, qty=25)
    with pytest.raises(Taken) as refused:
        _book(equipment, equipment.cast.tone, equipment.trolley, qty=6)
    kinds = [one.kind for one in refused.value.alternatives]
    assert kinds == [Want.OTHER_TIME, Want.OTHER_PLACE, Want.FEWER]
    other_time, other_place, fewer = refused.value.alternatives
    assert other_time.starts in {equipment.lesson(1).starts, equipment.lesson(3).starts}
    assert other_place.bookable == equipment.far
    assert (fewer.bookable, fewer.qty) == (equipment.trolley, 5)
    assert "Tralle 1" in str(refused.value)


def test_every_alternative_can_be_booked(equipment: Equipment) -> None:
    tone = equipment.cast.tone
    _book(equipment, equipment.cast.odd, equipment.trolley, qty=25)
    with pytest.raises(Taken) as refused:
        _book(equipment, tone, equipment.trolley, qty=6)
    for one in refused.value.alternatives:
        bookings.book(
            actor=tone, bookable=one.bookable.uuid, starts=one.starts, ends=one.ends, qty=one.qty
        )


def test_alternatives_for_a_wall_time_keep_its_length(equipment: Equipment) -> None:
    begins = clock.at(dt.date(2026, 11, 24), dt.time(12, 40))
    window = {"starts": begins, "ends": begins + HOUR}
    _book(equipment, equipment.cast.odd, equipment.camera, **window)
    with pytest.raises(Taken) as refused:
        _book(equipment, equipment.cast.tone, equipment.camera, **window)
    assert {one.ends - one.starts for one in refused.value.alternatives} == {HOUR}
    assert "Kamera 1" in str(refused.value)


def test_pupil_books_one_device(equipment: Equipment) -> None:
    made = _book(equipment, equipment.cast.nora, equipment.trolley)
    assert made.state == ReservationState.APPROVED


def test_pupil_books_no_second_device(equipment: Equipment) -> None:
    nora = equipment.cast.nora
    first = _book(equipment, nora, equipment.trolley)
    with pytest.raises(InvalidInput):
        _book(equipment, nora, equipment.camera, lesson=4)
    assert Reservation.objects.count() == Claim.objects.count() == 1
    bookings.cancel(actor=nora, reservation=first.uuid)
    _book(equipment, nora, equipment.camera, lesson=4)


@pytest.mark.parametrize(
    "fields", [{"qty": 2}, {"ends": clock.at(dt.date(2026, 11, 24), dt.time(17, 0))}]
)
def test_pupil_beyond_the_rules_is_refused(equipment: Equipment, fields: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        _book(equipment, equipment.cast.nora, equipment.trolley, **fields)


def test_pupil_of_another_grade_is_refused(equipment: Equipment) -> None:
    cast = equipment.cast
    rules = {"actor": cast.ida, "school": cast.lade, "pupils_may_book": True}
    bookables.set_pupil_rules(**rules, first_grade=8, last_grade=10)
    with pytest.raises(NotAllowed):
        _book(equipment, cast.nora, equipment.trolley)


@pytest.mark.parametrize("closed", ["trolley", "school"])
def test_pupil_books_only_what_is_open(equipment: Equipment, closed: str) -> None:
    cast = equipment.cast
    if closed == "school":
        bookables.set_pupil_rules(actor=cast.ida, school=cast.lade, pupils_may_book=False)
    thing = equipment.small if closed == "trolley" else equipment.trolley
    with pytest.raises(NotAllowed):
        _book(equipment, cast.nora, thing)


@pytest.mark.parametrize(
    ("who", "what"),
    [
        ("kari", "trolley"),  # a guardian
        ("sverre", "trolley"),  # his time is over
        ("marit", "trolley"),  # administers, sees no rows
        ("magnus", "camera"),  # shared with staff, not with another school's pupils
        ("tone", "hidden"),  # not shared
        ("gone", "trolley"),
    ],
)
def test_outsider_finds_nothing_to_book(equipment: Equipment, who: str, what: str) -> None:
    with pytest.raises(NotVisible):
        _book(equipment, equipment.cast.people[who], getattr(equipment, what))


def test_closed_trolley_is_not_booked_by_its_keeper(equipment: Equipment) -> None:
    Bookable.objects.filter(pk=equipment.trolley.pk).update(is_active=False)
    with pytest.raises(NotAllowed):
        _book(equipment, equipment.cast.ida, equipment.trolley)


def test_teacher_books_at_a_school_that_shares(equipment: Equipment) -> None:
    made = _book(equipment, equipment.cast.tone, equipment.far, qty=20)
    assert made.school == equipment.cast.rosenborg


@pytest.mark.parametrize(
    ("start", "end", "field"),
    [(-48, -47, "day"), (-2, 1, "day"), (5, 5, "ends"), (5, 4, "ends"), (4000, 4001, "day")],
)
def test_impossible_time_is_refused(equipment: Equipment, start: int, end: int, field: str) -> None:
    now = clock.now()
    with pytest.raises(InvalidInput) as refused:
        _book(
            equipment,
            equipment.cast.tone,
            equipment.trolley,
            starts=now + HOUR * start,
            ends=now + HOUR * end,
        )
    assert refused.value.field == field


def test_longer_than_allowed_is_refused(equipment: Equipment) -> None:
    with pytest.raises(InvalidInput) as refused:
        _book(
            equipment,
            equipment.cast.tone,
            equipment.trolley,
            ends=equipment.lesson(2).starts + 11 * HOUR,
        )
    assert refused.value.field == "ends"


@pytest.mark.parametrize("qty", [0, -1, 31, 10_000])
def test_impossible_number_is_refused(equipment: Equipment, qty: int) -> None:
    with pytest.raises(InvalidInput) as refused:
        _book(equipment, equipment.cast.tone, equipment.trolley, qty=qty)
    assert refused.value.field == "qty"


def test_lesson_that_has_begun_may_be_booked(
    equipment: Equipment, morning: time_machine.Traveller
) -> None:
    morning.move_to(equipment.lesson(2).starts + dt.timedelta(minutes=10))
    _book(equipment, equipment.cast.tone, equipment.trolley)


@pytest.mark.parametrize(("field", "value"), [("purpose", "x" * 121), ("for_group", uuid.uuid4())])
def test_bad_words_are_refused(equipment: Equipment, field: str, value: Any) -> None:
    with pytest.raises(InvalidInput) as refused:
        _book(equipment, equipment.cast.tone, equipment.trolley, **{field: value})
    assert refused.value.field == field


def test_group_of_others_is_refused(equipment: Equipment) -> None:
    other = equipment.cast.class_6b.uuid
    with pytest.raises(InvalidInput):
        _book(equipment, equipment.cast.tone, equipment.trolley, for_group=other)


def test_form_sent_twice_is_one_reservation(equipment: Equipment) -> None:
    token = uuid.uuid4()
    first = _book(equipment, equipment.cast.tone, equipment.camera, client_token=token)
    assert _book(equipment, equipment.cast.tone, equipment.camera, client_token=token) == first


def test_same_token_in_the_same_moment_is_one_reservation(
    equipment: Equipment, monkeypatch: pytest.MonkeyPatch
) -> None:
    token, tone = uuid.uuid4(), equipment.cast.tone
    first = _book(equipment, tone, equipment.trolley, client_token=token)
    answers = iter([None, first])  # the first look comes before the other form has committed
    monkeypatch.setattr(bookings, "_by_token", lambda *_: next(answers))
    assert _book(equipment, tone, equipment.trolley, client_token=token) == first
    assert Claim.objects.count() == 1


def test_cancelling_frees_at_once(equipment: Equipment) -> None:
    made = _book(equipment, equipment.cast.odd, equipment.camera)
    bookings.cancel(actor=equipment.cast.odd, reservation=made.uuid)
    assert bookings.cancel(actor=equipment.cast.odd, reservation=made.uuid).version == 2
    _book(equipment, equipment.cast.tone, equipment.camera)


def test_ict_contact_cancels_for_others(equipment: Equipment) -> None:
    made = _book(equipment, equipment.cast.odd, equipment.camera)
    cancelled = bookings.cancel(actor=equipment.cast.ida, reservation=made.uuid)
    assert cancelled.state == ReservationState.CANCELLED


@pytest.mark.parametrize("who", ["odd", "jonas", "roar", "mona"])
def test_others_do_not_see_whose_it_is(equipment: Equipment, who: str) -> None:
    made = _book(equipment, equipment.cast.tone, equipment.camera)
    with pytest.raises(NotVisible):
        bookings.cancel(actor=equipment.cast.people[who], reservation=made.uuid)


def test_guardian_sees_but_does_not_cancel(equipment: Equipment) -> None:
    made = _book(equipment, equipment.cast.nora, equipment.trolley)
    with pytest.raises(NotAllowed):
        bookings.cancel(actor=equipment.cast.kari, reservation=made.uuid)


def test_handed_out_is_not_cancelled(equipment: Equipment) -> None:
    made = _book(equipment, equipment.cast.tone, equipment.trolley, lesson=1)
    tag = equipment.unit(1).tag
    desk.check_out(actor=equipment.cast.tone, reservation=made.uuid, code=tag)
    with pytest.raises(Conflict):
        bookings.cancel(actor=equipment.cast.tone, reservation=made.uuid)


def test_past_promises_are_closed(equipment: Equipment, morning: time_machine.Traveller) -> None:
    forgotten = _book(equipment, equipment.cast.odd, equipment.camera, lesson=1)
    used = _book(equipment, equipment.cast.tone, equipment.trolley, lesson=1, qty=5)
    out = _book(equipment, equipment.cast.sissel, equipment.trolley, lesson=1, qty=5)
    coming = _book(equipment, equipment.cast.tone, equipment.trolley, lesson=4)
    for actor, reservation, number in ((used.requester, used, 1), (out.requester, out, 2)):
        tag = equipment.unit(number).tag
        desk.check_out(actor=actor, reservation=reservation.uuid, code=tag)
    desk.take_back(actor=used.requester, code=equipment.unit(1).tag)
    morning.move_to(equipment.lesson(3).starts)
    tasks.close_past_reservations()
    assert bookings.close_past() == 0
    states = [Reservation.objects.get(pk=one.pk).state for one in (forgotten, used, out, coming)]
    assert states == ["no_show", "returned", "checked_out", "approved"]


def test_unknown_integrity_fault_is_not_hidden(
    equipment: Equipment, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import IntegrityError

    def broken(**_: Any) -> None:
        raise IntegrityError

    monkeypatch.setattr(claims, "commit", broken)
    with pytest.raises(IntegrityError):
        _book(equipment, equipment.cast.tone, equipment.trolley)
