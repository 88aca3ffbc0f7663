"""Every route of the site: ours by name, third parties by the prefix they hang under."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

OURS = ("schools", "messaging", "devices", "cms", "config")


@dataclass(frozen=True)
class Route:
    """One address pattern."""

    name: str
    address: str
    module: str

    @property
    def is_ours(self) -> bool:
        """Whether the view lives in one of our packages."""
        return self.module.split(".")[0] in OURS


def all_routes() -> list[Route]:
    """The URL configuration, flattened."""
    return list(_walk(get_resolver().url_patterns, "", ""))


def _walk(patterns: list[Any], prefix: str, namespace: str) -> Iterator[Route]:
    for pattern in patterns:
        address = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern.url_patterns, address, inner)
        elif isinstance(pattern, URLPattern):
            name = namespace + (pattern.name or "")
            yield Route(name, address, _module(pattern.callback))


def _module(view: Any) -> str:
    target = getattr(view, "view_class", view)
    return str(getattr(target, "__module__", type(target).__module__))
