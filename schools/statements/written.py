"""The decorator: one shape of arguments, one statement."""

import inspect
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from contextlib import suppress
from functools import wraps
from typing import Any, NoReturn, ParamSpec, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from schools import affiliations, clock
from schools.models import Person
from schools.statements.stand_ins import MOMENT, adapted, stand_in_for
from schools.statements.statement import Statement
from schools.statements.template import Values
from schools.statements.viewers import Shape, parts_of, stand_in

P = ParamSpec("P")
Row = TypeVar("Row")

MOST_KEPT = 1_000
_kept: OrderedDict[Hashable, "Statement | None"] = OrderedDict()
_writing = threading.Lock()

Filled = tuple[str, tuple[Any, ...]]
# What tests hang up to be told of each use: the function, its arguments, what was filled in.
observers: list[Callable[[Callable[..., Any], dict[str, Any], Filled], None]] = []


def written_once(
    *names: str,
) -> Callable[[Callable[P, "QuerySet[Any, Row]"]], Callable[P, list[Row]]]:
    """Make a function that builds a queryset into one that returns its rows.

    ``names`` are the arguments that are values: numbers, UUIDs, days, moments, or lists of them,
    which the function may only hand on. Every other argument is part of the shape (there should
    be few of each). A ``viewer`` is a person known by what they hold, and nothing else of them
    may be looked at; ``child_id`` must be the child a viewer has chosen, or None. What is
    computed from ``clock.now()`` may be so many hours or days away from it. No texts in the
    reader's language, and no question to the database, while the queryset is built.
    """

    def decorate(build: Callable[P, "QuerySet[Any, Row]"]) -> Callable[P, list[Row]]:
        signature = inspect.signature(build)

        @wraps(build)
        def run(*args: P.args, **kwargs: P.kwargs) -> list[Row]:
            given = signature.bind(*args, **kwargs)
            given.apply_defaults()
            call = _Call(build, given.arguments, frozenset(names))
            return call.rows() if call.has_shape else list(build(*args, **kwargs))

        return run

    return decorate


class _Call:
    """One use of a written statement."""

    def __init__(
        self, build: Callable[..., Any], arguments: dict[str, Any], names: frozenset[str]
    ) -> None:
        self.build, self.arguments = build, arguments
        self.viewer: Person | None = arguments.get("viewer")
        self.has_shape = "viewer" not in arguments or _is_active(self.viewer)
        self.given = {
            name: arguments[name]
            for name in arguments
            if name in names and _is_value(arguments[name])
        }

    def rows(self) -> list[Any]:
        """Fill in the statement of this shape, which is written when it is the first."""
        parts, shape = self._viewer_parts()
        key = (self.build, connection.vendor, shape, *self._rest())
        statement = _used(key) if key in _kept else self._keep(key, shape)
        if statement is None:  # nothing to be found in this shape: cheap to ask in the plain way
            return list(self.build(**self.arguments))
        named = {name: _taken(value) for name, value in self.given.items()} | parts
        filled = statement.template.fill(Values(named))
        for observe in observers:
            observe(self.build, self.arguments, filled)
        return statement.rows(*filled)

    def _viewer_parts(self) -> tuple[dict[Any, Any], Shape | None]:
        if self.viewer is None:
            return {}, None
        held = affiliations.of(self.viewer)
        parts: dict[Any, Any] = parts_of(held, self.given.get("child_id"))
        return parts, Shape(tuple(parts), held.municipal)

    def _rest(self) -> list[Hashable]:
        """What else makes the shape: constants, and of values whether there are any, or many."""
        return [
            (name, _type_of(value)) if name in self.given else _frozen(value)
            for name, value in self.arguments.items()
            if name != "viewer"
        ]

    def _keep(self, key: Hashable, shape: Shape | None) -> "Statement | None":
        statement = self._write(shape)
        with _writing:
            if len(_kept) >= MOST_KEPT:
                # the one used longest ago: ``_used`` moves to the end
                _kept.popitem(last=False)
            _kept[key] = statement
        return statement

    def _write(self, shape: Shape | None) -> Statement | None:
        names: dict[Any, Any] = {}
        stand_ins = dict(self.arguments)
        for number, (name, value) in enumerate(self.given.items()):
            stand_ins[name] = one = stand_in_for(value, number)
            names[adapted(one[0] if isinstance(one, list) else one)] = name
        if shape is not None:
            seen = stand_in(shape)
            stand_ins["viewer"] = seen.viewer
            names |= seen.names
            if seen.chosen is not None:
                stand_ins["child_id"] = seen.chosen
        with clock.set_to(MOMENT), connection.execute_wrapper(_refuse):
            try:
                return Statement(self.build(**stand_ins), names)
            except EmptyResultSet:
                return None


def _used(key: Hashable) -> Statement | None:
    with suppress(KeyError):  # another thread has thrown it out meanwhile
        _kept.move_to_end(key)
    return _kept.get(key)


def _is_active(viewer: Person | None) -> bool:
    return viewer is not None and viewer.is_active and viewer.pk is not None


def _is_value(value: Any) -> bool:
    """Nothing and an empty list are written in another way than a value."""
    return value is not None and not (isinstance(value, list) and not value)


def _type_of(value: Any) -> tuple[str, ...]:
    """A text and a UUID are written in other ways, and so are one and many."""
    if isinstance(value, list):
        return "many", type(value[0]).__name__
    return "one", type(value).__name__


def _taken(value: Any) -> Any:
    return [adapted(one) for one in value] if isinstance(value, list) else adapted(value)


def _frozen(value: Any) -> Hashable:
    return tuple(value) if isinstance(value, list) else value


def _refuse(*_args: Any) -> NoReturn:
    message = "a statement is being written: nothing may be asked while it is"
    raise RuntimeError(message)
