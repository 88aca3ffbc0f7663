"""All of the seed, in order."""

import datetime as dt
import random
import time
from collections.abc import Callable

from django.db import transaction

from config.demo_accounts import ACCOUNTS, PASSWORD
from config.seed import bundle, classroom, equipment, letters, municipality, office, pages, places
from config.seed import year as calendar_of
from config.seed.bundle import Year
from config.seed.world import World
from schools import clock
from schools.actions import accounts, positions
from schools.models import School

_ADMIN = "kommune.admin"
_SEED = 20_261_123

Tell = Callable[[str], None]


def is_empty() -> bool:
    """True before the first seed: no school is known."""
    return not School.objects.exists()


@transaction.atomic
def sow(tell: Tell = lambda _line: None, *, whole_municipality: bool = False) -> dict[str, float]:
    """Fill an empty database, wholly or not at all. Seconds of each step, by its name.

    A whole municipality has people and equipment at 52 schools, and the term of the demo at
    three of them.
    """
    took: dict[str, float] = {}

    def step(name: str, work: Callable[[], object]) -> None:
        tell(name)
        begun = time.perf_counter()
        work()
        took[name] = time.perf_counter() - begun

    world = _begin()
    everybody = municipality.schools(world.today) if whole_municipality else None
    world.schools = everybody or places.demo_schools(world.today)
    step("people", lambda: _people(world))
    if whole_municipality:
        step("all devices", lambda: municipality.stock(world))
        world.schools = world.schools[:3]
    step("timetables", lambda: office.set_up_schools(world))
    step("rights", lambda: office.decide_rights(world))
    step("curriculum", pages.bring_in_curriculum)
    step("pages", lambda: pages.write_pages(world))
    step("week plans", lambda: classroom.plan_weeks(world))
    step("assignments", lambda: classroom.assign(world))
    step("messages", lambda: letters.write_all(world))
    step("devices", lambda: equipment.stock_schools(world))
    step("accounts", lambda: _accounts(world))
    return took


def _begin() -> World:
    """The administrator, and the school year that tells which day is a school day."""
    account = next(account for account in ACCOUNTS if account.username == _ADMIN)
    admin = positions.create_first_administrator(
        username=account.username, given_name=account.given, family_name=account.family
    )
    year = calendar_of.year_of(clock.today())
    world = World([], year, clock.today(), admin, random.Random(_SEED))  # noqa: S311
    office.open_year(world)
    world.today = _anchor(year)
    return world


def _anchor(year: Year) -> dt.date:
    """The nearest school day; in the summer after the year's last one, that one."""
    day = clock.nearest_school_day(clock.today())
    free = clock.free_days(year.starts, year.ends)
    while day >= year.ends or not clock.is_school_day(day, free):
        day -= dt.timedelta(days=1)
    return day


def _people(world: World) -> None:
    """As the register sends them, when the year begins."""
    office.import_people(world, bundle.write(world.schools, world.year))
    world.read()


def _accounts(world: World) -> None:
    """Only the printed accounts can sign in."""
    for account in ACCOUNTS:
        person = world.people[account.username]
        accounts.change_password(actor=person, person=person, password=PASSWORD)
