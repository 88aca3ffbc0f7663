"""What a person is on a given day: groups by role, children by right, schools by position.

One query, computed once per person object (that is, once per request) from dated rows.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from itertools import chain
from typing import Any

from django.db import connection
from django.db.models import Case, CharField, F, IntegerField, Value, When
from django.db.models.functions import Cast

from schools import clock, scopes
from schools.choices import READS, STAFF_IN_GROUP, Access, MemberRole, PositionRole, Role
from schools.models import Guardianship, Membership, Person, Position, ProtectionHandler
from schools.models.dated import on_day
from schools.models.helping import standing_appointments

LEADS = frozenset({PositionRole.LEADER, PositionRole.OFFICE})
TEACHES = frozenset({PositionRole.TEACHER, PositionRole.ASSISTANT})


@dataclass(frozen=True)
class Affiliations:
    """A small value; every set holds primary keys."""

    person_id: int
    day: dt.date
    pupil_groups: frozenset[int] = frozenset()
    staff_groups: frozenset[int] = frozenset()
    children: frozenset[int] = frozenset()
    informed_children: frozenset[int] = frozenset()
    child_groups: frozenset[int] = frozenset()
    child_group_pairs: frozenset[tuple[int, int]] = frozenset()
    # Groups, years, roles and schools as one set of numbers (``schools.scopes``).
    pupil_scopes: frozenset[int] = frozenset()
    staff_scopes: frozenset[int] = frozenset()
    child_scope_pairs: frozenset[tuple[int, int]] = frozenset()
    positions: dict[int, frozenset[str]] = field(default_factory=dict)
    municipal: frozenset[str] = frozenset()
    own_schools: frozenset[int] = frozenset()
    pupil_schools: frozenset[int] = frozenset()
    staff_group_schools: frozenset[int] = frozenset()
    child_schools: frozenset[int] = frozenset()
    named_for: frozenset[int] = frozenset()  # protected people whose case this person has
    # In place of a guardian, apart from all the above: nothing of theirs is asked but messages.
    helped_children: frozenset[int] = frozenset()
    helped_scopes: frozenset[int] = frozenset()

    @property
    def readable_children(self) -> frozenset[int]:
        """Children whose school life this person may read about."""
        return self.children | self.informed_children

    @property
    def groups(self) -> frozenset[int]:
        """Every group this person reads, by any right."""
        return self.pupil_groups | self.staff_groups | self.child_groups

    @property
    def schools(self) -> frozenset[int]:
        """Schools this person belongs to in any way."""
        return self.own_schools | self.child_schools

    def schools_as(self, *roles: str) -> frozenset[int]:
        """Schools where the person holds one of these positions."""
        wanted = frozenset(roles)
        return frozenset(school for school, held in self.positions.items() if held & wanted)

    def schools_as_exactly(self, roles: Iterable[str]) -> frozenset[int]:
        """Schools where the person holds these positions and no others."""
        wanted = frozenset(roles)
        return frozenset(school for school, held in self.positions.items() if held == wanted)

    @property
    def led_schools(self) -> frozenset[int]:
        """Schools the person leads or runs the office of."""
        return self.schools_as(*LEADS)

    @property
    def ict_schools(self) -> frozenset[int]:
        """Schools whose equipment the person looks after."""
        return self.schools_as(PositionRole.ICT)

    @property
    def staff_schools(self) -> frozenset[int]:
        """Schools the person works at."""
        return frozenset(self.positions)

    @property
    def is_municipal_admin(self) -> bool:
        """Administers the municipality; sees no content by that."""
        return PositionRole.MUNICIPAL_ADMIN in self.municipal

    @property
    def roles(self) -> tuple[Role, ...]:
        """The roles the person can act in, in the order the switcher shows them.

        The first is where the day begins: who teaches no group begins with the equipment.
        """
        teaching = {
            Role.TEACHER: bool(self.staff_groups or self.schools_as(*TEACHES)),
            Role.ICT: bool(self.ict_schools),
        }
        if not self.staff_groups:
            teaching = dict(reversed(teaching.items()))
        held = {
            Role.LEADER: bool(self.led_schools),
            **teaching,
            Role.ADMIN: self.is_municipal_admin,
            Role.GUARDIAN: bool(self.readable_children),
            Role.PUPIL: bool(self.pupil_groups),
            Role.HELPER: bool(self.helped_children),
        }
        return tuple(role for role, holds in held.items() if holds)


def of(person: Person, on: dt.date | None = None) -> Affiliations:
    """The person's affiliations on a municipal day (today). One query; kept on the object."""
    day = on or clock.today()
    kept: Affiliations | None = person.__dict__.get("_affiliations")
    if kept is None or kept.day != day:
        kept = _compute(person.pk, day)
        remember(person, kept)
    return kept


def remember(person: Person, held: Affiliations) -> None:
    """Keep the value on the object."""
    person.__dict__["_affiliations"] = held


def forget(person: Person) -> None:
    """Drop the kept value after the person's own rows changed in this request."""
    person.__dict__.pop("_affiliations", None)


def _compute(person_id: int, day: dt.date) -> Affiliations:
    sql, places = _written(connection.vendor)
    values = {_SOMEBODY: person_id, _adapted(_SOME_DAY): _adapted(day)}
    with connection.cursor() as cursor:
        cursor.execute(sql, [values.get(place, place) for place in places])
        return _gather(person_id, day, cursor.fetchall())


# Stand in for the person and the day while the statement is written.
_SOMEBODY, _SOME_DAY = -1, dt.date(1, 1, 1)


@cache
def _written(_vendor: str) -> tuple[str, tuple[Any, ...]]:
    """The statement, written once a process: every request asks it, and it is slow to build."""
    held = _memberships(_SOMEBODY, _SOME_DAY).union(
        _positions(_SOMEBODY, _SOME_DAY),
        _guardianships(_SOMEBODY, _SOME_DAY),
        _child_memberships(_SOMEBODY, _SOME_DAY),
        _named(_SOMEBODY, _SOME_DAY),
        _helped(_SOMEBODY, _SOME_DAY),
        all=True,
    )
    sql, places = held.query.sql_with_params()
    return sql, tuple(places)


def _adapted(day: dt.date) -> Any:
    return connection.ops.adapt_datefield_value(day)


def _row(kind: str, ref: Any, role: Any, school: Any, child: Any) -> dict[str, Any]:
    return {
        "kind": Value(kind, output_field=CharField()),
        "ref": Cast(ref, IntegerField()),
        "what": Cast(role, CharField()),
        "where": Cast(school, IntegerField()),
        "child": Cast(child, IntegerField()),
        "grade": _NOTHING,
    }


_COLUMNS = ("kind", "ref", "what", "where", "child", "grade")
_NOTHING = Value(None, output_field=IntegerField())
_OF_CLASS = When(group__kind__in=scopes.KINDS_WITH_YEAR, then=F("group__grade"))
_YEAR = {"grade": Cast(Case(_OF_CLASS), IntegerField())}


def _memberships(person_id: int, day: dt.date) -> Any:
    held = Membership.objects.filter(on_day(day), on_day(day, "group__"), person=person_id)
    row = _row("member", F("group_id"), F("role"), F("group__school_id"), _NOTHING) | _YEAR
    return held.order_by().annotate(**row).values_list(*_COLUMNS)


def _positions(person_id: int, day: dt.date) -> Any:
    held = Position.objects.filter(on_day(day), person=person_id)
    row = _row("position", F("pk"), F("role"), F("school_id"), _NOTHING)
    return held.order_by().annotate(**row).values_list(*_COLUMNS)


def _standing(person_id: int, day: dt.date) -> Any:
    return Guardianship.objects.filter(
        on_day(day), guardian=person_id, quarantined=False, access__in=READS, pupil__is_active=True
    )


def _guardianships(person_id: int, day: dt.date) -> Any:
    row = _row("child", F("pupil_id"), F("access"), _NOTHING, F("pupil_id"))
    return _standing(person_id, day).order_by().annotate(**row).values_list(*_COLUMNS)


def _child_memberships(person_id: int, day: dt.date) -> Any:
    helped = standing_appointments(day).filter(helper=person_id).order_by().values("pupil")
    children = _standing(person_id, day).order_by().values("pupil").union(helped)
    held = Membership.objects.filter(
        on_day(day), on_day(day, "group__"), person__in=children, role=MemberRole.PUPIL
    )
    school, child = F("group__school_id"), F("person_id")
    row = _row("child_group", F("group_id"), F("role"), school, child) | _YEAR
    return held.order_by().annotate(**row).values_list(*_COLUMNS)


def _named(person_id: int, day: dt.date) -> Any:
    held = ProtectionHandler.objects.filter(on_day(day), handler=person_id)
    row = _row("named", F("person_id"), Value(""), _NOTHING, _NOTHING)
    return held.order_by().annotate(**row).values_list(*_COLUMNS)


def _helped(person_id: int, day: dt.date) -> Any:
    held = standing_appointments(day).filter(helper=person_id)
    row = _row("helped", F("guardian_id"), F("scope"), _NOTHING, F("pupil_id"))
    return held.order_by().annotate(**row).values_list(*_COLUMNS)


def _gather(person_id: int, day: dt.date, rows: list[tuple[Any, ...]]) -> Affiliations:
    by_kind: dict[str, list[tuple[Any, ...]]] = {}
    for kind, *rest in rows:
        by_kind.setdefault(kind, []).append(tuple(rest))
    member, position = by_kind.get("member", []), by_kind.get("position", [])
    child, around = by_kind.get("child", []), by_kind.get("child_group", [])
    own, helped = {row[0] for row in child}, {row[3] for row in by_kind.get("helped", [])}
    child_group = [row for row in around if row[3] in own]
    positions: dict[int, frozenset[str]] = {}
    for _, role, school, *_ in position:
        if school is not None:
            positions[school] = positions.get(school, frozenset()) | {role}
    return Affiliations(
        person_id=person_id,
        day=day,
        pupil_groups=frozenset(ref for ref, role, *_ in member if role == MemberRole.PUPIL),
        staff_groups=frozenset(ref for ref, role, *_ in member if role in STAFF_IN_GROUP),
        children=frozenset(ref for ref, access, *_ in child if access == Access.FULL),
        informed_children=frozenset(
            ref for ref, access, *_ in child if access == Access.INFORMATION
        ),
        child_groups=frozenset(ref for ref, *_ in child_group),
        child_group_pairs=frozenset((pupil, ref) for ref, _, _, pupil, _ in child_group),
        pupil_scopes=_scopes(row for row in member if row[1] == MemberRole.PUPIL),
        staff_scopes=_scopes(row for row in member if row[1] in STAFF_IN_GROUP)
        | _position_scopes(positions),
        child_scope_pairs=frozenset(
            (row[3], scope) for row in child_group for scope in _scopes([row])
        ),
        positions=positions,
        municipal=frozenset(role for _, role, school, *_ in position if school is None),
        pupil_schools=frozenset(
            school for _, role, school, *_ in member if role == MemberRole.PUPIL
        ),
        staff_group_schools=frozenset(
            school for _, role, school, *_ in member if role in STAFF_IN_GROUP
        ),
        own_schools=frozenset(
            school for _, _, school, *_ in chain(member, position) if school is not None
        ),
        child_schools=frozenset(school for _, _, school, *_ in child_group),
        named_for=frozenset(ref for ref, *_ in by_kind.get("named", [])),
        helped_children=frozenset(helped),
        helped_scopes=_scopes(row for row in around if row[3] in helped),
    )


def _scopes(rows: Iterable[tuple[Any, ...]]) -> frozenset[int]:
    """The groups of these rows, their years and their schools."""
    found: set[int] = set()
    for group, _, school, _, grade in rows:
        found |= {group, scopes.of_school(school)}
        if grade:
            found.add(scopes.of_year(school, grade))
    return frozenset(found)


def _position_scopes(positions: dict[int, frozenset[str]]) -> frozenset[int]:
    held = {(school, role) for school, roles in positions.items() for role in roles}
    # nothing is for those who hold the others, such as the municipality's administrators
    roles = {scopes.of_role(school, role) for school, role in held if role in scopes.ROLE_DIGITS}
    return frozenset(roles | {scopes.of_school(school) for school in positions})
