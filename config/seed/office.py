"""What the office does by hand once the register has been read: the school day, and people
the register does not know enough about."""

import datetime as dt
import io
from itertools import cycle

from config.seed import year as calendar_of
from config.seed.people import SeedClass, SeedSchool
from config.seed.world import World
from schools import clock
from schools.actions import calendar, guardianships, people, positions
from schools.actions.calendar import PlannedLesson
from schools.actions.roster import import_bundle
from schools.choices import Access, PositionRole, RunState
from schools.models import Guardianship

_SUBJECTS = {
    1: "Norsk Norsk Matematikk Norsk Engelsk Uteskole Matematikk Kroppsøving KRLE Naturfag Norsk "
    "Musikk Matematikk Kunst_og_håndverk Samfunnsfag Norsk Lek Norsk",
    5: "Norsk Matematikk Engelsk Naturfag Norsk Samfunnsfag Matematikk Kroppsøving Engelsk KRLE "
    "Norsk Mat_og_helse Mat_og_helse Matematikk Musikk Naturfag Kunst_og_håndverk Norsk",
    8: "Norsk Matematikk Engelsk Naturfag Samfunnsfag Fremmedspråk Kroppsøving Norsk Matematikk "
    "KRLE Valgfag Engelsk Utdanningsvalg Naturfag Fremmedspråk Samfunnsfag Musikk Norsk",
}
_ROOMS = ("Biblioteket", "Gymsalen", "Kunstrommet", "Kjøkkenet", "Naturfagrommet", "Amfiet")
_SPECIAL = {
    "Kroppsøving": "Gymsalen",
    "Kunst_og_håndverk": "Kunstrommet",
    "Mat_og_helse": "Kjøkkenet",
    "Naturfag": "Naturfagrommet",
}
_MIDDLE, _LOWER_SECONDARY = 5, 8


def open_year(world: World) -> None:
    """The school year, with the days that are free everywhere."""
    year = world.year
    calendar.open_school_year(
        actor=world.admin,
        name=f"{year.starts.year}/{year.ends.year}",
        starts=year.starts,
        ends=year.ends,
        free=[*calendar_of.free_spells(year), *calendar_of.planning_days(year)],
    )


def import_people(world: World, data: bytes) -> None:
    """As the register sends them, the day the school year begins.

    Raises RuntimeError when the importer refuses or warns: the seed is its test too.
    """
    with clock.set_to(world.moment(world.year.starts)):
        run = import_bundle(actor=world.admin, source=io.BytesIO(data), file_name="demo.zip")
    if run.state != RunState.DONE or run.report:
        message = f"the roster import ended as {run.state}: {run.report}"
        raise RuntimeError(message)


def set_up_schools(world: World) -> None:
    """Bells, rooms, timetables and the ICT contact of each school."""
    for school in world.schools:
        office = world.member_of_staff(school, "office")
        place = world.school(school)
        calendar.set_bells(
            actor=office,
            school=place,
            name="Vanlige dager",
            times=calendar_of.bells(school.grades.start),
        )
        positions.appoint(
            actor=office,
            person=world.member_of_staff(school, "ict"),
            role=PositionRole.ICT,
            school=place,
        )
        _timetables(world, school)


def decide_rights(world: World) -> None:
    """What the register cannot say: who may know of Noor, and how long Sander's father reads."""
    lade = world.schools[0]
    office, leader = (world.member_of_staff(lade, role) for role in ("office", "principal"))
    contact = world.contact_teacher(lade.class_named("6A"))
    for handler in (leader, contact):
        people.name_handler(
            actor=office, username="noor.mansour", handler_username=handler.username
        )
    row = Guardianship.objects.get(pupil__username="sander.ulvund", access=Access.NONE)
    guardianships.decide_guardianship(
        actor=office,
        row=row,
        access=Access.INFORMATION,
        ends=world.today + dt.timedelta(days=90),
    )


def _timetables(world: World, school: SeedSchool) -> None:
    office = world.member_of_staff(school, "office")
    homes = [f"Rom {100 * (1 + room.grade % 3) + n}" for n, room in enumerate(school.classes, 1)]
    rooms = calendar.add_rooms(actor=office, school=world.school(school), names=[*homes, *_ROOMS])
    lessons_a_day = len(calendar_of.bells(school.grades.start))
    for number, room in enumerate(school.classes):
        calendar.set_timetable(
            actor=office,
            group=world.group(room),
            lessons=[
                PlannedLesson(
                    weekday,
                    period,
                    subject.replace("_", " "),
                    world.person(teacher.person),
                    rooms[_SPECIAL.get(subject, homes[number])],
                )
                for (weekday, period), subject, teacher in zip(
                    _slots(lessons_a_day),
                    cycle(_SUBJECTS[_stage(room)].split()[number % 3 :]),
                    cycle([t for t in room.teachers if t.ends is None]),
                    strict=False,
                )
            ],
        )


def _slots(lessons_a_day: int) -> list[tuple[int, int]]:
    return [(day, period) for day in range(1, 6) for period in range(1, lessons_a_day + 1)]


def _stage(room: SeedClass) -> int:
    if room.grade >= _LOWER_SECONDARY:
        return _LOWER_SECONDARY
    return _MIDDLE if room.grade >= _MIDDLE else 1
