"""Who still has no way in, for the office; and the person behind an invitation's secret."""

import uuid as uuids
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import Count, DateTimeField, Exists, OuterRef, Q, QuerySet, Subquery

from schools import affiliations, clock
from schools.choices import Access, MemberRole
from schools.exceptions import NotVisible
from schools.models import ExternalId, Group, Invitation, Person
from schools.models.dated import on_day
from schools.signin import tokens
from schools.visibility import visible_people
from schools.visibility.people import guardians_of, pupils_at, pupils_in, staff_at

MOST = 400


@dataclass(frozen=True)
class GroupLine:
    """A group of the office's school, and how many of its guardians have no password yet."""

    group: Group
    missing: int


@dataclass(frozen=True)
class OfficePage:
    """What the office's page of invitations shows."""

    groups: list[GroupLine]
    staff: list[Person]


@dataclass(frozen=True)
class GroupPage:
    """The people of one group who have no way in."""

    group: Group
    guardians: list[Person]
    pupils: list[Person]


def office_page(viewer: Person) -> OfficePage:
    """Groups and staff of the schools whose office the viewer runs. Three queries.

    Raises NotVisible for everybody else.
    """
    schools = _offices(viewer)
    staff = staff_at(schools, clock.today())
    return OfficePage(_group_lines(viewer, schools), list(_without_a_way_in(viewer, staff)))


def group_page(viewer: Person, uuid: uuids.UUID) -> GroupPage:
    """Guardians and pupils of a group who have no way in. Raises NotVisible. Four queries."""
    day = clock.today()
    groups = Group.objects.filter(on_day(day), school__in=_offices(viewer))
    group = groups.select_related("school").filter(uuid=uuid).first()
    if group is None:
        raise NotVisible
    pupils = visible_people(viewer).filter(pk__in=pupils_in([group.pk], day))
    guardians = guardians_of(pupils.values("pk"), day)
    return GroupPage(
        group,
        list(_without_a_way_in(viewer, guardians)),
        list(_without_a_way_in(viewer, pupils.values("pk"))),
    )


def people_to_invite(viewer: Person, keys: Iterable[str]) -> list[Person]:
    """These people, if the viewer may see all of them. Raises NotVisible."""
    try:
        wanted = {uuids.UUID(key) for key in keys}
    except ValueError as error:
        raise NotVisible from error
    _offices(viewer)
    people = list(visible_people(viewer).filter(uuid__in=wanted)[:MOST])
    if len(people) != len(wanted):
        raise NotVisible
    return people


def without_a_way_in_count(viewer: Person, schools: Iterable[int]) -> int:
    """Staff and pupils of these schools without a password and without a link. One query."""
    day = clock.today()
    at_school = Q(pk__in=staff_at(schools, day)) | Q(pk__in=pupils_at(schools, day))
    return visible_people(viewer).filter(at_school, _no_password(), ~Q(_linked())).count()


def invited_person(secret: str) -> Person | None:
    """The person whose open invitation this is; None for used, expired and unknown secrets."""
    rows = Invitation.objects.filter(
        token_hash=tokens.hashed(secret), used_at=None, expires_at__gt=clock.now()
    )
    row = rows.filter(person__is_active=True).select_related("person").first()
    return row.person if row else None


def person_with_email(email: str) -> Person | None:
    """For a request of a new password; never shown."""
    return Person.objects.filter(email__iexact=email, is_active=True).exclude(email="").first()


def _offices(viewer: Person) -> frozenset[int]:
    schools = affiliations.of(viewer).led_schools
    if not schools:
        raise NotVisible
    return schools


def _group_lines(viewer: Person, schools: Iterable[int]) -> list[GroupLine]:
    day = clock.today()
    guardianship = "memberships__person__guardians_of__"
    guardian = f"{guardianship}guardian__"
    counted = (
        on_day(day, "memberships__")
        & Q(memberships__role=MemberRole.PUPIL)
        & Q(memberships__person__in=visible_people(viewer))
        & on_day(day, guardianship)
        & Q(**{f"{guardianship}quarantined": False, f"{guardian}is_active": True})
        & ~Q(**{f"{guardianship}access": Access.NONE})
        & _no_password(guardian)
    )
    missing = Count(f"{guardianship}guardian", filter=counted, distinct=True)
    groups = Group.objects.filter(on_day(day), school__in=schools).select_related("school")
    return [GroupLine(group, group.missing) for group in groups.annotate(missing=missing)]


def _without_a_way_in(viewer: Person, ids: QuerySet[Any, Any]) -> QuerySet[Person]:
    open_rows = Invitation.objects.filter(
        person=OuterRef("pk"), used_at=None, expires_at__gt=clock.now()
    ).order_by("-pk")
    return (
        visible_people(viewer)
        .filter(_no_password(), ~Q(_linked()), pk__in=ids)
        .annotate(
            invited_at=Subquery(open_rows.values("created_at")[:1], output_field=DateTimeField())
        )
        .order_by("sort_key", "pk")[:MOST]
    )


def _no_password(prefix: str = "") -> Q:
    never = Q(**{f"{prefix}password__startswith": UNUSABLE_PASSWORD_PREFIX})
    return never | Q(**{f"{prefix}password": ""})


def _linked() -> Exists:
    return Exists(ExternalId.objects.filter(person=OuterRef("pk"), system__startswith="directory:"))
