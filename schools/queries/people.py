"""Reads about people: only those the viewer may see."""

import uuid as uuids
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from schools import affiliations
from schools.exceptions import NotVisible
from schools.models import Person, Position
from schools.models.dated import on_day
from schools.queries.kept import kept
from schools.queries.search import groups_now, matching_people
from schools.statements import written_once
from schools.visibility import visible_people, without_hidden

PER_PAGE = 40


def children_of(viewer: Person) -> list[Person]:
    """The guardian's children by name. One query for a whole page."""
    held = affiliations.of(viewer).readable_children
    return kept(viewer, ("children", held), lambda: _children(viewer))


@written_once()
def _children(viewer: Person) -> QuerySet[Person]:
    held = affiliations.of(viewer).readable_children
    return without_hidden(Person.objects.filter(is_active=True, pk__in=held), viewer)


def child_by_uuid(viewer: Person, uuid: str) -> Person:
    """One of the guardian's children. Raises NotVisible for anybody else's."""
    for child in children_of(viewer):
        if str(child.uuid) == uuid:
            return child
    raise NotVisible


def people_page(viewer: Person, words: str, number: str | None) -> Page[Person]:
    """One page of the people staff may see, with their groups of today. Three queries.

    Raises NotVisible for those who do not work at a school.
    """
    held = affiliations.of(viewer)
    if not (held.staff_schools or held.staff_groups):
        raise NotVisible
    people = matching_people(viewer, words).prefetch_related(groups_now(viewer))
    return Paginator(people, PER_PAGE).get_page(number)


def person_page(viewer: Person, uuid: uuids.UUID) -> dict[str, Any]:
    """One person: the groups and the work the viewer may know of. Four queries.

    Raises NotVisible for somebody the viewer does not know of.
    """
    person = visible_people(viewer).prefetch_related(groups_now(viewer)).filter(uuid=uuid).first()
    if person is None:
        raise NotVisible
    held = affiliations.of(viewer)
    work = Position.objects.filter(on_day(held.day), person=person, school__in=held.schools)
    return {"person": person, "work": list(work.select_related("school"))}
