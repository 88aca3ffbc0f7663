"""Reads about people: only those the viewer may see."""

from django.core.paginator import Page, Paginator
from django.db.models import Prefetch

from schools import affiliations
from schools.exceptions import NotVisible
from schools.models import Membership, Person
from schools.models.dated import on_day
from schools.queries.search import matching_people
from schools.visibility import visible_people

PER_PAGE = 40


def children_of(viewer: Person) -> list[Person]:
    """The guardian's children, eldest name first by sort key. One query."""
    held = affiliations.of(viewer).readable_children
    return list(visible_people(viewer).filter(pk__in=held)) if held else []


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
    now = Membership.objects.filter(on_day(held.day), on_day(held.day, "group__"))
    people = matching_people(viewer, words).prefetch_related(
        Prefetch("memberships", now.select_related("group"), to_attr="now_in")
    )
    return Paginator(people, PER_PAGE).get_page(number)
