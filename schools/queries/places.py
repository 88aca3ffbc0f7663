"""Reads about schools."""

from schools import affiliations
from schools.models import Person, School


def home_schools(viewer: Person) -> list[School]:
    """Schools the viewer goes to or works at, for the frame; no query without any. At most ten."""
    held = affiliations.of(viewer).own_schools
    return list(School.objects.filter(pk__in=held)[:10]) if held else []


def schools_of(viewer: Person) -> list[School]:
    """Every school the viewer has to do with, the children's too. One query, at most ten."""
    return list(School.objects.filter(pk__in=affiliations.of(viewer).schools)[:10])
