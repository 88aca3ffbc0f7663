"""Which pupils a source's declarations cover today, and who is hidden together with them."""

from collections.abc import Iterable, Iterator

from django.db.models import Exists, OuterRef, Q, QuerySet

from schools import clock
from schools.choices import MemberRole, Protection, Responsibility, Vouched
from schools.models import Guardianship, Membership, Person
from schools.models.dated import on_day
from schools.roster.known import SOURCED, vouched

People = QuerySet[Person]
Rows = QuerySet[Guardianship]
_CHUNK = 500
_TOGETHER = (Responsibility.FULL, Responsibility.UNKNOWN)


def people_of(system: str) -> People:
    """Everybody this source has an id for."""
    prefix = f"{system}:"
    return Person.objects.filter(
        external_ids__system=SOURCED, external_ids__value__startswith=prefix
    ).distinct()


def covered(system: str, kind: Vouched) -> set[int]:
    """Ids of the pupils that are vouched for: all of them, or those at the schools declared.

    A pupil at two schools needs both.
    """
    schools = vouched(system)[kind]
    day = clock.today()
    places = Membership.objects.filter(
        on_day(day), on_day(day, "group__"), role=MemberRole.PUPIL, person__in=people_of(system)
    )
    found: dict[int, set[int]] = {}
    for person, school in places.values_list("person_id", "group__school_id").distinct():
        found.setdefault(person, set()).add(school)
    return {person for person, held in found.items() if None in schools or held <= schools}


def hidden_with(pupils: Iterable[int]) -> People:
    """Guardians who are shown although a child of theirs among these is hidden."""
    unstated = Person.objects.filter(protection=Protection.UNSTATED, pk__in=list(pupils))
    return _guardians(unstated).filter(protection=Protection.NONE)


def shown_with(pupils: Iterable[int]) -> People:
    """Guardians of these who are hidden although no child of theirs is, any more."""
    hidden = Guardianship.objects.filter(
        on_day(clock.today()), guardian=OuterRef("pk"), responsibility__in=_TOGETHER
    ).exclude(pupil__protection=Protection.NONE)
    guardians = _guardians(Person.objects.filter(pk__in=list(pupils)))
    return guardians.filter(~Q(Exists(hidden)), protection=Protection.UNSTATED)


def chunks(ids: Iterable[int]) -> Iterator[list[int]]:
    """The ids, five hundred at a time: SQLite takes only so many in one statement."""
    rows = sorted(ids)
    for start in range(0, len(rows), _CHUNK):
        yield rows[start : start + _CHUNK]


def _guardians(pupils: People) -> People:
    held = Guardianship.objects.filter(
        on_day(clock.today()), pupil__in=pupils.values("pk"), responsibility__in=_TOGETHER
    )
    return Person.objects.filter(pk__in=held.values("guardian"))
