"""The office's work list: guardians who wait, sources nobody has vouched for, named staff."""

import uuid as uuids
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Value
from django.db.models.functions import Lower

from schools import affiliations
from schools.affiliations import Affiliations
from schools.choices import Protection, Responsibility, Source, Vouched
from schools.exceptions import NotVisible
from schools.models import (
    ExternalId,
    Guardianship,
    Person,
    Position,
    ProtectionHandler,
    School,
    SourceDeclaration,
)
from schools.models.dated import on_day
from schools.roster.known import SOURCED
from schools.statements import written_once
from schools.visibility.office import visible_relations
from schools.visibility.people import guardians_at, pupils_at, without_hidden

SHOWN = 100
_NAMES = ("guardian", "pupil")


@dataclass(frozen=True)
class Omission:
    """Something a source does not state about the pupils of a school, and how many wait for it."""

    system: str
    vouched: Vouched
    school: School
    waiting: int


def require_office(viewer: Person) -> Affiliations:
    """The viewer's affiliations. Raises NotVisible for all but leaders and office."""
    held = affiliations.of(viewer)
    if not held.led_schools:
        raise NotVisible
    return held


def waiting_count(viewer: Person) -> int:
    """How many guardians wait at the viewer's schools, protected ones left out. One query."""
    return sum(_waiting_number(viewer))


@written_once()
def _waiting_number(viewer: Person) -> QuerySet[Guardianship, int]:
    waiting = visible_relations(viewer).filter(quarantined=True).order_by()
    whole = waiting.annotate(whole=Value(1)).values("whole")
    return whole.annotate(number=Count("pk")).values_list("number", flat=True)


def waiting_relations(viewer: Person) -> list[Guardianship]:
    """Guardians to decide on, by the child's name; at most a hundred. One query."""
    rows = visible_relations(viewer).filter(quarantined=True)
    return _with_people(rows)


def informed_relations(viewer: Person) -> list[Guardianship]:
    """Guardians with a right to information only, who may be given a look for a time."""
    rows = visible_relations(viewer).filter(
        quarantined=False, responsibility=Responsibility.INFORMATION
    )
    return _with_people(rows)


def relation(viewer: Person, guardian: uuids.UUID, pupil: uuids.UUID) -> Guardianship:
    """One guardian of one pupil. Raises NotVisible."""
    rows = visible_relations(viewer).select_related(*_NAMES)
    row = rows.filter(guardian__uuid=guardian, pupil__uuid=pupil).first()
    if row is None:
        raise NotVisible
    return row


def omissions(viewer: Person) -> list[Omission]:
    """What sources leave unsaid at the viewer's schools. Two queries and one per school."""
    held = require_office(viewer)
    schools = School.objects.filter(pk__in=held.led_schools)
    return [each for school in schools for each in _omissions_at(school, held)]


def declarations(viewer: Person) -> list[SourceDeclaration]:
    """Declarations for the viewer's schools and for all schools, newest first."""
    held = require_office(viewer)
    place = Q(school__in=held.led_schools) | Q(school__isnull=True)
    rows = SourceDeclaration.objects.filter(place).select_related("declared_by", "school")
    return list(rows.order_by("-declared_at")[:SHOWN])


def declaration(viewer: Person, system: str, vouched: str, school: School) -> SourceDeclaration:
    """The standing declaration for a school of the viewer. Raises NotVisible."""
    held = require_office(viewer)
    rows = SourceDeclaration.objects.filter(school__in=held.led_schools, withdrawn_at=None)
    row = rows.filter(system=system, vouched=vouched, school=school).first()
    if row is None:
        raise NotVisible
    return row


def own_school(viewer: Person, uuid: uuids.UUID | str) -> School:
    """A school the viewer leads or runs the office of. Raises NotVisible."""
    held = require_office(viewer)
    school = School.objects.filter(pk__in=held.led_schools, uuid=uuid).first()
    if school is None:
        raise NotVisible
    return school


# --- protected people


def named_staff(viewer: Person) -> list[ProtectionHandler]:
    """Who is named for the protected people that the viewer is named for too. One query."""
    held = require_office(viewer)
    known = without_hidden(protected_people(held), viewer)
    rows = ProtectionHandler.objects.filter(on_day(held.day), person__in=known.values("pk"))
    return list(rows.select_related("person", "handler").order_by("person__sort_key")[:SHOWN])


def protected_counts(viewer: Person) -> dict[str, int]:
    """How many protected people there are at the viewer's schools, and how many have nobody."""
    held = require_office(viewer)
    named = ProtectionHandler.objects.filter(on_day(held.day)).values("person")
    return protected_people(held).aggregate(
        total=Count("pk"), unnamed=Count("pk", filter=~Q(pk__in=named))
    )


def protected_people(held: Affiliations) -> QuerySet[Person]:
    """Pupils and guardians with a protected address at these schools. For counts and actions."""
    place = Q(pk__in=pupils_at(held.led_schools, held.day))
    place |= Q(pk__in=guardians_at(held.led_schools, held.day))
    stated = (Protection.CONFIDENTIAL, Protection.STRICT)
    return Person.objects.filter(place, is_active=True, protection__in=stated)


def protected_at(held: Affiliations, username: str) -> Person | None:
    """A protected person at the schools one leads, by user name in any case."""
    return _by_name(protected_people(held), username)


def staff_member(held: Affiliations, username: str) -> Person | None:
    """Somebody who works at the schools one leads, by user name in any case."""
    work = Position.objects.filter(on_day(held.day), school__in=held.led_schools)
    staff = Person.objects.filter(is_active=True, pk__in=work.values("person"))
    return _by_name(staff, username)


def handler_row(viewer: Person, person: uuids.UUID, handler: uuids.UUID) -> ProtectionHandler:
    """One naming that the viewer may know of. Raises NotVisible."""
    held = require_office(viewer)
    known = without_hidden(protected_people(held), viewer)
    rows = ProtectionHandler.objects.filter(on_day(held.day), person__in=known.values("pk"))
    row = rows.filter(person__uuid=person, handler__uuid=handler).first()
    if row is None:
        raise NotVisible
    return row


def _by_name(people: QuerySet[Person], username: str) -> Person | None:
    named = people.annotate(name=Lower("username"))
    return named.filter(name=username.strip().lower()).first()


def _with_people(rows: QuerySet[Guardianship]) -> list[Guardianship]:
    return list(rows.select_related(*_NAMES).order_by("pupil__sort_key", "pk")[:SHOWN])


def _omissions_at(school: School, held: Affiliations) -> Iterable[Omission]:
    pupils = pupils_at([school.pk], held.day)
    rows = Guardianship.objects.filter(
        on_day(held.day),
        source=Source.ROSTER,
        quarantined=True,
        responsibility=Responsibility.UNKNOWN,
        pupil__in=pupils,
    )
    for key, count in rows.values_list("source_key").annotate(Count("pk")).order_by():
        yield Omission(key.rstrip(":"), Vouched.GUARDIANS, school, count)
    hidden = Person.objects.filter(pk__in=pupils, protection=Protection.UNSTATED).values("pk")
    ids = ExternalId.objects.filter(system=SOURCED, person__in=hidden)
    counts: dict[str, int] = {}
    for value in ids.values_list("value", flat=True):
        system = value.partition(":")[0]
        counts[system] = counts.get(system, 0) + 1
    for system, count in counts.items():
        yield Omission(system, Vouched.NO_PROTECTED, school, count)
