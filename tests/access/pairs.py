"""Both directions of visibility: (what a person may see, who may see a thing)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from schools.models import Person
from tests.access.rows import Objects


@dataclass(frozen=True)
class Pair:
    """``things`` gives the rows to ask about."""

    name: str
    visible: Callable[[Person], QuerySet[Any]]
    viewers: Callable[[Any], QuerySet[Person]]
    things: Callable[[Objects], Iterable[Any]]
