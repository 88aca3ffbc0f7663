"""Several rows in one trip to the database: each statement by itself costs more than its row."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.db import DatabaseError, connection
from django.db.models import Field, Model

_Fields = tuple["Field[Any, Any]", ...]


@dataclass(frozen=True)
class Change:
    """One row to be written: ``unique`` and ``changed`` make it an upsert.

    ``is_new`` False: the row is there, and only ``fields`` of it are written.
    """

    row: Model
    fields: _Fields
    is_new: bool = True
    unique: _Fields = ()
    changed: _Fields = ()

    @property
    def shape(self) -> "_Shape":
        """All that its text depends on."""
        model, has_key = type(self.row), self.row.pk is not None
        return model, self.fields, self.is_new, has_key, self.unique, self.changed

    def values(self) -> list[Any]:
        """In the order of the text's places."""
        of_row = [
            each.get_db_prep_save(each.pre_save(self.row, self.is_new), connection)
            for each in self.fields
        ]
        return of_row if self.row.pk is None else [*of_row, self.row.pk]


_Shape = tuple[type[Model], _Fields, bool, bool, _Fields, _Fields]


@dataclass
class Block:
    """What an open block has gathered; ``written`` after it: the first row was new."""

    first: Model | None
    changes: list[Change] = field(default_factory=list)
    written: bool = False


_open: ContextVar[Block | None] = ContextVar("open block", default=None)


def gathers(change: Change) -> bool:
    """Whether an open block has taken this change."""
    block = _open.get()
    if block is not None:
        block.changes.append(change)
    return block is not None


@contextmanager
def together(first: Model | None = None) -> Iterator[Block]:
    """Rows inserted, upserted and updated in this block are written at its end, all at once.

    ``first``: a new row that has its key already (``reserve``); when a unique constraint has
    such a row, nothing of the block is written, and ``written`` is False. New rows get their
    keys when the block ends. On PostgreSQL they see the rows as they were before the block, and
    no row may be written twice; references are checked at the commit.
    """
    block = Block(first)
    if first is not None:
        block.changes.append(Change(first, all_fields(type(first))))
    token = _open.set(block)
    try:
        yield block
    finally:
        _open.reset(token)
    block.written = _write(block)


def reserve(model: type[Model]) -> int:
    """The key of a row to come, taken for good. SQLite: until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(_next_key(), [model._meta.db_table])
        return int(cursor.fetchone()[0])


def all_fields(model: type[Model]) -> _Fields:
    """The columns that a new row is given values for, without its key."""
    return tuple(
        each
        for each in model._meta.local_concrete_fields
        if not each.primary_key and not each.generated
    )


def _next_key() -> str:
    if connection.vendor == "postgresql":
        return "SELECT nextval(pg_get_serial_sequence(%s, 'id'))"
    # one writer at a time
    return "SELECT coalesce(max(seq), 0) + 1 FROM sqlite_sequence WHERE name = %s"


def _write(block: Block) -> bool:
    keys = _keys(block) if block.changes else []
    if block.first is not None and keys[0] is None:
        return False
    for change, key in zip(block.changes, keys, strict=True):
        if key is None:
            message = "a row to update is gone"
            raise DatabaseError(message)
        change.row.pk, change.row._state.adding = key, False
        change.row._state.db = connection.alias
    return True


def _keys(block: Block) -> list[int | None]:
    """Write, and give each row's key; None for what was not written."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            shapes = tuple(change.shape for change in block.changes)
            values = [value for change in block.changes for value in change.values()]
            cursor.execute(_text(shapes, has_first=block.first is not None), values)
            return list(cursor.fetchone())
        return _one_by_one(block, cursor)


def _one_by_one(block: Block, cursor: Any) -> list[int | None]:
    keys: list[int | None] = []
    for change in block.changes:
        is_first = change.row is block.first
        cursor.execute(_statement(change.shape, is_first=is_first), change.values())
        found = cursor.fetchone()
        keys.append(found[0] if found else None)
        if is_first and found is None:
            break
    return keys


@cache
def _text(shapes: tuple[_Shape, ...], *, has_first: bool) -> str:
    """All of them in one statement; what follows the first depends on it."""
    quote = connection.ops.quote_name
    named = [
        f"{quote(f's{number}')} AS ({_statement(shape, **_place(number, has_first))})"
        for number, shape in enumerate(shapes)
    ]
    keys = [f"(SELECT id FROM {quote(f's{number}')})" for number in range(len(shapes))]  # noqa: S608
    return f"WITH {', '.join(named)} SELECT {', '.join(keys)}"


def _place(number: int, has_first: bool) -> dict[str, bool]:
    return {"is_first": has_first and number == 0, "follows": has_first and number > 0}


def _statement(shape: _Shape, *, is_first: bool = False, follows: bool = False) -> str:
    is_new, unique, changed = shape[2], *shape[4:]
    if not is_new:
        return _update(shape, follows=follows)
    conflict = " ON CONFLICT DO NOTHING" if is_first else _conflict(unique, changed)
    return _insertion(shape, conflict, follows=follows)


def _update(shape: _Shape, *, follows: bool) -> str:
    model, fields, *_ = shape
    quote, key = connection.ops.quote_name, _key(model)
    columns = ", ".join(f"{quote(str(each.column))} = %s" for each in fields)
    where = f"{key} = %s" + (f" AND {_FIRST_IS_THERE}" if follows else "")
    table = quote(model._meta.db_table)
    return f"UPDATE {table} SET {columns} WHERE {where} RETURNING {key} AS id"  # noqa: S608


def _insertion(shape: _Shape, conflict: str, *, follows: bool) -> str:
    model, fields, _is_new, has_key, *_ = shape
    quote = connection.ops.quote_name
    given = (*fields, model._meta.pk) if has_key else fields
    columns = ", ".join(quote(str(each.column)) for each in given)
    values = ", ".join(_place_for(each) for each in given)
    # "true": else SQLite takes ON for a join's
    where = _FIRST_IS_THERE if follows else "true"
    return (
        f"INSERT INTO {quote(model._meta.db_table)} ({columns}) SELECT {values} WHERE {where}"
        f"{conflict} RETURNING {_key(model)} AS id"
    )


def _key(model: type[Model]) -> str:
    return connection.ops.quote_name(str(model._meta.pk.column))


_FIRST_IS_THERE = 'EXISTS (SELECT 1 FROM "s0")'


def _conflict(unique: _Fields, changed: _Fields) -> str:
    if not unique:
        return ""
    quote = connection.ops.quote_name
    told_by = ", ".join(quote(str(each.column)) for each in unique)
    names = [quote(str(each.column)) for each in changed]
    new = ", ".join(f"{name} = excluded.{name}" for name in names)
    return f" ON CONFLICT ({told_by}) DO UPDATE SET {new}"


def _place_for(field: "Field[Any, Any]") -> str:
    """Where a value goes. PostgreSQL must be told of what type it is.

    Without the length: a cast would cut what is too long, where the column refuses it.
    """
    if connection.vendor != "postgresql":
        return "%s"
    kind = field.rel_db_type(connection) if field.primary_key else field.db_type(connection)
    return f"CAST(%s AS {str(kind).partition('(')[0]})"
