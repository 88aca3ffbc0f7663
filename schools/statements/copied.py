"""Writing as many rows as a query finds, without fetching them: INSERT … SELECT."""

from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import F, Model, QuerySet, Value


def insert_from(found: QuerySet[Any], blank: Model, **columns: str) -> int:
    """One row as ``blank`` for each that is found, with these of its fields from the found's.

    What a unique constraint has already is left as it is. Answers how many were written. No
    signals. Fields that are None in ``blank`` are left to the database.
    """
    model, quote = type(blank), connection.ops.quote_name
    named: dict[str, Any] = {}
    fields: tuple[Any, ...] = tuple(model._meta.local_concrete_fields)
    for field in fields:
        if field.name in columns:
            named[str(field.column)] = F(columns[field.name])
        elif (value := getattr(blank, field.attname)) is not None:
            plain = field.target_field if field.remote_field else field
            named[str(field.column)] = Value(value, output_field=plain)
    try:
        sql, params = _selecting(found, list(named.values()))
    except EmptyResultSet:
        return 0
    written = ", ".join(quote(column) for column in named)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {quote(model._meta.db_table)} ({written}) {sql} ON CONFLICT DO NOTHING",
            params,
        )
        return int(cursor.rowcount)


def _selecting(found: QuerySet[Any], columns: list[Any]) -> tuple[str, tuple[Any, ...]]:
    names = [f"column_{place}" for place in range(len(columns))]
    rows = found.annotate(**dict(zip(names, columns, strict=True))).values_list(*names)
    sql, params = rows.query.get_compiler(connection=connection).as_sql()
    return str(sql), tuple(params)
