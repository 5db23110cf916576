"""The triggers that raise `practices.settings_revision` with every change of a practice's settings.

SQLite drops a table's triggers when a migration copies the table (`batch_alter_table`): such a
migration makes them again for a table of settings. A migration that copies `practices` itself
removes all of them first, since they name it, and makes them again.
"""

from collections.abc import Iterable

from alembic import op

_EVENTS = ("insert", "update", "delete")
_RAISE = "UPDATE practices SET settings_revision = settings_revision + 1 WHERE id"
_WHOSE = {
    "insert": "= NEW.practice_id",
    "update": "IN (OLD.practice_id, NEW.practice_id)",
    "delete": "= OLD.practice_id",
}


def make_function() -> None:
    """Make the function that PostgreSQL's triggers call; SQLite's have their statement."""
    if op.get_bind().dialect.name != "postgresql":
        return
    # a restored dump runs without a search path
    op.execute(f"""
        CREATE FUNCTION raise_settings_revision() RETURNS trigger
        LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
        BEGIN
            IF TG_OP = 'INSERT' THEN
                {_RAISE} {_WHOSE["insert"]};
            ELSIF TG_OP = 'UPDATE' THEN
                {_RAISE} {_WHOSE["update"]};
            ELSE
                {_RAISE} {_WHOSE["delete"]};
            END IF;
            RETURN NULL;
        END $$
    """)


def make_triggers(tables: Iterable[str]) -> None:
    """Make the triggers of tables, whose rows have a `practice_id`."""
    postgres = op.get_bind().dialect.name == "postgresql"
    for table in tables:
        for event in _EVENTS:
            done = (
                "EXECUTE FUNCTION raise_settings_revision()"
                if postgres
                else f"BEGIN {_RAISE} {_WHOSE[event]}; END"
            )
            op.execute(
                f"CREATE TRIGGER {_name(table, event)} AFTER {event} ON {table} FOR EACH ROW {done}"
            )


def remove_triggers(tables: Iterable[str]) -> None:
    """Remove the triggers of tables, before a migration copies `practices`."""
    on = " ON {}" if op.get_bind().dialect.name == "postgresql" else ""
    for table in tables:
        for event in _EVENTS:
            op.execute(f"DROP TRIGGER {_name(table, event)}{on.format(table)}")


def _name(table: str, event: str) -> str:
    return f"settings_revision_{table}_{event}"
