"""A statement kept with what makes objects of its rows."""

import copy
from typing import Any

from django.db import connection
from django.db.models import prefetch_related_objects
from django.db.transaction import TransactionManagementError

from schools.statements.template import Template

Queryset = Any  # a QuerySet, whose inner side Django's stubs do not know


class Statement:
    """A queryset's statement, kept with what makes objects of its rows."""

    def __init__(self, queryset: Queryset, names: dict[Any, Any]) -> None:
        """Raises EmptyResultSet for a queryset that can find nothing."""
        self._queryset = queryset
        self._compiler: Any = queryset.query.get_compiler(connection=connection)
        sql, params = self._compiler.as_sql()
        self.template = Template(sql, params, names)
        columns = self._compiler.select[: self._compiler.col_count]
        self._converters = self._compiler.get_converters([column[0] for column in columns])

    def rows(self, sql: str, params: tuple[Any, ...]) -> list[Any]:
        """Run the statement as filled in; objects are made as the queryset would make them."""
        self._check_locking()
        # Compiler and query are Django's own, already set up: copied, since the connection and
        # the text belong to this call.
        compiler = copy.copy(self._compiler)
        compiler.connection = connection
        compiler.as_sql = lambda *_args, **_kwargs: (sql, params)
        compiler.get_converters = lambda _columns: self._converters
        query = copy.copy(self._queryset.query)
        query.get_compiler = lambda *_args, **_kwargs: compiler
        bound = type(self._queryset)(self._queryset.model, query=query, using=connection.alias)
        bound._fields = self._queryset._fields
        rows: list[Any] = list(self._queryset._iterable_class(bound))
        if rows and self._queryset._prefetch_related_lookups:
            prefetch_related_objects(rows, *self._queryset._prefetch_related_lookups)
        return rows

    def _check_locking(self) -> None:
        """Django's own guard sits where the text is made, which is done once."""
        locks = self._queryset.query.select_for_update
        if locks and connection.features.has_select_for_update and connection.get_autocommit():
            message = "rows can only be locked inside a transaction"
            raise TransactionManagementError(message)
