"""Search: every source starts from what the viewer may see, and is bounded."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from schools import affiliations, registries
from schools.models import Group, Membership, Person
from schools.models.dated import on_day
from schools.registries import Hit
from schools.visibility import visible_groups, visible_people

MOST_LETTERS = 80
FEWEST_LETTERS = 2
PER_SOURCE = 8


@dataclass(frozen=True)
class HitGroup:
    """The hits of one kind."""

    kind: str
    hits: Sequence[Hit]


def find(viewer: Person, words: str) -> list[HitGroup]:
    """Hits of all sources, grouped by kind; nothing for fewer than two letters.

    One query for each source that is hung up, and at most eight hits from each.
    """
    if len(words) < FEWEST_LETTERS:
        return []
    by_kind: dict[str, list[Hit]] = {}
    for searcher in registries.searchers():
        for hit in searcher(viewer, words, PER_SOURCE):
            by_kind.setdefault(str(hit.kind), []).append(hit)
    return [HitGroup(kind, hits) for kind, hits in by_kind.items()]


def matching_people(viewer: Person, words: str) -> QuerySet[Person]:
    """People the viewer may see whose names contain every word."""
    return visible_people(viewer).filter(has_words(words))


def find_people(viewer: Person, words: str, most: int) -> list[Hit]:
    """People by name, with the groups of today that tell them apart. Two queries."""
    found = matching_people(viewer, words).prefetch_related(groups_now(viewer))[:most]
    return [_person_hit(person) for person in found]


def groups_now(viewer: Person) -> "Prefetch[Any, Any, Any]":
    """Prefetch: today's places in groups that the viewer may see, as ``now_in``."""
    day = affiliations.of(viewer).day
    seen = visible_groups(viewer).values("pk")
    places = Membership.objects.filter(on_day(day), group__in=seen).select_related("group")
    return Prefetch("memberships", places.order_by("group__name", "pk"), to_attr="now_in")


def _person_hit(person: Person) -> Hit:
    return Hit(
        kind=_("People"),
        title=person.get_full_name(),
        subtitle=", ".join(dict.fromkeys(row.group.name for row in person.now_in)),  # type: ignore[attr-defined]
        url=reverse("person", args=[person.uuid]),
        icon="user-round",
    )


def has_words(words: str) -> Q:
    """Every word is part of the name; compared casefolded, since SQLite does not know Å is å."""
    wanted = Q()
    for word in words.casefold().split():
        wanted &= Q(search_key__contains=word)
    return wanted


def find_groups(viewer: Person, words: str, most: int) -> list[Hit]:
    """Classes and other groups by name. One query."""
    found = visible_groups(viewer).filter(name__icontains=words).select_related("school")[:most]
    return [_group_hit(group) for group in found]


def _group_hit(group: Group) -> Hit:
    return Hit(
        kind=_("Classes and groups"),
        title=group.name,
        subtitle=group.school.name,
        url=reverse("group", args=[group.uuid]),
        icon="users",
    )
