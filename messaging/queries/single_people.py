"""People chosen one by one for an announcement: in which capacity each reads it, and where."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from messaging.choices import Side
from messaging.visibility import writable_homes_of, writable_people
from schools import affiliations, clock
from schools.choices import STAFF_IN_GROUP, MemberRole
from schools.exceptions import InvalidInput, NotVisible
from schools.homes import homes_of
from schools.models import Membership, Person, Position
from schools.models.dated import on_day

Schools = dict[int, set[int]]


@dataclass(frozen=True)
class Single:
    """One place: a guardian's for one pupil. It counts at these ``schools`` and no others."""

    person: Person
    side: Side
    pupil: Person | None
    schools: frozenset[int]


def singles(
    actor: Person, people: Collection[Person] = (), homes: Collection[Person] = ()
) -> list[Single]:
    """The places of these people, and of the guardians of these pupils. Six queries at most.

    Raises NotVisible for who is not the actor's to write to, InvalidInput (``targets``) for a
    pupil at whose home nobody can be reached.
    """
    keys, pupils = {one.pk for one in people}, {one.pk for one in homes}
    if not keys and not pupils:
        return []
    allowed = list(writable_people(actor, Side.STAFF).filter(pk__in=keys)) if keys else []
    reachable = list(writable_homes_of(actor).filter(pk__in=pupils)) if pupils else []
    if len(allowed) != len(keys) or len(reachable) != len(pupils):
        raise NotVisible
    go_to, work_at = _go_to(keys | pupils), _work_at(keys)
    themselves = [_single(person, go_to, work_at) for person in allowed]
    return [*themselves, *_guardians(reachable, go_to)]


def school_of(actor: Person, schools: frozenset[int], chosen: Sequence[Single]) -> int:
    """The school whose word it is: where the actor works, and where all the places count.

    ``schools``: those of whatever else it is for. Raises InvalidInput (``targets``) and says
    whom to leave out: they would have a place and read nothing.
    """
    held = affiliations.of(actor)
    fit = schools & held.own_schools or schools or held.own_schools
    best = max(sorted(fit), key=lambda school: _count(chosen, school))
    out = dict.fromkeys(_name(one) for one in chosen if best not in one.schools)
    if out:
        message = _(
            "People can be chosen one by one at one school only, and at one that you chose."
            " Leave out: %(names)s."
        )
        raise InvalidInput(message % {"names": ", ".join(out)}, "targets")
    return best


def _count(chosen: Iterable[Single], school: int) -> int:
    return sum(school in one.schools for one in chosen)


def _name(one: Single) -> str:
    return (one.pupil or one.person).get_full_name()


def _single(person: Person, go_to: Schools, work_at: Schools) -> Single:
    if at := go_to.get(person.pk):
        return Single(person, Side.PUPIL, None, frozenset(at))
    return Single(person, Side.STAFF, None, frozenset(work_at.get(person.pk, ())))


def _guardians(pupils: Iterable[Person], go_to: Schools) -> list[Single]:
    by_key = {pupil.pk: pupil for pupil in pupils}
    homes = homes_of(by_key, clock.today())
    missing = set(by_key) - {home.pupil.pk for home in homes}
    if missing:
        message = _("Nobody at home can be reached for: %(names)s. Leave that home out.")
        names = ", ".join(by_key[key].get_full_name() for key in sorted(missing))
        raise InvalidInput(message % {"names": names}, "targets")
    return [
        Single(guardian, Side.GUARDIAN, home.pupil, frozenset(go_to[home.pupil.pk]))
        for home in homes
        for guardian in home.guardians
    ]


def _go_to(people: Collection[int]) -> Schools:
    """Schools by person, for those who are pupils there today."""
    held = _held(people).filter(role=MemberRole.PUPIL)
    return _by_person(held.values_list("person", "group__school"))


def _work_at(people: Collection[int]) -> Schools:
    """The same for those who work there, or with one of its groups."""
    work = Position.objects.filter(on_day(clock.today()), person__in=people, school__isnull=False)
    teach = _held(people).filter(role__in=STAFF_IN_GROUP).order_by()
    places = work.order_by().values_list("person", "school")
    return _by_person(places.union(teach.values_list("person", "group__school")))


def _held(people: Collection[int]) -> QuerySet[Membership]:
    day = clock.today()
    return Membership.objects.filter(on_day(day), on_day(day, "group__"), person__in=people)


def _by_person(rows: Iterable[tuple[int, int | None]]) -> Schools:
    found: Schools = defaultdict(set)
    for person, school in rows:
        found[person].add(school or 0)  # where none is, was asked
    return found
