"""Every statement that is filled in during a test is compared with the one written anew.

A statement written once is right when, filled in, it is what the function would have built for
these very arguments. This is asked in the whole suite, of each statement at its first hundred
uses in a process: the number in the menu stands on every page.
"""

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable
from typing import Any

from schools.statements import written

_LISTS = re.compile(r"IN \(%s(?:, %s)*\)|= ANY\(%s::[a-z]+\[\]\)|%s")
MOST_COMPARED = 100
_uses: Counter[str] = Counter()
_CLOCK_MOVES = dt.timedelta(minutes=2)


def compare(
    build: Callable[..., Any], arguments: dict[str, Any], filled: tuple[str, tuple[Any, ...]]
) -> None:
    """Raises AssertionError when the filled in statement differs from the plain one."""
    _uses[filled[0]] += 1
    if _uses[filled[0]] > MOST_COMPARED:
        return
    plain = build(**arguments).query.sql_with_params()
    found, wanted = _parts(*filled), _parts(*plain)
    same = len(found) == len(wanted) and all(map(_same, found, wanted))
    assert same, f"{build.__qualname__} was filled in with something else:\n{filled}\n{plain}"


def watch() -> None:
    """From now on, in this process."""
    written.observers.append(compare)


def _parts(sql: str, params: tuple[Any, ...]) -> list[Any]:
    """The text between places, and what stands in each; a list without order."""
    parts: list[Any] = []
    end, values = 0, iter(params)
    for place in _LISTS.finditer(sql):
        parts.append(sql[end : place.start()])
        end = place.end()
        taken = [next(values) for _ in range(place.group().count("%s"))]
        if "ANY" in place.group():
            taken = list(taken[0])
        parts.append(taken[0] if place.group() == "%s" else sorted(set(taken), key=repr))
    return [*parts, sql[end:]]


def _same(found: Any, wanted: Any) -> bool:
    if found == wanted:
        return True
    moments = [_moment(found), _moment(wanted)]
    return None not in moments and abs(moments[0] - moments[1]) < _CLOCK_MOVES


def _moment(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return value
    try:
        return dt.datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
