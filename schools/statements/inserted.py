"""Writing a row with a statement that is written once a table and set of fields."""

from functools import cache
from typing import Any, cast

from django.db import DatabaseError, connection
from django.db.models import Field, Model
from django.db.models.constants import OnConflict
from django.db.models.sql import InsertQuery

from schools.statements.together import Change, all_fields, gathers

_Fields = tuple["Field[Any, Any]", ...]
# Of this transaction alone, in the statement itself: a pool hands connections to others.
_IN_HASTE = " AND set_config('synchronous_commit', 'off', true) = 'off'"


def insert(row: Model, *, unless_there: bool = False) -> bool:
    """Write a new row as ``save()`` would, with SQL that is kept, and give it its key.

    ``unless_there``: False is answered, and nothing written, when a unique constraint has such a
    row; one that another transaction has not committed yet is waited for. No signals: nothing
    of ours listens to saving. Values only, no expressions. In a block of ``together`` it is
    written with the others, when the block ends.
    """
    if not unless_there and gathers(Change(row, all_fields(type(row)))):
        return True
    on_conflict = OnConflict.IGNORE if unless_there else None
    sql, fields = _insertion(type(row), connection.vendor, on_conflict)
    with connection.cursor() as cursor:
        cursor.execute(sql, _values(row, fields))
        written = cursor.fetchone()
    if written is None:
        return False
    row.pk, row._state.adding, row._state.db = written[0], False, connection.alias
    return True


def upsert(row: Model, *, unique: tuple[str, ...], update: tuple[str, ...]) -> None:
    """Write a row, or these fields of the row that has the same ``unique`` fields already."""
    told_by, changed = _named(type(row), unique), _named(type(row), update)
    if gathers(Change(row, all_fields(type(row)), unique=told_by, changed=changed)):
        return
    sql, fields = _insertion(type(row), connection.vendor, OnConflict.UPDATE, unique, update)
    with connection.cursor() as cursor:
        cursor.execute(sql, _values(row, fields))
        row.pk = cursor.fetchone()[0]
    row._state.adding, row._state.db = False, connection.alias


def update(row: Model, *names: str) -> None:
    """Write these fields of a row that is known to be there, as ``save(update_fields=names)``."""
    if gathers(Change(row, _named(type(row), names), is_new=False)):
        return
    sql, fields = _update(type(row), connection.vendor, names)
    with connection.cursor() as cursor:
        cursor.execute(sql, [*_values(row, fields, add=False), _key(row)])
        if not cursor.rowcount:
            message = "the row to update is gone"
            raise DatabaseError(message)


def update_if(row: Model, *names: str, was: tuple[str, Any], in_haste: bool = False) -> bool:
    """The same as far as one other field is still what it ``was``: its name and value.

    The field may be among those that are written. False, and nothing written, when it is not.
    ``in_haste``: come back before the row is on disk; lost when PostgreSQL itself breaks down.
    """
    sql, fields = _update(type(row), connection.vendor, names)
    [field] = _named(type(row), was[:1])
    # known to both databases, and true of two nulls
    sql += f" AND {connection.ops.quote_name(str(field.column))} IS NOT DISTINCT FROM %s"
    if in_haste and connection.vendor == "postgresql":
        sql += _IN_HASTE
    value = field.get_db_prep_save(was[1], connection)
    with connection.cursor() as cursor:
        cursor.execute(sql, [*_values(row, fields, add=False), _key(row), value])
        return bool(cursor.rowcount)


def _values(row: Model, fields: _Fields, *, add: bool = True) -> list[Any]:
    return [field.get_db_prep_save(field.pre_save(row, add), connection) for field in fields]


def _key(row: Model) -> Any:
    return row._meta.pk.get_db_prep_save(row.pk, connection)


@cache
def _insertion(
    model: type[Model],
    _vendor: str,
    on_conflict: OnConflict | None,
    unique: tuple[str, ...] = (),
    update: tuple[str, ...] = (),
) -> tuple[str, _Fields]:
    fields = all_fields(model)
    changed, told_by = _named(model, update), _named(model, unique)
    query: Any = InsertQuery(
        model, on_conflict=on_conflict, update_fields=changed, unique_fields=told_by
    )
    query.insert_values(fields, [model()])
    compiler = query.get_compiler(connection=connection)
    compiler.returning_fields = [model._meta.pk]
    [(sql, _params)] = compiler.as_sql()
    return sql, fields


@cache
def _update(model: type[Model], _vendor: str, names: tuple[str, ...]) -> tuple[str, _Fields]:
    # Django's own writer makes NULL a part of the text: no text for all values
    fields, quote = _named(model, names), connection.ops.quote_name
    columns = ", ".join(f"{quote(str(field.column))} = %s" for field in fields)
    table, key = quote(model._meta.db_table), quote(str(model._meta.pk.column))
    return f"UPDATE {table} SET {columns} WHERE {key} = %s", fields  # noqa: S608 - our own names


def _named(model: type[Model], names: tuple[str, ...]) -> _Fields:
    return tuple(cast("Field[Any, Any]", model._meta.get_field(name)) for name in names)
