"""Who may know of whom.

Sources: opplæringslova, barnelova ch. 5-6, and for protected addresses
folkeregisterloven § 10-4 with Datatilsynet's decision on Bergen (2020).
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet

from schools import affiliations
from schools.affiliations import LEADS, Affiliations
from schools.choices import READS, STAFF_IN_GROUP, Access, MemberRole, Protection
from schools.models import Guardianship, Membership, Person, Position, ProtectionHandler
from schools.models.dated import on_day
from schools.visibility.columns import Column

Ids = Iterable[int] | QuerySet[Any, Any]


def visible_people(viewer: Person | None) -> QuerySet[Person]:
    """People whose name and place at school the viewer may see; never their contact details."""
    people = Person.objects.filter(is_active=True)
    if viewer is None or not viewer.is_active:
        return people.none()
    held = affiliations.of(viewer)
    day = held.day
    reasons = Q(pk__in={viewer.pk, *held.readable_children})
    # A reason that nobody is behind is left out: it costs the database nothing, but it
    # costs milliseconds to write.
    # everybody in the groups one is in, teaches, or has a child in
    if held.groups:
        reasons |= Q(pk__in=members(held.groups, day))
    # all who work at a school one belongs to
    if held.schools:
        reasons |= Q(pk__in=staff_at(held.schools, day))
    # staff know the pupils of their school
    if held.staff_schools:
        reasons |= Q(pk__in=pupils_at(held.staff_schools, day))
    # teachers know the guardians of their groups, leaders and office those of the school
    if held.staff_groups:
        reasons |= Q(pk__in=_guardians_known_to(viewer, pupils_in(held.staff_groups, day)))
    if held.led_schools:
        reasons |= Q(pk__in=_guardians_known_to(viewer, pupils_at(held.led_schools, day)))
    return without_hidden(people.filter(reasons), viewer)


def visible_among(viewer: Person, people: Column, *, knows_all: bool) -> QuerySet[Person]:
    """``visible_people`` of these members of one group; who is in it ``knows_all`` the others."""
    if not knows_all:
        return visible_people(viewer).filter(pk__in=people)
    return without_hidden(Person.objects.filter(is_active=True, pk__in=people), viewer)


def person_viewers(person: Person) -> QuerySet[Person]:
    """Everybody who may see this person: the inverse of ``visible_people``."""
    everyone = Person.objects.filter(is_active=True)
    if not person.is_active:
        return everyone.none()
    held = affiliations.of(person)
    day = held.day
    own_groups = held.pupil_groups | held.staff_groups
    reasons = Q(pk=person.pk)
    reasons |= Q(pk__in=guardians_of([person.pk], day))
    reasons |= Q(pk__in=members(own_groups, day)) | Q(pk__in=guardians_in(own_groups, day))
    reasons |= Q(pk__in=members_at(held.staff_schools, day))
    reasons |= Q(pk__in=staff_at(held.staff_schools, day))
    reasons |= Q(pk__in=guardians_at(held.staff_schools, day))
    reasons |= Q(pk__in=staff_at(_schools_of(held.pupil_groups), day))
    for child in Person.objects.filter(pk__in=held.readable_children):
        reasons |= Q(pk__in=_staff_around(child, held).values("pk"))
    return who_know(everyone.filter(reasons), person, day)


def without_hidden(people: QuerySet[Person], viewer: Person) -> QuerySet[Person]:
    """Drop protected people, except oneself, one's own children and those one is named for."""
    held = affiliations.of(viewer)
    own = {viewer.pk, *held.children, *held.named_for}
    return people.filter(Q(protection=Protection.NONE) | Q(pk__in=own))


def may_know_of(viewer: Person, person: Person) -> bool:
    """Whether the viewer may see this one person. One query."""
    return visible_people(viewer).filter(pk=person.pk).exists()


def who_know(viewers: QuerySet[Person], person: Person, day: dt.date) -> QuerySet[Person]:
    """Keep of these viewers those who may know of the person: the inverse of ``without_hidden``."""
    if not person.is_protected:
        return viewers
    named = ProtectionHandler.objects.filter(on_day(day), person=person.pk).values("handler")
    own = standing(day).filter(pupil=person.pk, access=Access.FULL).values("guardian")
    return viewers.filter(Q(pk=person.pk) | Q(pk__in=named) | Q(pk__in=own))


def _guardians_known_to(viewer: Person, pupils: Column) -> Column:
    """Whoever may not know of a child does not learn of it by its guardian's name."""
    known = without_hidden(Person.objects.filter(pk__in=pupils), viewer)
    return guardians_of(known.values("pk"), affiliations.of(viewer).day)


def _staff_around(child: Person, guardian: Affiliations) -> QuerySet[Person]:
    """The inverse: staff who know the guardian because they may know of this child."""
    groups = {group for pupil, group in guardian.child_group_pairs if pupil == child.pk}
    teaching = Q(pk__in=staff_in(groups, guardian.day))
    leading = Q(pk__in=staff_at(_schools_of(groups), guardian.day, LEADS))
    staff = Person.objects.filter(teaching | leading)
    return who_know(staff, child, guardian.day)


# --- columns of person ids, for other apps' visibility too


def _held(day: dt.date) -> QuerySet[Membership]:
    return Membership.objects.filter(on_day(day), on_day(day, "group__"))


def members(groups: Ids, day: dt.date) -> Column:
    """Ids of everybody in these groups."""
    return _held(day).filter(group__in=groups).values("person")


def members_at(schools: Ids, day: dt.date) -> Column:
    """Ids of everybody in a group at these schools."""
    return _held(day).filter(group__school__in=schools).values("person")


def pupils_in(groups: Ids, day: dt.date) -> Column:
    """Ids of the pupils in these groups."""
    return _held(day).filter(group__in=groups, role=MemberRole.PUPIL).values("person")


def staff_in(groups: Ids, day: dt.date) -> Column:
    """Ids of the staff of these groups."""
    return _held(day).filter(group__in=groups, role__in=STAFF_IN_GROUP).values("person")


def pupils_at(schools: Ids, day: dt.date) -> Column:
    """Ids of the pupils at these schools."""
    held = _held(day).filter(group__school__in=schools, role=MemberRole.PUPIL)
    return held.values("person")


def staff_at(schools: Ids, day: dt.date, roles: Iterable[str] = ()) -> Column:
    """Ids of those with a position (of these roles) at these schools."""
    held = Position.objects.filter(on_day(day), school__in=schools)
    return (held.filter(role__in=roles) if roles else held).values("person")


def standing(day: dt.date) -> QuerySet[Guardianship]:
    """Guardianships that give access on this day."""
    return Guardianship.objects.filter(
        on_day(day), quarantined=False, pupil__is_active=True, access__in=READS
    )


def guardians_of(pupils: Any, day: dt.date) -> Column:
    """Ids of the guardians with access to these pupils."""
    return standing(day).filter(pupil__in=pupils).values("guardian")


def guardians_in(groups: Ids, day: dt.date) -> Column:
    """Ids of the guardians of the pupils in these groups."""
    return guardians_of(pupils_in(groups, day), day)


def guardians_at(schools: Ids, day: dt.date) -> Column:
    """Ids of the guardians of the pupils at these schools."""
    return guardians_of(pupils_at(schools, day), day)


def _schools_of(groups: Ids) -> Column:
    return Membership.objects.filter(group__in=groups).values("group__school")
