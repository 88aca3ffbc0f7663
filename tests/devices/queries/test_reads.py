"""What the pages ask: bounded, nearest first, nothing of others."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import translation

from devices.actions import bookings, desk, loans, registry
from devices.choices import Lifecycle
from devices.frame import find_devices
from devices.models import Bookable, SchoolDevicePolicy
from devices.queries import assets, free, mine, today, week
from devices.queries.desk import people_of, to_hand_out
from schools import clock, registries
from schools.choices import Role
from schools.exceptions import NotVisible
from schools.models import BellSchedule, FreeDay, Period, Person, School
from schools.queries.bells import slots_on
from schools.registries import PanelContext
from tests.devices.conftest import TUESDAY, Equipment, pool

FRIDAY = dt.date(2026, 11, 27)
HOUR = dt.timedelta(hours=1)


def _book(
    equipment: Equipment, actor: Person, thing: Bookable, lesson: int = 2, **fields: Any
) -> Any:
    slot = equipment.lesson(lesson, fields.pop("day", TUESDAY))
    given = {"starts": slot.starts, "ends": slot.ends, **fields}
    return bookings.book(actor=actor, bookable=thing.uuid, **given)


def _names(found: list[Any]) -> list[str]:
    return [one.bookable.name for one in found]


# --- the week


def _cells(grid: dict[str, Any], name: str, day: dt.date = TUESDAY) -> list[int]:
    line = next(line for line in grid["lines"] if line.bookable.name == name)
    return [cell.free for cell in line.days[day.isoweekday() - 1]]


def test_week_counts_what_is_free_in_each_lesson(equipment: Equipment) -> None:
    cast = equipment.cast
    _book(equipment, cast.odd, equipment.trolley, qty=25)
    _book(equipment, cast.tone, equipment.camera, lesson=4)
    grid = week.week_grid(cast.tone, cast.lade, clock.monday_of(TUESDAY))
    assert _cells(grid, "Tralle 1") == [30, 5, 30, 30]
    assert _cells(grid, "Kamera 1") == [1, 1, 1, 0]
    camera = next(line for line in grid["lines"] if line.bookable == equipment.camera)
    assert [cell.mine for cell in camera.days[1]] == [False, False, False, True]
    levels = {cell.level for line in grid["lines"] for cell in line.days[1]}
    assert levels == {"all", "some", "none"}


def test_week_shows_pupils_what_they_may_book(equipment: Equipment) -> None:
    cast = equipment.cast
    grid = week.week_grid(cast.nora, cast.lade, clock.monday_of(TUESDAY))
    assert {line.bookable.name for line in grid["lines"]} == {"Tralle 1", "Kamera 1"}


def test_week_of_another_school_shows_what_is_shared(equipment: Equipment) -> None:
    cast = equipment.cast
    grid = week.week_grid(cast.tone, cast.rosenborg, clock.monday_of(TUESDAY))
    assert [line.bookable.name for line in grid["lines"]] == ["Tralle R"]
    assert week.grid_schools(cast.tone) == [cast.lade, cast.rosenborg]


def test_week_names_days_without_lessons(equipment: Equipment) -> None:
    cast = equipment.cast
    FreeDay.objects.create(school=cast.lade, date=FRIDAY, name="Planleggingsdag")
    grid = week.week_grid(cast.tone, cast.lade, clock.monday_of(TUESDAY))
    assert [len(day.slots) for day in grid["days"]] == [4, 4, 4, 4, 0]
    assert grid["days"][4].free_because == "Planleggingsdag"


def test_week_without_bells_lists_equipment(equipment: Equipment) -> None:
    cast = equipment.cast
    BellSchedule.objects.all().delete()
    grid = week.week_grid(cast.tone, cast.lade, clock.monday_of(TUESDAY))
    assert len(grid["lines"]) == 3


def test_week_begins_with_a_day_that_has_lessons_left(
    equipment: Equipment, morning: time_machine.Traveller
) -> None:
    lade = equipment.cast.lade
    assert week.bells_ahead(lade)[0] == TUESDAY
    morning.move_to(equipment.lesson(4).ends)
    assert week.bells_ahead(lade)[0] == TUESDAY + dt.timedelta(days=1)
    morning.move_to(clock.at(dt.date(2026, 11, 28), dt.time(9)))
    assert week.bells_ahead(lade)[0] == dt.date(2026, 11, 30)
    assert week.week_grid(equipment.cast.tone, lade)["monday"] == dt.date(2026, 11, 30)


def test_week_in_a_long_holiday_is_the_first_after_it(equipment: Equipment) -> None:
    FreeDay.objects.bulk_create(
        FreeDay(date=TUESDAY + dt.timedelta(days=number), name="Ferie") for number in range(14)
    )
    assert week.bells_ahead(equipment.cast.lade)[0] == dt.date(2026, 12, 8)


@pytest.mark.parametrize("who", ["kari", "sverre", "marit"])
def test_week_is_not_for_those_without_a_school(equipment: Equipment, who: str) -> None:
    viewer = equipment.cast.people[who]
    assert week.grid_schools(viewer) == []
    with pytest.raises(NotVisible):
        week.chosen_school(viewer, [], "")


def test_week_shows_overdue_devices_as_taken(
    equipment: Equipment, morning: time_machine.Traveller
) -> None:
    cast = equipment.cast
    made = _book(equipment, cast.tone, equipment.camera, lesson=1)
    morning.move_to(equipment.lesson(1).starts)
    desk.check_out(actor=cast.tone, reservation=made.uuid, code="KAM-1")
    morning.move_to(equipment.lesson(3).starts)
    grid = week.week_grid(cast.odd, cast.lade, clock.monday_of(TUESDAY))
    assert _cells(grid, "Kamera 1")[2:] == [0, 1]


# --- what is free


def test_free_is_nearest_first(equipment: Equipment) -> None:
    slot = equipment.lesson(2)
    found = free.free_between(equipment.cast.tone, slot.starts, slot.ends)
    assert _names(found) == ["Kamera 1", "Tralle 1", "Tralle 2", "Tralle R"]
    assert found[0].km == 0
    assert found[-1].km == pytest.approx(3.3, abs=0.2)
    enough = free.free_between(equipment.cast.tone, slot.starts, slot.ends, qty=10)
    assert _names(enough) == ["Tralle 1", "Tralle R"]


def test_free_shows_pupils_what_they_may_book(equipment: Equipment) -> None:
    slot = equipment.lesson(2)
    found = free.free_between(equipment.cast.nora, slot.starts, slot.ends)
    assert _names(found) == ["Kamera 1", "Tralle 1"]


def test_free_from_a_school_without_place_has_no_distance(equipment: Equipment) -> None:
    slot = equipment.lesson(2)
    School.objects.filter(pk=equipment.cast.lade.pk).update(latitude=None)
    found = free.free_between(equipment.cast.bjarne, slot.starts, slot.ends)
    assert {one.bookable.name: one.km for one in found}["Kamera 1"] is None


def test_free_asks_for_a_sort(equipment: Equipment) -> None:
    slot, cast = equipment.lesson(2), equipment.cast
    robots = registry.add_category(actor=cast.ida, name="Roboter")
    window = (cast.tone, slot.starts, slot.ends)
    assert free.free_between(*window, category_id=robots.pk) == []


def test_free_counts_turnaround(equipment: Equipment) -> None:
    _book(equipment, equipment.cast.odd, equipment.camera, lesson=2)
    Bookable.objects.filter(pk=equipment.camera.pk).update(turnaround_min=30)
    slot = equipment.lesson(1)  # ends as the other begins, without time to charge
    found = free.free_between(equipment.cast.tone, slot.starts, slot.ends)
    assert "Kamera 1" not in _names(found)


def test_free_without_places_has_no_distance(equipment: Equipment) -> None:
    slot = equipment.lesson(2)
    School.objects.update(latitude=None)
    found = free.free_between(equipment.cast.tone, slot.starts, slot.ends)
    assert {one.km for one in found} == {None}
    assert "Tralle R" not in _names(found)


def test_nothing_free_and_no_bells_offers_nothing(
    equipment: Equipment, morning: time_machine.Traveller
) -> None:
    cast = equipment.cast
    registry.move_asset(
        actor=cast.ida, asset=equipment.camera.asset.uuid, to=Lifecycle.MISSING, reason="Borte"
    )
    Bookable.objects.exclude(pk=equipment.camera.pk).update(is_active=False)
    equipment.camera.refresh_from_db()
    slot = equipment.lesson(2)
    assert free.nearest(cast.tone, equipment.camera, slot.starts, slot.ends, 1) == []
    FreeDay.objects.bulk_create(
        FreeDay(date=TUESDAY + dt.timedelta(days=number), name="Ferie") for number in range(9)
    )
    assert free.nearest(cast.tone, equipment.camera, slot.starts, slot.ends, 1) == []


def test_one_bookable_of_others_is_not_there(equipment: Equipment) -> None:
    with pytest.raises(NotVisible):
        free.one_bookable(equipment.cast.tone, equipment.hidden.uuid)


# --- mine


def test_guardian_sees_the_childs_loan(equipment: Equipment) -> None:
    cast, due = equipment.cast, clock.today() + dt.timedelta(days=3)
    loans.lend(actor=cast.ida, asset=equipment.loose.uuid, borrower=cast.nora.uuid, due=due)
    for who in ("kari", "ola", "nora"):
        assert len(mine.open_loans(cast.people[who])) == 1
    assert len(mine.open_loans(cast.kari, cast.nora.pk)) == 1
    for who in ("geir", "inger", "mona", "odd", "ivar"):
        assert mine.open_loans(cast.people[who]) == []


def test_mine_is_what_is_coming(equipment: Equipment, morning: time_machine.Traveller) -> None:
    cast = equipment.cast
    _book(equipment, cast.tone, equipment.trolley, qty=4)
    assert [(one.qty, one.out) for one in mine.coming(cast.tone)] == [(4, 0)]
    assert mine.coming(cast.odd) == []
    morning.shift(dt.timedelta(hours=8))
    assert mine.coming(cast.tone) == []


def test_desk_offers_what_may_be_fetched_now(
    equipment: Equipment, morning: time_machine.Traveller
) -> None:
    cast = equipment.cast
    made = _book(equipment, cast.tone, equipment.trolley, qty=2)
    assert to_hand_out(cast.tone) == []
    morning.move_to(equipment.lesson(1).starts)
    assert to_hand_out(cast.tone) == to_hand_out(cast.ida) == [made]
    assert to_hand_out(cast.odd) == []
    with pytest.raises(NotVisible):
        to_hand_out(cast.kari)


@pytest.mark.parametrize(
    ("words", "found"),
    [("nora", ["nora"]), ("Hansen", ["nora"]), ("lie TONE", ["tone"]), ("amira", []), ("sara", [])],
)
def test_borrowers_are_found_by_name(equipment: Equipment, words: str, found: list[str]) -> None:
    people = people_of(equipment.cast.ida, equipment.cast.lade.pk, words)
    assert [person.username for person in people] == found


# --- the registry, search and Today


def test_registry_is_searched(equipment: Equipment) -> None:
    ida = equipment.cast.ida
    assert [row.tag for row in assets.registry_page(ida, "los")] == ["LOS-1"]
    assert [row.tag for row in assets.registry_page(ida, "pf-1 100e")] == ["LOS-1"]
    assert list(assets.registry_page(ida, "tralle-r")) == []
    assert list(assets.registry_page(ida, "", "in_repair")) == []
    with pytest.raises(NotVisible):
        assets.registry_page(equipment.cast.tone)


def test_search_finds_what_one_may_see(equipment: Equipment) -> None:
    cast = equipment.cast
    assert [hit.title for hit in find_devices(cast.tone, "los-1", 5)] == ["LOS-1"]
    for who in ("nora", "kari", "bjarne", "sverre"):
        assert find_devices(cast.people[who], "los-1", 5) == []


def test_history_is_for_those_who_look_after_it(equipment: Equipment) -> None:
    cast, due = equipment.cast, clock.today() + dt.timedelta(days=3)
    loans.lend(actor=cast.ida, asset=equipment.loose.uuid, borrower=cast.nora.uuid, due=due)
    assert assets.asset_page(cast.ida, equipment.loose.uuid)["history"]
    teacher = assets.asset_page(cast.odd, equipment.loose.uuid)
    assert (teacher["history"], teacher["current"], teacher["is_out"]) == ([], None, True)
    assert assets.asset_page(cast.tone, equipment.loose.uuid)["current"].custodian == cast.nora


def _panels(person: Person, role: Role) -> dict[str, Any]:
    context = PanelContext(person, role, day=clock.today())
    found = registries.panels_for(context)
    return {panel.key: panel.data for panel in found if panel.key.startswith("devices")}


def test_today_of_each_role(equipment: Equipment, morning: time_machine.Traveller) -> None:
    cast, due = equipment.cast, clock.today()
    loans.lend(actor=cast.ida, asset=equipment.loose.uuid, borrower=cast.nora.uuid, due=due)
    made = _book(equipment, cast.nora, equipment.trolley, lesson=1)
    desk.check_out(actor=cast.nora, reservation=made.uuid, code=equipment.unit(7).tag)
    broken = equipment.unit(9, equipment.trolley)
    registry.move_asset(actor=cast.ida, asset=broken.uuid, to=Lifecycle.IN_REPAIR, reason="Knust")
    _book(equipment, cast.tone, equipment.camera)
    assert [claim.number for claim in _panels(cast.nora, Role.PUPIL)["devices-booked"]] == [7]
    assert len(_panels(cast.nora, Role.PUPIL)["devices-due"]) == 2
    assert len(_panels(cast.kari, Role.GUARDIAN)["devices-due"]) == 2
    assert len(_panels(cast.tone, Role.TEACHER)["devices-booked"]) == 1
    assert set(_panels(cast.ida, Role.ICT)) == {"devices-desk", "devices-faulty"}
    assert _panels(cast.sissel, Role.LEADER) == {}
    for who, role in (("jonas", Role.PUPIL), ("mona", Role.GUARDIAN), ("roar", Role.ICT)):
        assert _panels(cast.people[who], role) == {}


def test_a_panel_costs_one_query(equipment: Equipment, django_assert_max_num_queries: Any) -> None:
    cast = equipment.cast
    clock.today()
    for person, role, most in ((cast.tone, Role.TEACHER, 1), (cast.sissel, Role.LEADER, 1)):
        _panels(person, role)
        with django_assert_max_num_queries(most):
            for _, maker in registries._registry.panels[role]:
                if maker.__module__ == "devices.frame":
                    maker(PanelContext(person, role))
    assert today.short_next_day(cast.kari) == []


# --- bells


def test_the_newest_schedule_rules(equipment: Equipment) -> None:
    lade = equipment.cast.lade
    short = BellSchedule.objects.create(
        school=lade, name="Fredag", weekdays="5", starts=dt.date(2026, 8, 1)
    )
    Period.objects.create(schedule=short, number=1, starts_at=dt.time(9), ends_at=dt.time(9, 30))
    over = BellSchedule.objects.create(
        school=lade, name="I fjor", starts=dt.date(2026, 9, 1), ends=TUESDAY
    )
    Period.objects.create(schedule=over, number=1, starts_at=dt.time(7), ends_at=dt.time(8))
    slots = slots_on(lade.pk, [TUESDAY, FRIDAY, dt.date(2026, 11, 28)])
    assert [len(day) for day in slots.values()] == [4, 1, 0]
    assert str(slots[FRIDAY][0]) == "1. 09:00–09:30"
    assert slots_on(lade.pk, []) == {}


# --- queries per page, with one item and three


@pytest.mark.parametrize(
    ("route", "query"),
    [
        ("devices", ""),
        ("devices", "?dag=2026-11-25&time=2&antall=1"),
        ("devices_week", ""),
        ("my_devices", ""),
        ("device_scan", ""),
        ("device_registry", ""),
    ],
)
def test_page_costs_the_same_for_one_and_three(
    equipment: Equipment,
    sign_in: Any,
    django_assert_max_num_queries: Any,
    route: str,
    query: str,
) -> None:
    cast, counts = equipment.cast, []
    SchoolDevicePolicy.objects.all().delete()
    client: Client = sign_in(cast.ida)
    for number in (1, 3):
        for lesson in range(1, number + 1):
            _book(equipment, cast.ida, equipment.trolley, lesson=lesson, qty=lesson)
        for name in range(number):
            pool(cast, cast.lade, f"Ny {number}-{name}", 1)
        client.get(reverse(route) + query)
        with django_assert_max_num_queries(12) as seen, translation.override("nb"):
            assert client.get(reverse(route) + query).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]
