"""Words of messages, found by an index; the database keeps them itself.

PostgreSQL only: on SQLite a full-text table does the same, see ``messaging/models/words.py``.
No field of the model, so that nothing reads or writes the column by accident.
"""

from typing import Any

from django.db import migrations

# As in messaging/models/words.py: what the parser would take for addresses, paths and tags,
# and the two marks that stand around a word that was found.
_SEPARATORS = "./-_@:~&<>#+*=|\\\x02\x03"
_BODY = f"translate(body, '{_SEPARATORS}', '{' ' * len(_SEPARATORS)}')"

_COLUMN = f"""
ALTER TABLE messaging_message ADD COLUMN words tsvector GENERATED ALWAYS AS (
    CASE WHEN withdrawn_at IS NULL THEN to_tsvector('norwegian'::regconfig, {_BODY}) END
) STORED
"""
_INDEX = "CREATE INDEX message_words ON messaging_message USING gin (words)"


def _add(_apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        for statement in (_COLUMN, _INDEX):
            schema_editor.execute(statement, params=None)


def _remove(_apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE messaging_message DROP COLUMN words", params=None)


class Migration(migrations.Migration):
    dependencies = [("messaging", "0007_homes_closed")]
    operations = [migrations.RunPython(_add, _remove, elidable=False)]
