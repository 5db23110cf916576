"""The triggers that keep the audit log and its chain as they were written.

One change is let through, for the erasure of a person: the details of an entry about a client may
be emptied, and the salt of their hash with them; see `calendar_store.appointments.client_erasure`.
SQLite drops a table's triggers when a migration copies the table (`batch_alter_table`): such a
migration makes them again.
"""

from alembic import op

REFUSAL = "the audit log is only added to"
"""What the databases say to whoever would change or remove an entry."""

_KEPT = {
    "audit_log": ("practice_id", "id", "at", "by", "action", "subject"),
    "audit_chain": ("practice_id", "seq", "entry_id", "detail_hash", "hash"),
}
_EMPTIED = {
    "audit_log": "{detail} = '{{}}' AND OLD.action LIKE 'client.%'",
    "audit_chain": "NEW.salt IS NULL",
}


def make_triggers() -> None:
    """Make the triggers of both tables."""
    postgres = op.get_bind().dialect.name == "postgresql"
    if postgres:
        # class 23: to callers it is a constraint that was violated, not a store that is away
        op.execute(f"""
            CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'restrict_violation';
            END $$
        """)
    for table in _KEPT:
        _refuse(table, "UPDATE", f"WHEN (NOT ({_allowed(table, postgres)}))", postgres)
        _refuse(table, "DELETE", "", postgres)
        if postgres:
            op.execute(
                f"CREATE TRIGGER append_only_{table}_truncate BEFORE TRUNCATE ON {table}"
                " EXECUTE FUNCTION refuse_audit_change()"
            )


def _refuse(table: str, event: str, when: str, postgres: bool) -> None:
    done = (
        "EXECUTE FUNCTION refuse_audit_change()"
        if postgres
        else f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    )
    op.execute(
        f"CREATE TRIGGER append_only_{table}_{event.lower()} BEFORE {event} ON {table}"
        f" FOR EACH ROW {when} {done}"
    )


def _allowed(table: str, postgres: bool) -> str:
    """Return the condition of the one change that is let through."""
    same = "IS NOT DISTINCT FROM" if postgres else "IS"
    kept = [f'NEW."{column}" {same} OLD."{column}"' for column in _KEPT[table]]
    detail = "NEW.detail::text" if postgres else "NEW.detail"
    return " AND ".join([*kept, _EMPTIED[table].format(detail=detail)])


_CUT = "SELECT 1 FROM audit_cuts c WHERE c.practice_id = OLD.practice_id"
_IS_CUT = {
    "audit_log": f"{_CUT} AND c.seq >= (SELECT s.seq FROM audit_chain s"  # noqa: S608 (no values)
    " WHERE s.practice_id = OLD.practice_id AND s.entry_id = OLD.id)",
    "audit_chain": f"{_CUT} AND c.seq >= OLD.seq",
}
"""What is deleted by rule: an entry, then its seal, up to the sequence number of a cut."""


def let_cut_go() -> None:
    """Let rows up to a cut be deleted, and keep the cuts themselves as they were written."""
    postgres = op.get_bind().dialect.name == "postgresql"
    for table, is_cut in _IS_CUT.items():
        name, on = f"append_only_{table}_delete", f" ON {table}" if postgres else ""
        op.execute(f"DROP TRIGGER {name}{on}")
        if not postgres:
            _refuse(table, "DELETE", f"WHEN (NOT EXISTS ({is_cut}))", postgres)
            continue
        # a condition of a trigger holds no query there
        op.execute(f"""
            CREATE FUNCTION refuse_{table}_deletion() RETURNS trigger
            LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
            BEGIN
                IF NOT EXISTS ({is_cut}) THEN
                    RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'restrict_violation';
                END IF;
                RETURN OLD;
            END $$
        """)
        op.execute(
            f"CREATE TRIGGER {name} BEFORE DELETE ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION refuse_{table}_deletion()"
        )
    _refuse("audit_cuts", "UPDATE", "", postgres)
    _refuse("audit_cuts", "DELETE", "", postgres)
