"""Whom an announcement is for: a leaf, so that forms, actions and queries mean the same."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from messaging.choices import Part
from schools import scopes
from schools.affiliations import LEADS
from schools.choices import PositionRole
from schools.scopes import GRADES, ROLE_DIGITS, Scope


@dataclass(frozen=True)
class Target:
    """A part of a group, of a year at a school or of a school; or a role there."""

    part: Part
    scope: Scope

    @property
    def is_sound(self) -> bool:
        """It names a group or a school; a year that there is, and a role of staff."""
        scope = self.scope
        if scope.group is not None:
            return scope == Scope(group=scope.group)
        if scope.role is not None:
            is_staff = self.part == Part.STAFF and scope.grade is None
            return is_staff and scope.school is not None and scope.role in ROLE_DIGITS
        return scope.school is not None and (scope.grade is None or scope.grade in GRADES)

    @property
    def is_whole_staff(self) -> bool:
        """All who work at a school, so its leaders too."""
        whole = self.scope.group is None and not self.scope.grade and not self.scope.role
        return self.part == Part.STAFF and whole


def of_group(group: int, part: Part) -> Target:
    """A part of a class or another group."""
    return Target(part, Scope(group=group))


def of_school(school: int, part: Part, grade: int | None = None) -> Target:
    """A part of a school, or of one year there."""
    return Target(part, Scope(school=school, grade=grade))


def of_role(school: int, role: str) -> Target:
    """Those who hold a position at a school."""
    return Target(Part.STAFF, Scope(school=school, role=PositionRole(role)))


def word_of(target: Target) -> str:
    """The target in one word, to be kept: ``guardians.17``; ``read_word`` reads it."""
    return f"{target.part}.{scopes.number_of(target.scope)}"


def read_word(word: str) -> Target:
    """What a word of ``word_of`` stands for."""
    part, number = word.split(".")
    return Target(Part(part), scopes.read(int(number)))


def addressed(to: list[Target], others: Iterable[int]) -> list[Target]:
    """What is kept of the targets: with who reads along, also who leads the ``others``.

    Those are schools that are meant and that it does not come from; who leads its own oversees it.
    """
    meant = with_staff(to)
    whole = {target.scope.school for target in meant if target.is_whole_staff}
    leads = [of_role(school, role) for school in others if school not in whole for role in LEADS]
    return [*dict.fromkeys([*meant, *leads])]


def apart_from_leads(kept: Iterable[Target], school_of: Mapping[int, int]) -> list[Target]:
    """The kept targets without leaders and office of a school of which something else is meant.

    ``school_of``: the schools of the groups among them, by key.
    """
    rows = list(kept)
    leads = {target for target in rows if target.scope.role in LEADS}
    schools = {_school(target, school_of) for target in rows if target not in leads}
    return [row for row in rows if row not in leads or row.scope.school not in schools]


def _school(target: Target, school_of: Mapping[int, int]) -> int | None:
    key = target.scope.group
    return target.scope.school if key is None else school_of[key]


def with_staff(targets: list[Target]) -> list[Target]:
    """The targets and the staff of the same classes, years and schools, who read along."""
    along = [Target(Part.STAFF, target.scope) for target in targets]
    return [*dict.fromkeys([*targets, *along])]
