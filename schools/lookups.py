"""``pk__among=keys``: as ``pk__in``, for keys by the hundred."""

from typing import Any

from django.db.models import ForeignObject, IntegerField
from django.db.models.fields.related_lookups import RelatedIn
from django.db.models.lookups import In


class _OneParameter(In):
    """On PostgreSQL the keys are one parameter.

    A thousand of ``__in`` are a thousand places in the text, which Django writes, psycopg reads
    and PostgreSQL parses anew: 10 ms of a processor. SQLite has no lists. For columns that an
    index finds: where rows are found by something else first, PostgreSQL goes through the whole
    array for each of them.
    """

    lookup_name = "among"

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """``= ANY`` of an array; where nothing can be found, Django is told as by ``__in``."""
        _text, keys = self.process_rhs(compiler, connection)
        column, params = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s::bigint[])", (*params, list(keys))


@IntegerField.register_lookup
class Among(_OneParameter):
    """Of a key."""


@ForeignObject.register_lookup
class RelatedAmong(_OneParameter, RelatedIn):
    """Of a key of something else."""
