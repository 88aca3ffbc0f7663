"""An exclusion constraint that is there on PostgreSQL and absent elsewhere."""

from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.operations import BtreeGistExtension
from django.db import DEFAULT_DB_ALIAS
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import DateTimeField, F, Func, Model, Q


class TsTzRange(Func):
    """Half-open range of two moments; no range column is stored."""

    function = "TSTZRANGE"
    output_field = DateTimeField()


class ExclusionOnPostgres(ExclusionConstraint):
    """``EXCLUDE USING gist`` where the database knows it; SQLite has triggers instead."""

    def constraint_sql(self, model: Any, schema_editor: Any) -> Any:
        return super().constraint_sql(model, schema_editor) if _knows(schema_editor) else None

    def create_sql(self, model: Any, schema_editor: Any) -> Any:
        return super().create_sql(model, schema_editor) if _knows(schema_editor) else None

    def remove_sql(self, model: Any, schema_editor: Any) -> Any:
        return super().remove_sql(model, schema_editor) if _knows(schema_editor) else None

    def validate(
        self,
        model: type[Model],
        instance: Model,
        exclude: Any = None,
        using: str = DEFAULT_DB_ALIAS,
    ) -> None:
        """Checked by the database alone: asking first scans the whole time slice."""


def _knows(schema_editor: BaseDatabaseSchemaEditor) -> bool:
    return schema_editor.connection.vendor == "postgresql"


def one_at_a_time(name: str) -> ExclusionOnPostgres:
    """Constraint: active exclusive claims on one bookable never overlap, turnaround included.

    The operators are plain strings: ``django.contrib.postgres.fields`` needs psycopg.
    """
    return ExclusionOnPostgres(
        name=name,
        expressions=[
            (F("bookable"), "="),
            (TsTzRange(F("starts"), F("blocked_until")), "&&"),
        ],
        condition=Q(state="active", exclusive=True),
    )


class BtreeGist(BtreeGistExtension):
    """The extension that the constraint needs; nothing elsewhere, in both directions."""

    def database_backwards(
        self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any
    ) -> None:
        if _knows(schema_editor):
            super().database_backwards(app_label, schema_editor, from_state, to_state)
