"""A person whom the directory vouched for: who that is here, and in which groups.

The rule and its reasons: docs/adr/0002-linking.md.
"""

import logging
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from schools import affiliations, clock, signals
from schools.actions import audit
from schools.choices import Source
from schools.directory.entitlements import GroupClaim
from schools.directory.profiles import DirectoryPerson
from schools.exceptions import Conflict
from schools.models import ExternalId, Group, Membership, Person, Position
from schools.models.dated import on_day
from schools.roster import numbers
from schools.roster.known import EPPN

logger = logging.getLogger(__name__)
LIN = "lin"  # local identity number, in ExternalId


class NotLinked(Conflict):
    """None or several people here could be the one; nothing was created."""


def link_directory_person(*, actor: None, system: str, found: DirectoryPerson) -> Person:
    """The person the directory means; the first time by one exact match, then by stable id.

    ``actor`` is None: nobody is signed in yet. ``system``: ``directory:<name>``. Raises
    NotLinked for none or several matches, and for a person linked to another entry.
    """
    if known := _linked(system, found):
        return known
    with transaction.atomic():
        person = _only_match(found)  # locked: two first sign-ins at once make one link
        if known := _linked(system, found):
            return known
        # A user name used again for somebody new must not open the first one's account.
        if ExternalId.objects.filter(person=person, system=system).exists():
            message = "The person is linked to another account."
            raise NotLinked(message)
        ExternalId.objects.create(person=person, system=system, value=found.stable_id)
        audit.record(actor=actor, action="directory_linked", about=person, system=system)
    return person


@transaction.atomic
def update_directory_memberships(
    *, actor: None, person: Person, system: str, claims: Iterable[GroupClaim]
) -> None:
    """Make the directory's own membership rows equal to what it says today.

    Ends only rows of this directory, creates no groups, and adds nothing where another
    source already says the same. Groups it cannot find are logged, without the person.
    """
    wanted = _wanted(system, claims)
    held = Membership.objects.select_for_update().filter(on_day(clock.today()), person=person)
    own, others = [], set()
    for row in held:
        if row.source == Source.DIRECTORY and row.source_key.startswith(f"{system}|"):
            own.append(row)
        else:
            others.add((row.group_id, row.role))
    ended = _end([row for row in own if _key(row) not in wanted])
    kept = {_key(row) for row in own}
    added = [key for key in wanted if key not in kept and key[:2] not in others]
    for key in added:
        _add(person, key, wanted[key])
    if ended or added:
        affiliations.forget(person)
        counts = {"added": len(added), "ended": ended}
        audit.record(actor=actor, action="directory_memberships", about=person, **counts)
        signals.roles_changed.send(sender=Membership, person_ids={person.pk})


# --- linking


def _linked(system: str, found: DirectoryPerson) -> Person | None:
    link = ExternalId.objects.filter(system=system, value=found.stable_id).select_related("person")
    row = link.first()
    return row.person if row else None


def _only_match(found: DirectoryPerson) -> Person:
    people = list(_matches(found).select_for_update(no_key=True)[:2])
    if len(people) != 1:
        message = "No person here, or more than one, could be the account."
        raise NotLinked(message)
    return people[0]


def _matches(found: DirectoryPerson) -> QuerySet[Person]:
    names = [name.lower() for name in found.user_names]
    today = clock.today()
    # Guardians' user names are made up here: theirs never count as a match.
    at_school = Q(pk__in=Membership.objects.filter(on_day(today)).values("person"))
    at_school |= Q(pk__in=Position.objects.filter(on_day(today)).values("person"))
    by_name = Person.objects.alias(name=Lower("username")).filter(at_school, name__in=names)
    by_id = ExternalId.objects.filter(
        Q(system=LIN, value__in=found.lins)
        | Q(system=EPPN, value__in=names)
        | Q(system=numbers.SYSTEM, value__in=_hashes(found.national_numbers))
    )
    same = Q(pk__in=by_name.values("pk")) | Q(pk__in=by_id.values("person"))
    return Person.objects.filter(same).order_by("pk")


def _hashes(texts: Iterable[str]) -> list[str]:
    digits = ("".join(text.split()) for text in texts)
    return [numbers.keyed_hash(number) for number in digits if numbers.is_national_number(number)]


# --- memberships


Key = tuple[int, str, str]  # group, role, source key


def _key(row: Membership) -> Key:
    return row.group_id, row.role, row.source_key


def _wanted(system: str, claims: Iterable[GroupClaim]) -> dict[Key, GroupClaim]:
    today = clock.today()
    current = [claim for claim in claims if claim.holds_on(today)]
    groups = list(
        Group.objects.filter(
            on_day(today), school__org_number__in={claim.org_number for claim in current}
        ).select_related("school")
    )
    wanted: dict[Key, GroupClaim] = {}
    for claim in current:
        group = _group_of(claim, groups)
        if group is None:
            logger.warning("Directory: no group %s at %s", claim.local_id, claim.org_number)
            continue
        source_key = f"{system}|{claim.org_number}|{claim.local_id}"[:255]
        wanted[group.pk, claim.role, source_key] = claim
    return wanted


def _group_of(claim: GroupClaim, groups: Iterable[Group]) -> Group | None:
    at_school = [group for group in groups if group.school.org_number == claim.org_number]
    for attribute, value in (
        ("source_key", claim.local_id),
        ("name", claim.local_id),
        ("name", claim.name),
    ):
        found = [
            group for group in at_school if getattr(group, attribute).casefold() == value.casefold()
        ]
        if len(found) == 1:
            return found[0]
    return None


def _end(rows: Iterable[Membership]) -> int:
    today = clock.today()
    ended = list(rows)
    for row in ended:
        row.ends = today
        row.save(update_fields=["ends"])
    return len(ended)


def _add(person: Person, key: Key, claim: GroupClaim) -> None:
    group, role, source_key = key
    Membership.objects.update_or_create(
        person=person,
        group_id=group,
        role=role,
        source=Source.DIRECTORY,
        source_key=source_key,
        defaults={"starts": claim.starts, "ends": claim.ends},
    )
