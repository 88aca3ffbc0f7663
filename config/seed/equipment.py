"""Two hundred devices, in trolleys and one by one, with bookings around today."""

import datetime as dt
import itertools
from dataclasses import dataclass

from config.seed.people import SeedSchool
from config.seed.world import World, token
from config.seed.year import bells, first_monday
from devices.actions import bookables, bookings, desk, registry
from devices.actions.bookables import BookingRules
from devices.actions.registry import AssetFields
from devices.choices import Lifecycle, ShareScope
from devices.models import Asset, AssetModel, Bookable
from schools import clock
from schools.models import Person, School

_TROLLEY = 30
_PURPOSES = (
    "Byprosjektet", "Skriveøkt", "Prøve i engelsk", "Programmering", "Multi øveoppgaver",
    "Filmprosjekt", "Nasjonal prøve", "Koding med micro:bit", "Lesestasjon",
)  # fmt: skip


@dataclass(frozen=True)
class Make:
    """A model by maker and name, in a category with an icon."""

    category: str
    icon: str
    maker: str
    name: str


_CHROMEBOOK = Make("Chromebook", "laptop", "Acer", "Chromebook 511")
_IPAD = Make("Nettbrett", "tablet", "Apple", "iPad 10,9")
_BOARD = Make("Interaktiv tavle", "presentation", "SMART", "Board MX 65")
_CAMERA = Make("Kamera", "camera", "Canon", "EOS R50")
_MICROSCOPE = Make("Mikroskop", "microscope", "Bresser", "Erudit")

# school: trolleys (name, make, place), then single devices (make, how many)
_STOCK = {
    "lade": (
        (("Chromebook-vogn 1", _CHROMEBOOK, "Ved rom 204"),
         ("Chromebook-vogn 2", _CHROMEBOOK, "Biblioteket"),
         ("iPad-vogn", _IPAD, "Ved rom 102")),
        ((_BOARD, 4), (_CAMERA, 4)),
    ),
    "asvang": (
        (("iPad-vogn", _IPAD, "Ved rom 103"),),
        ((_BOARD, 4), (_CAMERA, 2), (_MICROSCOPE, 2)),
    ),
    "rosenborg": (
        (("Chromebook-vogn 1", _CHROMEBOOK, "Andre etasje"),
         ("Chromebook-vogn 2", _CHROMEBOOK, "Tredje etasje")),
        ((_BOARD, 4), (_CAMERA, 3)),
    ),
}  # fmt: skip
_LETTER = {"lade": "LAD", "asvang": "ASV", "rosenborg": "ROS"}


def stock_schools(world: World) -> None:
    """Registry, trolleys, rules, bookings and what is lent out."""
    for school in world.schools:
        store = _Store(world.member_of_staff(school, "ict"), world.school(school), school)
        with clock.set_to(world.moment(first_monday(world.year))):
            opened = store.fill()
        for number, trolley in enumerate(opened):
            _book_around_today(world, school, trolley, number)
        if school.slug == "lade":
            store.break_one()
            if world.school_day(-5) >= first_monday(world.year):
                _hand_out(world, opened[0])


class _Store:
    """One school's equipment, registered and opened for booking by its ICT contact."""

    def __init__(self, ict: Person, place: School, school: SeedSchool) -> None:
        self._ict, self._place, self._school = ict, place, school
        self._numbers = itertools.count(1)

    def fill(self) -> list[Bookable]:
        """Everything of the school; returns the trolleys."""
        trolleys, singles = _STOCK[self._school.slug]
        opened = [self._trolley(*trolley) for trolley in trolleys]
        for make, count in singles:
            for number in range(1, count + 1):
                self._single(make, number)
        bookables.set_pupil_rules(actor=self._ict, school=self._place, pupils_may_book=True)
        return opened

    def break_one(self) -> None:
        """One device is away."""
        asset = Asset.objects.filter(school=self._place).order_by("tag")[6]
        registry.move_asset(
            actor=self._ict,
            asset=asset.uuid,
            to=Lifecycle.IN_REPAIR,
            reason="Skjermen har sprukket",
        )

    def _trolley(self, name: str, make: Make, stands: str) -> Bookable:
        model = self._model(make)
        return bookables.open_pool(
            actor=self._ict,
            school=self._place,
            name=name,
            category=model.category,
            assets=[self._asset(model, stands) for _ in range(_TROLLEY)],
            rules=BookingRules(pupil_may_book=True, place=stands),
        )

    def _single(self, make: Make, number: int) -> None:
        shared = make is _CAMERA
        bookables.open_single(
            actor=self._ict,
            asset=self._asset(self._model(make), "Hos IKT-kontakten"),
            name=f"{make.category} {number}",
            rules=BookingRules(
                share_scope=ShareScope.MUNICIPALITY if shared else ShareScope.SCHOOL,
                turnaround_min=15 if shared else 0,
                max_minutes=1440 if shared else 600,
            ),
        )

    def _model(self, make: Make) -> AssetModel:
        category = registry.add_category(actor=self._ict, name=make.category, icon=make.icon)
        return registry.add_asset_model(
            actor=self._ict, category=category, maker=make.maker, name=make.name
        )

    def _asset(self, model: AssetModel, stands: str) -> Asset:
        number = next(self._numbers)
        fields = AssetFields(
            tag=f"{_LETTER[self._school.slug]}-{number:04}",
            asset_model=model,
            serial=f"SN{self._school.org_number[-3:]}{number:05}",
            place=stands,
        )
        return registry.register_asset(actor=self._ict, school=self._place, fields=fields)


def _book_around_today(world: World, school: SeedSchool, trolley: Bookable, number: int) -> None:
    """Two or three lessons a day from four school days ago to six ahead, by those who teach."""
    slots = bells(school.grades.start)
    for offset in range(-4, 7):
        day = world.school_day(offset)
        if day < first_monday(world.year):
            continue
        for turn in range(2 + (offset + number) % 2):
            period = 1 + (2 * turn + offset + number) % (len(slots) - 1)
            room = school.classes[(offset + 7 * turn + 3 * number) % len(school.classes)]
            starts, ends = (clock.at(day, time) for time in slots[period])
            asked = min(starts - dt.timedelta(days=3), clock.now())
            if starts < clock.now() and offset >= 0:
                continue
            with clock.set_to(asked):
                bookings.book(
                    actor=world.contact_teacher(room),
                    bookable=trolley.uuid,
                    starts=starts,
                    ends=ends,
                    qty=min(len(room.pupils), 24) if turn == 0 else 8 + 2 * turn,
                    purpose=_PURPOSES[(offset + turn + number) % len(_PURPOSES)],
                    for_group=world.group(room).uuid,
                    period_number=period + 1,
                    client_token=token(trolley.name, school.slug, offset, turn),
                )


def _hand_out(world: World, trolley: Bookable) -> None:
    """Last week's fifth lesson: three were fetched, two came back."""
    starts, _ends = bells(1)[4]
    kari = world.people["larer.kari"]
    begins = clock.at(world.school_day(-5), starts)
    with clock.set_to(begins - dt.timedelta(hours=20)):
        booked = bookings.book(
            actor=kari,
            bookable=trolley.uuid,
            starts=begins,
            ends=begins + dt.timedelta(minutes=45),
            qty=3,
            purpose="Intervju på biblioteket",
            client_token=token("handed-out"),
        )
    tags = [f"LAD-{number:04}" for number in (1, 2, 3)]
    for number, tag in enumerate(tags):
        with clock.set_to(begins + dt.timedelta(minutes=number)):
            desk.check_out(actor=kari, reservation=booked.uuid, code=tag)
    for number, tag in enumerate(tags[:2]):
        with clock.set_to(begins + dt.timedelta(minutes=40 + number)):
            desk.take_back(actor=kari, code=tag)
