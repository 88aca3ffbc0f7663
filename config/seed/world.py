"""The made-up schools as they stand in the database, for the steps that come after the people."""

import datetime as dt
import random
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field

from config.seed.bundle import Year
from config.seed.people import SeedClass, SeedPerson, SeedSchool
from schools import clock
from schools.models import Group, Person, School

_NAMESPACE = uuid.UUID("6f0a9b52-7d0e-4d5e-9a38-0c4f0d3a7a11")


@dataclass
class World:
    """People, schools and groups by what the seed calls them; ``today`` is a school day."""

    schools: list[SeedSchool]
    year: Year
    today: dt.date
    admin: Person
    chance: random.Random
    free: frozenset[dt.date] = frozenset()
    people: dict[str, Person] = field(default_factory=dict)
    places: dict[str, School] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)

    def read(self) -> None:
        """Read what the import has written, in three queries."""
        self.people = {person.username: person for person in Person.objects.all()}
        self.places = {school.org_number: school for school in School.objects.all()}
        groups = Group.objects.select_related("school").exclude(source_key="")
        self.groups = {group.source_key.rpartition(":")[2]: group for group in groups}
        last = self.year.ends - dt.timedelta(days=1)
        self.free = frozenset(clock.free_days(self.year.starts, last))

    def person(self, who: SeedPerson) -> Person:
        """The person in the database."""
        return self.people[who.username]

    def school(self, school: SeedSchool) -> School:
        """The school in the database."""
        return self.places[school.org_number]

    def group(self, room: SeedClass) -> Group:
        """The class in the database."""
        return self.groups[room.id]

    def member_of_staff(self, school: SeedSchool, role: str) -> Person:
        """The first of the school's staff with this role of the seed."""
        return self.person(next(m.person for m in school.staff if m.role == role))

    def contact_teacher(self, room: SeedClass) -> Person:
        """Who writes for the class."""
        return self.person(room.teachers[0].person)

    def school_day(self, offset: int) -> dt.date:
        """The day that many school days after (before) today."""
        day, left = self.today, abs(offset)
        step = dt.timedelta(days=1 if offset >= 0 else -1)
        while left:
            day += step
            left -= clock.is_school_day(day, self.free)
        return day

    def moment(self, day: dt.date, hour: int = 8, minute: int = 0) -> dt.datetime:
        """A wall-clock time on a day, in UTC."""
        return clock.at(day, dt.time(hour, minute))

    def earlier(self, days: int) -> dt.datetime:
        """A moment of the day that many days ago, on a school day, before now."""
        day = self.today - dt.timedelta(days=days)
        while not clock.is_school_day(day, self.free):
            day -= dt.timedelta(days=1)
        at = self.moment(max(day, self.year.starts), self.chance.randint(7, 20), 15)
        return min(at, clock.now() - dt.timedelta(minutes=self.chance.randint(20, 90)))


def token(*parts: object) -> uuid.UUID:
    """A client token that is the same every time."""
    return uuid.uuid5(_NAMESPACE, "/".join(str(part) for part in parts))


def some(chance: random.Random, items: Iterable[object], share: float) -> list[object]:
    """About this share of the items, in their order."""
    return [item for item in items if chance.random() < share]
