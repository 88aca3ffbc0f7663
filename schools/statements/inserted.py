"""Writing a row with a statement that is written once a table."""

from functools import cache
from typing import Any

from django.db import connection
from django.db.models import Field, Model
from django.db.models.constants import OnConflict
from django.db.models.sql import InsertQuery

_Fields = tuple["Field[Any, Any]", ...]


def insert(row: Model, *, unless_there: bool = False) -> bool:
    """Write a new row as ``save()`` would, with SQL that is kept, and give it its key.

    ``unless_there``: False is answered, and nothing written, when a unique constraint has such a
    row; one that another transaction has not committed yet is waited for. No signals: nothing
    of ours listens to saving. Values only, no expressions.
    """
    sql, fields = _insertion(type(row), connection.vendor, unless_there)
    params = [field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        written = cursor.fetchone()
    if written is None:
        return False
    row.pk, row._state.adding, row._state.db = written[0], False, connection.alias
    return True


@cache
def _insertion(model: type[Model], _vendor: str, unless_there: bool) -> tuple[str, _Fields]:
    fields = tuple(field for field in model._meta.local_concrete_fields if not field.primary_key)
    query: Any = InsertQuery(model, on_conflict=OnConflict.IGNORE if unless_there else None)
    query.insert_values(fields, [model()])
    compiler = query.get_compiler(connection=connection)
    compiler.returning_fields = [model._meta.pk]
    [(sql, _params)] = compiler.as_sql()
    return sql, fields
