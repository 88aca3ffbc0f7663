"""The database's own refusal of too many promises, should a writer ever bypass the action.

One condition on both engines: at no start inside the new claim may the active
claims, itself included, exceed the capacity (the maximum is reached at some
start). It fires only when a claim grows, so that what was promised before a
device broke can still be shortened, returned and cancelled.

Installed after every ``migrate``: SQLite loses triggers when Django remakes a table.
Overdue loans are left to the action: what they occupy depends on the time of asking.
"""

from typing import Any

POSTGRES_TRIGGER = "devices_claim_capacity"
SQLITE_TRIGGERS = ("devices_claim_capacity_insert", "devices_claim_capacity_update")

_PEAK = """
    SELECT COALESCE(MAX((
        SELECT SUM(o.qty) FROM devices_claim o
        WHERE o.bookable_id = NEW.bookable_id AND o.state = 'active' AND o.id <> {own}
          AND o.starts <= t.at AND o.blocked_until > t.at
    )), 0) FROM (
        SELECT NEW.starts AS at
        UNION SELECT s.starts FROM devices_claim s
        WHERE s.bookable_id = NEW.bookable_id AND s.state = 'active'
          AND s.starts > NEW.starts AND s.starts < NEW.blocked_until
    ) t
"""

_GROWS = """NEW.state = 'active' AND (
    OLD.state <> 'active' OR OLD.bookable_id <> NEW.bookable_id OR OLD.qty < NEW.qty
    OR OLD.starts > NEW.starts OR OLD.blocked_until < NEW.blocked_until)"""

# The row lock makes two writers without the action's lock queue here, and each
# statement of the function sees what the one before has committed.
_POSTGRES = f"""
CREATE OR REPLACE FUNCTION {POSTGRES_TRIGGER}() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE held integer; room integer;
BEGIN
    IF TG_OP = 'UPDATE' AND NOT ({_GROWS}) THEN RETURN NULL; END IF;
    SELECT capacity INTO room FROM devices_bookable
        WHERE id = NEW.bookable_id FOR NO KEY UPDATE;
    SELECT p INTO held FROM ({_PEAK.format(own="NEW.id")}) AS peak(p);
    IF held + NEW.qty > room THEN
        RAISE EXCEPTION 'overbooked' USING ERRCODE = 'exclusion_violation';
    END IF;
    RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS {POSTGRES_TRIGGER} ON devices_claim;
CREATE CONSTRAINT TRIGGER {POSTGRES_TRIGGER} AFTER INSERT OR UPDATE ON devices_claim
    FOR EACH ROW WHEN (NEW.state = 'active') EXECUTE FUNCTION {POSTGRES_TRIGGER}();
"""  # noqa: S608 (constants of this module)

_SQLITE_REFUSAL = """
BEGIN
    SELECT RAISE(ABORT, 'overbooked')
    WHERE NEW.qty + ({peak}) > (SELECT capacity FROM devices_bookable WHERE id = NEW.bookable_id);
END
"""


def install(connection: Any) -> None:
    """Put the nets up, again if need be."""
    statements = [_POSTGRES] if connection.vendor == "postgresql" else _for_sqlite()
    _run(connection, statements)


def remove(connection: Any) -> None:
    """Take the nets down; only for the tests that show what they are for."""
    if connection.vendor == "postgresql":
        _run(connection, [f"DROP TRIGGER IF EXISTS {POSTGRES_TRIGGER} ON devices_claim"])
    else:
        _run(connection, [f"DROP TRIGGER IF EXISTS {name}" for name in SQLITE_TRIGGERS])


def _for_sqlite() -> list[str]:
    inserting, updating = SQLITE_TRIGGERS
    return [
        f"DROP TRIGGER IF EXISTS {inserting}",
        f"DROP TRIGGER IF EXISTS {updating}",
        _sqlite_trigger(inserting, "INSERT", "NEW.state = 'active'", own="-1"),
        _sqlite_trigger(updating, "UPDATE", _GROWS, own="OLD.id"),
    ]


def _sqlite_trigger(name: str, event: str, when: str, own: str) -> str:
    refusal = _SQLITE_REFUSAL.format(peak=_PEAK.format(own=own))
    return f"CREATE TRIGGER {name} BEFORE {event} ON devices_claim WHEN {when} {refusal}"


def _run(connection: Any, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
