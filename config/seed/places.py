"""The three schools of the demo, and who is in them by name.

Only the names of the schools are real; numbers, addresses and people are not.
"""

import datetime as dt

from config.demo_accounts import ACCOUNTS
from config.seed.people import (
    People,
    SeedClass,
    SeedFamily,
    SeedGuard,
    SeedPerson,
    SeedPupil,
    SeedSchool,
    SeedStaff,
)
from config.seed.year import year_of

_SEED = 20_260_817
_ACCOUNTS = {account.username: account for account in ACCOUNTS}
EAST = "øst"


def demo_schools(today: dt.date, people: People | None = None) -> list[SeedSchool]:
    """Lade, Åsvang and Rosenborg with about 600 pupils; equal every time for one day."""
    people = people or People(_SEED)
    schools = [_lade(), _aasvang(), _rosenborg()]
    lade, aasvang, rosenborg = schools
    _named_staff(people, lade, today)
    _named_families(people, lade, aasvang, rosenborg)
    for school in schools:
        staff_and_fill(people, school)
    return schools


def staff_and_fill(
    people: People, school: SeedSchool, *, teachers: int = 4, aides: int = 2, smallest: int = 20
) -> None:
    """Staff besides a contact teacher per class, and classes of ``smallest`` to five more."""
    _staff(people, school, teachers, aides)
    for room in school.classes:
        people.fill(room, people.chance.randint(smallest, smallest + 5), school.area)


def _lade() -> SeedSchool:
    school = SeedSchool(
        "school-lade", "Lade skole", "lade", "310000019", range(1, 8), EAST,
        "Fjordgata skoletun 1, 7040 Trondheim", (63.4442, 10.4424),
    )  # fmt: skip
    school.classes = _classes("lade", "1A 2A 3A 4A 5A 5B 6A 6B 7A 7B")
    return school


def _aasvang() -> SeedSchool:
    school = SeedSchool(
        "school-aasvang", "Åsvang skole", "asvang", "310000027", range(1, 8), EAST,
        "Moholt skoletun 2, 7048 Trondheim", (63.4136, 10.4395),
    )  # fmt: skip
    school.classes = _classes("aasvang", "1A 2A 3A 4A 5A 6A 6B 7A 7B")
    return school


def _rosenborg() -> SeedSchool:
    school = SeedSchool(
        "school-rosenborg", "Rosenborg skole", "rosenborg", "310000035", range(8, 11), EAST,
        "Kristiansten skoletun 3, 7014 Trondheim", (63.4266, 10.4187),
    )  # fmt: skip
    school.classes = _classes("rosenborg", "8A 8B 8C 9A 9B 9C 10A 10B 10C")
    return school


def _classes(school: str, listed: str) -> list[SeedClass]:
    return [SeedClass(f"class-{school}-{name}", name, int(name[:-1])) for name in listed.split()]


def _account(people: People, username: str) -> SeedPerson:
    account = _ACCOUNTS[username]
    return people.person(account.given, account.family, username=username)


def _named_staff(people: People, lade: SeedSchool, today: dt.date) -> None:
    """Those with an account, and the substitute whose term is over."""
    kari = SeedStaff(_account(people, "larer.kari"), "teacher")
    per = SeedStaff(_account(people, "larer.per"), "teacher")
    substitute = people.person("Siri", "Lohne", username="vikar.siri")
    first = year_of(today).starts + dt.timedelta(days=1)
    ends = max(first, today - dt.timedelta(days=21))
    gone = SeedStaff(substitute, "teacher", ends=ends)
    lade.class_named("7B").teachers = [kari, gone]
    lade.class_named("5A").teachers = [per]
    office = SeedStaff(_account(people, "kontor.lade"), "office")
    leader = SeedStaff(_account(people, "rektor.lade"), "principal")
    ict = SeedStaff(_account(people, "ikt.lade"), "ict")
    lade.staff += [leader, office, ict, kari, per, gone]


def _named_families(
    people: People, lade: SeedSchool, aasvang: SeedSchool, rosenborg: SeedSchool
) -> None:
    _two_homes(people, lade)
    _teacher_and_parent(people, lade)
    _across_schools(people, lade, rosenborg)
    _outsider(people, aasvang)
    _without_responsibility(people, lade)
    _protected(people, lade)


def _two_homes(people: People, lade: SeedSchool) -> None:
    """Jonas and Sara live by turns with their father and their mother."""
    family = SeedFamily(
        "nordic",
        "Fossheim",
        [
            SeedGuard(_account(people, "foresatt.ola"), people.household()),
            SeedGuard(_account(people, "foresatt.mona"), people.household()),
        ],
    )
    jonas = _account(people, "elev.jonas")
    jonas.email, jonas.grade = "", 7
    family.grades.append((lade.area, 7))
    lade.class_named("7B").pupils.append(SeedPupil(jonas, family))
    _place(people, family, lade, "3A", "Sara")


def _teacher_and_parent(people: People, lade: SeedSchool) -> None:
    """Per teaches 5A, and Oskar in 7B is his."""
    per = lade.class_named("5A").teachers[0].person
    home = people.household()
    mother = people.person("Guro", "Solhaug")
    family = SeedFamily("nordic", "Solhaug", [SeedGuard(per, home), SeedGuard(mother, home)])
    _place(people, family, lade, "7B", "Oskar")


def _across_schools(people: People, lade: SeedSchool, rosenborg: SeedSchool) -> None:
    """Amina has a child at each of two schools."""
    guard = SeedGuard(_account(people, "foresatt.amina"), people.household())
    family = SeedFamily("somali", "Warsame", [guard])
    _place(people, family, lade, "4A", "Idil")
    _place(people, family, lade, "7B", "Liban")
    _place(people, family, rosenborg, "9A", "Yusuf")


def _outsider(people: People, aasvang: SeedSchool) -> None:
    family = SeedFamily(
        "nordic", "Lillestrand", [SeedGuard(_account(people, "utenfor"), people.household())]
    )
    _place(people, family, aasvang, "5A", "Tiril")


def _without_responsibility(people: People, lade: SeedSchool) -> None:
    """Emma's father has no parental responsibility; Sander's is told about him for a time."""
    for given, name, room, right in (
        ("Emma", "Nervik", "7B", "none"),
        ("Sander", "Ulvund", "7A", "info"),
    ):
        mother, father = people.person("Hilde", name), people.person("Geir", name)
        guards = [
            SeedGuard(mother, people.household()),
            SeedGuard(father, people.household(), responsibility=right),
        ]
        _place(people, SeedFamily("nordic", name, guards), lade, room, given)


def _protected(people: People, lade: SeedSchool) -> None:
    """Noor has a strictly confidential address: only named staff know that she goes here."""
    guard = SeedGuard(people.person("Samira", "Mansour"), people.household())
    family = SeedFamily("arabic", "Mansour", [guard])
    _place(people, family, lade, "6A", "Noor").person.protection = "strict"


def _place(
    people: People, family: SeedFamily, school: SeedSchool, room: str, given: str
) -> SeedPupil:
    found = school.class_named(room)
    pupil = people.pupil(family, found.grade, school.area, given)
    found.pupils.append(pupil)
    return pupil


def _staff(people: People, school: SeedSchool, teachers: int, aides: int) -> None:
    """A leader, an office, an ICT contact, a contact teacher per class, and others."""
    held = {member.role for member in school.staff}
    school.staff += [
        people.staff(role) for role in ("principal", "office", "ict") if role not in held
    ]
    others = [people.staff("teacher") for _ in range(teachers)]
    school.staff += [*others, *(people.staff("aide") for _ in range(aides))]
    for number, room in enumerate(school.classes):
        if not room.teachers:
            contact = people.staff("teacher")
            school.staff.append(contact)
            room.teachers.append(contact)
        room.teachers.append(others[number % len(others)])
