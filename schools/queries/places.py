"""Reads about schools."""

from django.db.models import QuerySet

from schools import affiliations
from schools.models import Person, School
from schools.statements import written_once


def home_schools(viewer: Person) -> list[School]:
    """Schools the viewer goes to or works at, for the frame; no query without any. At most ten."""
    return _schools(sorted(affiliations.of(viewer).own_schools))


def schools_of(viewer: Person) -> list[School]:
    """Every school the viewer has to do with, the children's too. One query, at most ten."""
    return _schools(sorted(affiliations.of(viewer).schools))


@written_once("keys")
def _schools(keys: list[int]) -> QuerySet[School]:
    return School.objects.filter(pk__in=keys)[:10]
