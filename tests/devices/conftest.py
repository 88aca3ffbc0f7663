"""Equipment at Lade and Rosenborg on a Tuesday morning before school."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import time_machine

from devices.actions import bookables
from devices.actions.bookables import BookingRules
from devices.choices import ShareScope
from devices.models import Asset, Bookable
from schools import clock
from schools.models import BellSchedule, Period, School
from schools.queries.bells import Slot, slots_on
from tests.cast import Cast
from tests.factories.devices import AssetFactory, AssetModelFactory, CategoryFactory

TUESDAY = dt.date(2026, 11, 24)
_BELLS = [("08:30", "09:15"), ("09:15", "10:00"), ("10:15", "11:00"), ("11:30", "12:15")]


@dataclass
class Equipment:
    """What the tests book."""

    cast: Cast
    trolley: Bookable  # 30 at Lade, open to pupils
    small: Bookable  # 3 at Lade, staff only
    camera: Bookable  # single, open to pupils, shared with all schools
    far: Bookable  # 20 at Rosenborg, shared with neighbours
    hidden: Bookable  # 5 at Rosenborg, not shared
    loose: Asset  # at Lade, in no trolley

    def lesson(self, number: int, day: dt.date = TUESDAY) -> Slot:
        """A lesson slot at Lade."""
        return slots_on(self.cast.lade.pk, [day])[day][number - 1]

    def unit(self, number: int, pool: Bookable | None = None) -> Asset:
        """A device of a trolley by its number."""
        members = (pool or self.trolley).members.select_related("asset")
        return members.get(number=number).asset


@pytest.fixture
def morning() -> Iterator[time_machine.Traveller]:
    """Tuesday 24 November 2026, 07:45 in Trondheim."""
    with time_machine.travel(clock.at(TUESDAY, dt.time(7, 45)), tick=False) as traveller:
        yield traveller


@pytest.fixture
def equipment(morning: time_machine.Traveller, cast: Cast) -> Equipment:
    """Two schools 3.5 km apart, with bells, trolleys and a camera."""
    for school, latitude in ((cast.lade, 63.45), (cast.rosenborg, 63.42)):
        School.objects.filter(pk=school.pk).update(latitude=latitude, longitude=10.43)
        school.refresh_from_db()
        ring(school)
    bookables.set_pupil_rules(actor=cast.ida, school=cast.lade, pupils_may_book=True)
    open_to_pupils = BookingRules(pupil_may_book=True)
    shared = BookingRules(pupil_may_book=True, share_scope=ShareScope.MUNICIPALITY)
    near = BookingRules(share_scope=ShareScope.NEIGHBOURS)
    camera = AssetFactory(school=cast.lade, tag="KAM-1")
    return Equipment(
        cast=cast,
        trolley=pool(cast, cast.lade, "Tralle 1", 30, open_to_pupils),
        small=pool(cast, cast.lade, "Tralle 2", 3),
        camera=bookables.open_single(actor=cast.ida, asset=camera, name="Kamera 1", rules=shared),
        far=pool(cast, cast.rosenborg, "Tralle R", 20, near),
        hidden=pool(cast, cast.rosenborg, "Tralle H", 5),
        loose=AssetFactory(school=cast.lade, tag="LOS-1", serial="PF-1"),
    )


def ring(school: School) -> None:
    """Four lessons a day."""
    schedule = BellSchedule.objects.create(school=school, name="Vanlig")
    Period.objects.bulk_create(
        Period(schedule=schedule, number=number, starts_at=starts, ends_at=ends)
        for number, (starts, ends) in enumerate(_BELLS, start=1)
    )


def pool(
    cast: Cast, school: School, name: str, units: int, rules: BookingRules | None = None
) -> Bookable:
    """A trolley with units in it, opened by the school's ICT contact."""
    actor = cast.ida if school == cast.lade else cast.roar
    tag = name.upper().replace(" ", "-")
    made = AssetModelFactory()
    assets = Asset.objects.bulk_create(
        Asset(school=school, tag=f"{tag}-{number}", asset_model=made) for number in range(units)
    )
    return bookables.open_pool(
        actor=actor,
        school=school,
        name=name,
        category=CategoryFactory(),
        assets=assets,
        rules=rules,
    )
