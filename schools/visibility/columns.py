"""Columns of ids, one per reason, put together."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

Column = QuerySet[Any, Any]


def either(columns: Sequence[Column]) -> Column:
    """Ids in any of these columns (at least one).

    A union is found from its reasons, through their indexes. The same reasons as conditions
    joined by OR make the database look at every row there is: 65,000 people at each message.
    """
    first, *others = [column.order_by() for column in columns]
    return first.union(*others) if others else first


def among(column: Column, keys: Sequence[int]) -> Column:
    """The column as far as it holds these: asked of each reason, not of all that it finds."""
    [name] = column.query.values_select
    return column.filter(**{f"{name}__among": keys})
