"""A whole municipality: 52 schools, for measuring and for trying at full size.

People go through the importer here too. Equipment is written in bulk, past the actions:
12,000 devices one by one would only test patience.
"""

import datetime as dt
from collections.abc import Iterator

from tqdm import tqdm

from config.seed import places
from config.seed.people import People, SeedClass, SeedSchool
from config.seed.world import World
from devices.choices import BookableKind
from devices.models import Asset, AssetModel, Bookable, Category, PoolMember

_SEED = 20_260_818
_PRIMARY = (
    "Lilleby Strindheim Bispehaugen Singsaker Kalvskinnet Ila Åsveien Nardo Steindal Ranheim "
    "Vikåsen Utleira Nidarvoll Hallset Byåsen Dalgård Kattem Romolslia Rosten Tonstad Nypvang "
    "Breidablikk Stavset Brundalen Eberg Okstad Hårstad Sørborgen Tanem Bratsberg Solbakken "
    "Nyborg Kolstad Berg Saupstad"
)
_LOWER_SECONDARY = (
    "Blussuvoll Sunnland Hoeggen Charlottenlund Markaplassen Ugla Selsbakk Sverresborg Huseby "
    "Åsheim"
)
_COMBINED = "Sjetne Flatåsen Stabbursmoen Spongdal"
_AREAS = ("Midtbyen", "Østbyen", "Lerkendal", "Heimdal")
_WEIGHTS = (3, 2, 7, 6, 5, 4, 3, 2)
_TROLLEYS, _UNITS = 8, 30


def schools(today: dt.date) -> list[SeedSchool]:
    """The three of the demo, with their accounts, and 49 more."""
    people = People(_SEED)
    made = places.demo_schools(today, people)
    taken = {school.org_number for school in made}
    numbers = (number for number in _org_numbers() if number not in taken)
    for index, (name, grades) in enumerate(_named()):
        key = f"m{index:02}"
        school = SeedSchool(
            f"school-{key}", f"{name} skole", key, next(numbers), grades,
            _AREAS[index % len(_AREAS)], "", (63.4, 10.4),
        )  # fmt: skip
        school.classes = list(_classes(key, grades, index))
        made.append(school)
    for school in tqdm(made[3:], desc="people", unit="school"):
        places.staff_and_fill(people, school, teachers=20, aides=9, smallest=21)
    return made


def stock(world: World) -> None:
    """Eight trolleys of thirty at each school that the demo has not stocked."""
    category, _made = Category.objects.get_or_create(name="Chromebook")
    model, _made = AssetModel.objects.get_or_create(
        maker="Acer", name="Chromebook 511", defaults={"category": category}
    )
    for number, school in enumerate(tqdm(world.schools[3:], desc="devices", unit="school")):
        _stock(world, school, model, f"T{number:02}")


def _stock(world: World, school: SeedSchool, model: AssetModel, prefix: str) -> None:
    place = world.school(school)
    trolleys = Bookable.objects.bulk_create(
        Bookable(
            kind=BookableKind.POOL,
            school=place,
            category=model.category,
            name=f"Chromebook-vogn {number}",
            capacity=_UNITS,
            pupil_may_book=True,
        )
        for number in range(1, _TROLLEYS + 1)
    )
    assets = Asset.objects.bulk_create(
        Asset(tag=f"{prefix}-{number:04}", asset_model=model, school=place)
        for number in range(1, _TROLLEYS * _UNITS + 1)
    )
    PoolMember.objects.bulk_create(
        PoolMember(
            bookable=trolleys[number // _UNITS],
            asset=asset,
            number=number % _UNITS + 1,
            starts=world.year.starts,
        )
        for number, asset in enumerate(assets)
    )


def _named() -> Iterator[tuple[str, range]]:
    for listed, grades in (
        (_PRIMARY, range(1, 8)),
        (_LOWER_SECONDARY, range(8, 11)),
        (_COMBINED, range(1, 11)),
    ):
        for name in listed.split():
            yield name, grades


def _classes(key: str, grades: range, index: int) -> Iterator[SeedClass]:
    """Six parallel classes at lower secondary schools, two at combined, two or three else."""
    for grade in grades:
        parallel = {3: 6, 10: 2}.get(len(grades), 2 + (grade + index) % 2)
        for letter in "ABCDEF"[:parallel]:
            yield SeedClass(f"class-{key}-{grade}{letter}", f"{grade}{letter}", grade)


def _org_numbers() -> Iterator[str]:
    """Numbers with a right check digit, from a series that is not given out."""
    for stem in range(31_000_100, 31_000_999):
        digits = zip(_WEIGHTS, str(stem), strict=True)
        check = (11 - sum(weight * int(digit) for weight, digit in digits) % 11) % 11
        if check < 10:  # noqa: PLR2004 -- ten has no digit: such numbers are left out
            yield f"{stem}{check}"
