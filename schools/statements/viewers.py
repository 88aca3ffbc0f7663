"""The stand-in for a viewer: a person whose every kind of place is one number.

Two viewers have the same shape when they hold the same kinds of places: how many classes a
teacher has, or which, changes what a statement is filled in with and not how it is written.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection

from schools import affiliations
from schools.affiliations import Affiliations
from schools.models import Person
from schools.statements.stand_ins import APART, DAY, FIRST_NUMBER

# Places held in one way only; children and positions are told apart further below.
_PLAIN = (
    "pupil_groups",
    "staff_groups",
    "pupil_scopes",
    "staff_scopes",
    "own_schools",
    "pupil_schools",
    "staff_group_schools",
    "child_schools",
    "named_for",
    "helped_children",
    "helped_scopes",
)
_SELF = "self"
_FIRST = FIRST_NUMBER + 100
Part = tuple[Hashable, ...]


@dataclass(frozen=True)
class Shape:
    """The kinds of places a viewer holds, in a fixed order, and roles in the municipality."""

    parts: tuple[Part, ...]
    municipal: frozenset[str]


@dataclass(frozen=True)
class StandIn:
    """A viewer of a shape; ``names`` says which part each number stands for."""

    viewer: Person
    names: dict[Any, Part]
    chosen: int | None


def parts_of(held: Affiliations, chosen: int | None) -> dict[Part, Any]:
    """What the viewer holds by kind; the chosen child is a kind of its own."""
    parts: dict[Part, Any] = {(_SELF,): held.person_id}
    for name in _PLAIN:
        if places := getattr(held, name):
            parts[(name,)] = sorted(places)
    for access in ("children", "informed_children"):
        _add_children(parts, held, access, chosen)
    for roles in sorted({tuple(sorted(roles)) for roles in held.positions.values()}):
        parts[("positions", roles)] = sorted(held.schools_as_exactly(roles))
    return parts


def stand_in(shape: Shape) -> StandIn:
    """A viewer of this shape, good for writing a statement and nothing else."""
    numbers = {part: _FIRST + APART * place for place, part in enumerate(shape.parts)}
    fields: dict[str, Any] = {name: _only(numbers, name) for name in _PLAIN}
    for access in ("children", "informed_children"):
        fields[access] = _starting(numbers, access)
    pairs = fields["child_group_pairs"] = _paired(numbers, "groups of")
    fields["child_groups"] = frozenset(group for _child, group in pairs)
    fields["child_scope_pairs"] = _paired(numbers, "scopes of")
    fields["positions"] = {
        number: frozenset(part[1])  # type: ignore[call-overload]
        for part, number in numbers.items()
        if part[0] == "positions"
    }
    held = Affiliations(numbers[_SELF,], DAY, municipal=shape.municipal, **fields)
    # Only the key and that it is active: anything else would be asked of the database, which
    # is refused while a statement is written.
    viewer = Person.from_db(connection.alias, ["id", "is_active"], [held.person_id, True])
    affiliations.remember(viewer, held)
    chosen_child = [
        numbers[part] for part in numbers if part[1:] == (True,) and "child" in str(part[0])
    ]
    return StandIn(
        viewer, {number: part for part, number in numbers.items()}, next(iter(chosen_child), None)
    )


def _add_children(
    parts: dict[Part, Any], held: Affiliations, access: str, chosen: int | None
) -> None:
    children: frozenset[int] = getattr(held, access)
    for is_chosen, some in ((True, children & {chosen}), (False, children - {chosen})):
        if not some:
            continue
        parts[(access, is_chosen)] = chosen if is_chosen else sorted(some)
        groups = {group for child, group in held.child_group_pairs if child in some}
        if groups:
            parts[("groups of", access, is_chosen)] = sorted(groups)
            scopes = {scope for child, scope in held.child_scope_pairs if child in some}
            parts[("scopes of", access, is_chosen)] = sorted(scopes)


def _paired(numbers: Mapping[Part, int], name: str) -> frozenset[tuple[int, int]]:
    """Children with what they belong to."""
    return frozenset(
        (numbers[part[1:]], number) for part, number in numbers.items() if part[0] == name
    )


def _only(numbers: Mapping[Part, int], name: str) -> frozenset[int]:
    return frozenset(number for part, number in numbers.items() if part == (name,))


def _starting(numbers: Mapping[Part, int], name: str) -> frozenset[int]:
    return frozenset(number for part, number in numbers.items() if part[0] == name)
