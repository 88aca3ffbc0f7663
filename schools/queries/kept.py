"""Answers that several parts of one page need, kept on the person of the request."""

from collections.abc import Callable, Hashable
from typing import TypeVar

from schools.models import Person

T = TypeVar("T")


def kept(viewer: Person, key: Hashable, make: Callable[[], T]) -> T:
    """``make()`` once per person object (that is, once per request) and key."""
    store: dict[Hashable, T] = viewer.__dict__.setdefault("_kept", {})
    if key not in store:
        store[key] = make()
    return store[key]
