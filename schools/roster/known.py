"""What the database has of one source, loaded in a fixed number of queries."""

from dataclasses import dataclass, field

from django.db.models import Q

from schools.choices import Source, Vouched
from schools.models import (
    ExternalId,
    Group,
    Guardianship,
    Membership,
    Person,
    Position,
    School,
    SourceDeclaration,
)
from schools.roster.numbers import SYSTEM as NUMBER

SOURCED = "oneroster"
EPPN = "eppn"


@dataclass
class Known:
    """Rows of this source, and of others where it might step on their toes."""

    prefix: str
    people: dict[str, Person] = field(default_factory=dict)  # by source id
    by_number: dict[str, Person] = field(default_factory=dict)  # by hash
    identities: dict[tuple[str, str], int] = field(default_factory=dict)  # to person pk
    usernames: dict[str, int | None] = field(default_factory=dict)  # small letters, to person pk
    emails: dict[str, int | None] = field(default_factory=dict)
    schools: list[School] = field(default_factory=list)
    groups: dict[str, Group] = field(default_factory=dict)
    memberships: list[Membership] = field(default_factory=list)
    positions: list[Position] = field(default_factory=list)
    guardianships: list[Guardianship] = field(default_factory=list)
    guarded: frozenset[int] = frozenset()
    vouched: dict[str, set[int | None]] = field(default_factory=dict)

    def key(self, source_id: str) -> str:
        """A source id as it stands in our rows."""
        return f"{self.prefix}{source_id}"


def load(system: str, hashes: set[str]) -> Known:
    """Ask for everything that a plan compares with."""
    known = Known(prefix=f"{system}:")
    _load_people(known, hashes)
    known.schools = list(School.objects.all())
    groups = Group.objects.filter(source=Source.ROSTER, source_key__startswith=known.prefix)
    known.groups = {group.source_key: group for group in groups}
    ours = Q(source=Source.ROSTER, source_key=known.prefix)
    known.memberships = list(Membership.objects.filter(ours))
    known.positions = list(Position.objects.filter(ours))
    # all of them: a relation may belong to the office, and there is one row per pair
    known.guardianships = list(Guardianship.objects.all())
    known.vouched = vouched(system)
    return known


def vouched(system: str) -> dict[str, set[int | None]]:
    """For what, and for which schools (None: all), the office has vouched for this source."""
    rows = SourceDeclaration.objects.filter(system=system, withdrawn_at__isnull=True)
    found: dict[str, set[int | None]] = {kind: set() for kind in Vouched}
    for kind, school_id in rows.values_list("vouched", "school_id"):
        found[kind].add(school_id)
    return found


def _load_people(known: Known, hashes: set[str]) -> None:
    people = {person.pk: person for person in Person.objects.all()}
    for row in ExternalId.objects.filter(system__in=(SOURCED, NUMBER, EPPN)):
        known.identities[row.system, row.value] = row.person_id
        if row.system == SOURCED and row.value.startswith(known.prefix):
            known.people[row.value.removeprefix(known.prefix)] = people[row.person_id]
        elif row.system == NUMBER and row.value in hashes:
            known.by_number[row.value] = people[row.person_id]
    for pk, person in people.items():
        known.usernames[person.username.lower()] = pk
        if person.email:
            known.emails[person.email.lower()] = pk
    known.guarded = frozenset(
        Person.objects.filter(
            Q(is_superuser=True)
            | Q(is_staff=True)
            | Q(positions__school__isnull=True, positions__isnull=False)
        ).values_list("pk", flat=True)
    )
