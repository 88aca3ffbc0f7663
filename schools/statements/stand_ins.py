"""Values that stand in for what a statement is filled in with later.

A stand-in has the type of the real value, so that fields and lookups treat it in the same way,
and is nothing that occurs by itself: 32,000 and a little more, a moment of the year 1000.
"""

import datetime as dt
import uuid
from typing import Any

from django.db import connection

# A Sunday in the middle of a month at an odd time: what is computed from it in another way than
# "so many hours later" (the day's beginning, the week's Monday) is told from it, since it would
# not move with the clock in the same way.
MOMENT = dt.datetime(1000, 6, 15, 10, 17, 23, 456789, tzinfo=dt.UTC)
DAY = dt.date(1000, 6, 15)
# Fits the smallest columns: where a number does not fit, Django finds that nothing can match.
FIRST_NUMBER, LAST_NUMBER = 32_000, 32_767
# Neighbours lie apart: one more than a stand-in, or the day after it, is nothing's stand-in.
APART, _DAYS_APART = 7, dt.timedelta(days=400)
_FIRST_UUID = 0xFEED << 112
_FIRST_MOMENT = dt.datetime(1200, 1, 1, tzinfo=dt.UTC)
LAST_MOMENT = dt.datetime(1300, 1, 1, tzinfo=dt.UTC)

_COMPUTED = "{} was computed from the clock or a value: give it as a value"


def stand_in_for(value: Any, number: int) -> Any:
    """Something of the same type; for a list, a list of one. Raises TypeError for other types."""
    if isinstance(value, list | tuple | set | frozenset):
        return [stand_in_for(next(iter(value)), number)]
    if isinstance(value, int):
        return FIRST_NUMBER + APART * number
    if isinstance(value, str):
        return f"stand-in {number}"
    if isinstance(value, uuid.UUID):
        return uuid.UUID(int=_FIRST_UUID + number)
    if isinstance(value, dt.datetime):
        return _FIRST_MOMENT + _DAYS_APART * number
    if isinstance(value, dt.date):
        return (_FIRST_MOMENT + _DAYS_APART * number).date()
    message = f"nothing stands in for {type(value).__name__}"
    raise TypeError(message)


def adapted(value: Any) -> Any:
    """The value as this database takes it as a parameter; SQLite has no moments and UUIDs."""
    if isinstance(value, uuid.UUID):
        return value if connection.features.has_native_uuid_field else value.hex
    if isinstance(value, dt.datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, dt.date):
        return connection.ops.adapt_datefield_value(value)
    return value


def since_stand_in(param: Any) -> tuple[str, dt.timedelta] | None:
    """How far a parameter lies from the stand-in for "now" or "today"; None for other values.

    Raises ValueError for a moment that was computed from a stand-in in another way.
    """
    value = _moment_or_day(param)
    if value is None:
        return None
    if isinstance(value, dt.datetime):
        aware = value if value.tzinfo else value.replace(tzinfo=dt.UTC)
        if aware >= LAST_MOMENT:
            return None
        if (aware - MOMENT) % dt.timedelta(hours=1):
            raise ValueError(_COMPUTED.format(value))
        return "now", aware - MOMENT
    if value != DAY and value < LAST_MOMENT.date():
        raise ValueError(_COMPUTED.format(value))
    return ("today", value - DAY) if value == DAY else None


def _moment_or_day(param: Any) -> dt.date | None:
    if isinstance(param, dt.date):
        return param
    if isinstance(param, str) and param.startswith(("09", "10", "12")) and param[4:5] == "-":
        parse = dt.date.fromisoformat if len(param) == len("1000-06-15") else None
        return parse(param) if parse else dt.datetime.fromisoformat(param)
    return None
