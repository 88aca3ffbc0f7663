"""How PostgreSQL plans what comes next in a transaction."""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from django.db import connection, transaction
from django.db.models import Model

from schools.statements.together import reserve


def plan_once(reserving: type[Model]) -> int:
    """Until this transaction ends, prepared statements keep one plan, whatever their values.

    Left to itself PostgreSQL plans a statement with large estimates anew each time: for the
    readers of a message 1.7 ms, where running it takes 0.6. For transactions that ask by key and
    index only, where the values do not change what the best plan is. On the same trip a key is
    taken for the row they will write (``reserve``); on SQLite that is all.
    """
    if connection.vendor != "postgresql":
        return reserve(reserving)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')),"
            " set_config('plan_cache_mode', 'force_generic_plan', true)",
            [reserving._meta.db_table],
        )
        return int(cursor.fetchone()[0])


@contextmanager
def planned_once() -> Iterator[None]:
    """The same for statements of this block that only read: where planning outweighs running.

    A transaction of its own, or a part of the caller's, which plans as before when it ends.
    """
    if connection.vendor != "postgresql":
        yield
        return
    is_part = connection.in_atomic_block
    with nullcontext() if is_part else transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('plan_cache_mode', 'force_generic_plan', true)")
        yield
        if is_part:
            cursor.execute("SELECT set_config('plan_cache_mode', 'auto', true)")


@contextmanager
def planned_anew() -> Iterator[None]:
    """Statements in this block are planned for the values they have; for what is read only.

    For those whose best way depends on how often a word occurs. Rows are taken to be in memory,
    where one by its key costs hardly more than the next one. Compiling the plan (``jit``) would
    cost more than running it. Nothing on SQLite, where a transaction keeps writers out.
    """
    if connection.vendor != "postgresql":
        yield
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('plan_cache_mode', 'force_custom_plan', true),"
            " set_config('jit', 'off', true), set_config('random_page_cost', '1.1', true)"
        )
        yield
