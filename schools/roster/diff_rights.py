"""What follows from responsibility, protection and what the office has vouched for."""

from dataclasses import dataclass

from schools.choices import Access, Protection, Responsibility, Vouched
from schools.models import Person, School
from schools.roster.known import Known
from schools.roster.metadata import stricter_protection
from schools.roster.wanted import Wanted

_STATED = (Protection.CONFIDENTIAL, Protection.STRICT)


@dataclass
class Vouching:
    """For which pupils the office has vouched. A pupil at two schools needs both."""

    wanted: Wanted
    known: Known
    schools: dict[str, School]

    def __post_init__(self) -> None:
        self._places = self.wanted.schools_of_pupil()

    def covers(self, pupil: str, kind: Vouched) -> bool:
        """Vouched for the whole source, or at every school of the pupil."""
        vouched = self.known.vouched[kind]
        if None in vouched:
            return True
        places = {self.schools[key].pk for key in self._places.get(pupil, ())}
        return bool(places) and places <= vouched


def access_of(responsibility: Responsibility, *, vouched: bool) -> tuple[Access, bool]:
    """Standing access and whether the row waits for the office.

    Only full responsibility opens (Datatilsynet, Bergen 2020); a right to information is
    answered case by case and never opens anything by import (barnelova § 47).
    """
    if responsibility == Responsibility.FULL:
        return Access.FULL, False
    if responsibility == Responsibility.UNKNOWN:
        return (Access.FULL, False) if vouched else (Access.NONE, True)
    return Access.NONE, False


def protections(
    wanted: Wanted, vouching: Vouching, current: dict[str, Person | None]
) -> dict[str, Protection | None]:
    """The protection of everybody; None leaves what is.

    Guardians of a protected pupil are protected with them, unless they have no
    responsibility: those are the ones a protected home may be hiding from.
    """
    found: dict[str, Protection | None] = {
        key: _of_pupil(key, wanted, vouching, current[key]) if each.is_pupil else each.protection
        for key, each in wanted.people.items()
    }
    for (guardian, pupil), relation in wanted.guardianships.items():
        if relation.responsibility in {Responsibility.FULL, Responsibility.UNKNOWN}:
            found[guardian] = stricter_protection(found[guardian], found[pupil])
    says = wanted.says_protection
    return {
        key: each if wanted.people[key].is_pupil else _of_adult(each, current[key], says=says)
        for key, each in found.items()
    }


def _of_pupil(key: str, wanted: Wanted, vouching: Vouching, person: Person | None) -> Protection:
    stated = wanted.people[key].protection
    if stated is not None:
        return stated
    if person is not None and person.protection in _STATED:
        return Protection(person.protection)
    vouched = not wanted.says_protection and vouching.covers(key, Vouched.NO_PROTECTED)
    return Protection.NONE if vouched else Protection.UNSTATED


def _of_adult(stated: Protection | None, person: Person | None, *, says: bool) -> Protection | None:
    """A source that does not speak of protection never takes it away."""
    current = person.protection if person is not None else Protection.NONE
    if current in _STATED and not says:
        return None
    if stated is None and current == Protection.UNSTATED:
        return Protection.NONE  # came with a child who is no longer theirs
    return stated
