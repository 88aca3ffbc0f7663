"""The words of messages, kept findable by the database itself; withdrawn ones are not in it.

On PostgreSQL a column that is computed when a row is written (migration 0004), with Norwegian
stems. On SQLite a full-text table that refers to the messages, kept by triggers and put up after
every ``migrate``: SQLite loses triggers when Django remakes a table. It knows no stems.
"""

from typing import Any

# PostgreSQL's parser would take what holds these for addresses, paths, negative numbers and tags,
# and "mandag/tirsdag" for one word. Also the marks: no text holds them when it is searched.
MARK, UNMARK = "\x02", "\x03"
SEPARATORS = f"./-_@:~&<>#+*=|\\{MARK}{UNMARK}"
INDEX, TABLE = "message_words", "messaging_words"
TRIGGERS = tuple(f"{TABLE}_{event}" for event in ("insert", "update", "delete"))

_CREATE = (
    f"CREATE VIRTUAL TABLE IF NOT EXISTS {TABLE} USING fts5("
    "body, content='messaging_message', content_rowid='id',"
    " tokenize='unicode61 remove_diacritics 0')"
)
_FORGET = f"""INSERT INTO {TABLE}({TABLE}, rowid, body)
    SELECT 'delete', OLD.id, OLD.body WHERE OLD.withdrawn_at IS NULL;"""
_KEEP = f"""INSERT INTO {TABLE}(rowid, body)
    SELECT NEW.id, NEW.body WHERE NEW.withdrawn_at IS NULL;"""
_EVENTS = {
    "INSERT": _KEEP,
    "UPDATE OF id, body, withdrawn_at": _FORGET + _KEEP,
    "DELETE": _FORGET,
}
_EMPTY = f"INSERT INTO {TABLE}({TABLE}) VALUES ('delete-all')"  # noqa: S608
_FILL = f"""INSERT INTO {TABLE}(rowid, body)
    SELECT id, body FROM messaging_message WHERE withdrawn_at IS NULL"""  # noqa: S608


def install(connection: Any) -> None:
    """Put up what SQLite lacks; read all messages again when anything was missing."""
    if connection.vendor != "sqlite" or set(TRIGGERS) <= installed(connection):
        return
    remove_triggers(connection)
    _run(connection, [_CREATE, *_triggers(), _EMPTY, _FILL])


def installed(connection: Any) -> set[str]:
    """Names of the triggers that are there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        return {name for (name,) in cursor.fetchall()} & set(TRIGGERS)


def remove_triggers(connection: Any) -> None:
    """As a remake of the table does; SQLite only."""
    _run(connection, [f"DROP TRIGGER IF EXISTS {name}" for name in TRIGGERS])


def _triggers() -> list[str]:
    return [
        f"CREATE TRIGGER {name} AFTER {event} ON messaging_message BEGIN {body} END"
        for name, (event, body) in zip(TRIGGERS, _EVENTS.items(), strict=True)
    ]


def _run(connection: Any, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
