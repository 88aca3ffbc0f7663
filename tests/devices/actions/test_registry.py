"""Registering devices and moving them through their life."""

import pytest

from devices.actions import bookables, bookings, desk, registry
from devices.actions.bookables import BookingRules
from devices.actions.registry import AssetFields
from devices.choices import TRANSITIONS, BookableKind, Lifecycle
from devices.models import Asset, Bookable
from devices.queries.today import short_next_day
from schools.exceptions import Conflict, InvalidInput, NotAllowed, NotVisible
from schools.models import Room
from tests.devices.conftest import TUESDAY, Equipment
from tests.factories.devices import AssetFactory, AssetModelFactory, CategoryFactory


def _fields(**fields: object) -> AssetFields:
    return AssetFields(**{"tag": "ny-1", "asset_model": AssetModelFactory(), **fields})


def _break(equipment: Equipment, asset: Asset, to: Lifecycle = Lifecycle.IN_REPAIR) -> Asset:
    return registry.move_asset(actor=equipment.cast.ida, asset=asset.uuid, to=to, reason="Knust")


def test_registered_device_has_its_tag_in_capitals(equipment: Equipment) -> None:
    cast = equipment.cast
    made = registry.register_asset(actor=cast.ida, school=cast.lade, fields=_fields())
    assert (made.tag, made.lifecycle) == ("NY-1", Lifecycle.IN_SERVICE)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"tag": "los-1"}, "tag"),
        ({"tag": "  "}, "tag"),
        ({"serial": "PF-1"}, "serial"),
    ],
)
def test_device_that_is_there_is_refused(
    equipment: Equipment, fields: dict[str, str], field: str
) -> None:
    cast = equipment.cast
    with pytest.raises(InvalidInput) as refused:
        registry.register_asset(actor=cast.ida, school=cast.lade, fields=_fields(**fields))
    assert refused.value.field == field


def test_empty_serial_numbers_do_not_meet(equipment: Equipment) -> None:
    cast = equipment.cast
    for tag in ("A", "B"):
        registry.register_asset(actor=cast.ida, school=cast.lade, fields=_fields(tag=tag))


def test_room_of_another_school_is_refused(equipment: Equipment) -> None:
    cast = equipment.cast
    room = Room.objects.create(school=cast.rosenborg, name="Aula")
    with pytest.raises(InvalidInput):
        registry.change_asset(actor=cast.ida, asset=equipment.loose.uuid, fields=_fields(room=room))


def test_change_keeps_the_school(equipment: Equipment) -> None:
    changed = registry.change_asset(
        actor=equipment.cast.ida, asset=equipment.loose.uuid, fields=_fields(tag="LOS-2")
    )
    assert (changed.tag, changed.school) == ("LOS-2", equipment.cast.lade)


@pytest.mark.parametrize(("by", "refusal"), [("tone", NotAllowed), ("roar", NotVisible)])
def test_only_managers_change(equipment: Equipment, by: str, refusal: type[Exception]) -> None:
    actor = equipment.cast.people[by]
    with pytest.raises(refusal):
        registry.change_asset(actor=actor, asset=equipment.loose.uuid, fields=_fields())
    with pytest.raises(NotAllowed):
        registry.register_asset(actor=actor, school=equipment.cast.lade, fields=_fields())


def test_broken_unit_leaves_the_trolley_until_it_is_mended(equipment: Equipment) -> None:
    unit = equipment.unit(1, equipment.small)
    _break(equipment, unit)
    assert Bookable.objects.get(pk=equipment.small.pk).capacity == 2
    _break(equipment, unit, Lifecycle.IN_SERVICE)
    assert Bookable.objects.get(pk=equipment.small.pk).capacity == 3


def test_broken_camera_cannot_be_booked(equipment: Equipment) -> None:
    _break(equipment, equipment.camera.asset)
    slot = equipment.lesson(1)
    with pytest.raises(InvalidInput):
        bookings.book(
            actor=equipment.cast.tone,
            bookable=equipment.camera.uuid,
            starts=slot.starts,
            ends=slot.ends,
        )


def test_leader_sees_what_is_short_on_the_next_day(equipment: Equipment) -> None:
    slot = equipment.lesson(2, TUESDAY.replace(day=25))
    bookings.book(
        actor=equipment.cast.tone,
        bookable=equipment.small.uuid,
        starts=slot.starts,
        ends=slot.ends,
        qty=3,
    )
    assert short_next_day(equipment.cast.sissel) == []
    _break(equipment, equipment.unit(1, equipment.small))
    assert short_next_day(equipment.cast.sissel) == [(equipment.small, 1)]
    assert short_next_day(equipment.cast.bjarne) == short_next_day(equipment.cast.tone) == []


def test_every_stage_leads_only_where_the_table_says(equipment: Equipment) -> None:
    for stage in Lifecycle:
        Asset.objects.filter(pk=equipment.loose.pk).update(lifecycle=stage)
        for to in set(Lifecycle) - set(TRANSITIONS[stage]):
            with pytest.raises(InvalidInput):
                _break(equipment, equipment.loose, to)


def test_reason_is_asked_for(equipment: Equipment) -> None:
    with pytest.raises(InvalidInput) as refused:
        registry.move_asset(
            actor=equipment.cast.ida, asset=equipment.loose.uuid, to=Lifecycle.MISSING
        )
    assert refused.value.field == "reason"


def test_lent_device_is_not_retired(equipment: Equipment) -> None:
    slot = equipment.lesson(1)
    made = bookings.book(
        actor=equipment.cast.tone,
        bookable=equipment.camera.uuid,
        starts=slot.starts,
        ends=slot.ends,
    )
    desk.check_out(actor=equipment.cast.tone, reservation=made.uuid, code="KAM-1")
    with pytest.raises(Conflict):
        _break(equipment, equipment.camera.asset, Lifecycle.RETIRED)


def test_makes_and_sorts_are_shared(equipment: Equipment) -> None:
    cast = equipment.cast
    sort = registry.add_category(actor=cast.ida, name="Roboter", icon="bot")
    assert registry.add_category(actor=cast.roar, name="Roboter") == sort
    make = {"category": sort, "maker": "Lego", "name": "Spike"}
    first = registry.add_asset_model(actor=cast.ida, **make)
    assert registry.add_asset_model(actor=cast.roar, **make) == first
    with pytest.raises(NotAllowed):
        registry.add_category(actor=cast.tone, name="Sykler")


# --- what can be booked


def test_kit_holds_one_at_a_time(equipment: Equipment) -> None:
    cast = equipment.cast
    parts = [AssetFactory(school=cast.lade) for _ in range(3)]
    kit = bookables.open_pool(
        actor=cast.ida,
        school=cast.lade,
        name="Filmsett",
        category=CategoryFactory(),
        assets=parts,
        kind=BookableKind.KIT,
    )
    assert (kit.capacity, kit.is_single) == (1, True)


def _open(equipment: Equipment, by: str, name: str, assets: list[Asset]) -> Bookable:
    cast = equipment.cast
    return bookables.open_pool(
        actor=cast.people[by],
        school=cast.lade,
        name=name,
        category=CategoryFactory(),
        assets=assets,
    )


def test_unit_cannot_be_promised_in_two_ways(equipment: Equipment) -> None:
    taken = [equipment.unit(1), equipment.camera.asset, equipment.unit(1, equipment.far)]
    for asset in taken:
        with pytest.raises(InvalidInput):
            _open(equipment, "ida", "Ny", [asset])
    with pytest.raises(InvalidInput):
        bookables.open_single(actor=equipment.cast.ida, asset=equipment.unit(1))


@pytest.mark.parametrize("name", ["Tralle 1", "  "])
def test_name_is_needed_once(equipment: Equipment, name: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        _open(equipment, "ida", name, [equipment.loose])
    assert refused.value.field == "name"


def test_others_do_not_open_for_booking(equipment: Equipment) -> None:
    with pytest.raises(NotAllowed):
        _open(equipment, "roar", "Ny", [])
    with pytest.raises(NotAllowed):
        bookables.open_single(
            actor=equipment.cast.tone, asset=equipment.loose, rules=BookingRules()
        )


@pytest.mark.parametrize(
    ("rules", "field"),
    [
        ({"max_hours": 0}, "max_hours"),
        ({"max_hours": 25}, "max_hours"),
        ({"first_grade": 8, "last_grade": 7}, "last_grade"),
    ],
)
def test_impossible_rules_are_refused(
    equipment: Equipment, rules: dict[str, int], field: str
) -> None:
    cast = equipment.cast
    with pytest.raises(InvalidInput) as refused:
        bookables.set_pupil_rules(actor=cast.ida, school=cast.lade, pupils_may_book=True, **rules)
    assert refused.value.field == field
