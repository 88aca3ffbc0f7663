"""The text of a statement with places for its values."""

import datetime as dt
import re
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db import connection

from schools import clock
from schools.statements.stand_ins import FIRST_NUMBER, LAST_NUMBER, adapted, since_stand_in

_PLACES = re.compile(r"%%|IN \(%s(?:, %s)*\)|%s")
_ARRAYS = {int: "bigint[]", uuid.UUID: "uuid[]"}


@dataclass
class Values:
    """What a statement is filled in with: names of stand-ins and what they stand for."""

    named: Mapping[Any, Any] = field(default_factory=dict)

    @cached_property
    def now(self) -> dt.datetime:
        return clock.now()

    @cached_property
    def today(self) -> dt.date:
        return clock.today()


Taker = Callable[[Values], Any]


@dataclass(frozen=True)
class Place:
    """One place in the text. ``many``: as many values as there are; on PostgreSQL one array."""

    before: str
    take: Taker
    many: bool = False


class Template:
    """Written with stand-ins, filled with values."""

    def __init__(self, sql: str, params: tuple[Any, ...], names: Mapping[Any, Any]) -> None:
        """``names``: stand-in, as the database takes it, to name.

        Raises ValueError when a stand-in has been made into something else on the way.
        """
        self._names = names
        self._arrays = connection.vendor == "postgresql"
        self.used: set[Any] = set()
        self._places = list(self._split(sql, iter(params)))
        self._text = "".join(place.before for place in self._places) + self._rest
        self._is_fixed = self._arrays or not any(place.many for place in self._places)

    def fill(self, values: Values) -> tuple[str, tuple[Any, ...]]:
        """The statement and its parameters for these values."""
        if self._is_fixed:
            return self._text, tuple([place.take(values) for place in self._places])
        text, params = [], []
        for place in self._places:
            taken = place.take(values)
            text.append(place.before)
            if place.many:
                text.append("IN (" + ", ".join(["%s"] * len(taken)) + ")")
                params += taken
            else:
                params.append(taken)
        return "".join(text) + self._rest, tuple(params)

    def _split(self, sql: str, params: Iterator[Any]) -> Iterator[Place]:
        end = 0
        for found in _PLACES.finditer(sql):
            if found.group() == "%%":
                continue
            before, end = sql[end : found.start()], found.end()
            here = [next(params) for _ in range(found.group().count("%s"))]
            if len(here) > 1 or found.group() != "%s":
                yield from self._list(before, here)
            else:
                yield Place(before + "%s", self._one(here[0]))
        self._rest = sql[end:]

    def _list(self, before: str, here: list[Any]) -> Iterator[Place]:
        """A list that holds a stand-in takes as many values as there are, each once."""
        if not any(self._is_named(param) for param in here):
            for number, param in enumerate(here):
                opening = before + "IN (" if number == 0 else ""
                closing = ")" if number == len(here) - 1 else ", "
                # the comma stands behind its place: it is the next text's beginning
                yield Place(opening + "%s" + closing, self._one(param))
            return
        takes = [self._many(param) for param in here]
        array = _array_of(here) if self._arrays else ""
        text = before + (f"= ANY(%s::{array})" if self._arrays else "")
        yield Place(text, _union(takes), many=True)

    def _one(self, param: Any) -> Taker:
        if self._is_named(param):
            name = self._names[param]
            self.used.add(name)
            return lambda values: _single(values.named[name])
        if since := since_stand_in(param):
            clock_name, offset = since
            return lambda values: adapted(getattr(values, clock_name) + offset)
        if isinstance(param, int) and FIRST_NUMBER <= param <= LAST_NUMBER:
            message = "a number was computed from a stand-in"
            raise ValueError(message)
        return lambda _values: param

    def _many(self, param: Any) -> Taker:
        if not self._is_named(param):
            return lambda _values: [param]
        name = self._names[param]
        self.used.add(name)
        return lambda values: values.named[name]

    def _is_named(self, param: Any) -> bool:
        return isinstance(param, int | str | uuid.UUID | dt.date) and param in self._names


def _array_of(params: list[Any]) -> str:
    """The database's type of a list; the driver has types of its own below ``int``."""
    kinds = (kind for param in params for kind in _ARRAYS if isinstance(param, kind))
    return _ARRAYS[next(kinds)]


def _single(value: Any) -> Any:
    if isinstance(value, list):
        message = "a list stands where one value is wanted"
        raise TypeError(message)
    return value


def _union(takes: list[Taker]) -> Taker:
    def take(values: Values) -> list[Any]:
        taken: set[Any] = set()
        for each in takes:
            one = each(values)
            taken.update(one if isinstance(one, list) else [one])
        return sorted(taken)

    return take
