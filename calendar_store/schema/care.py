"""Tables of alerts, of the audit log and its chain, and of the write probe."""

from sqlalchemy import JSON, BigInteger, Column, Index, LargeBinary, String, Table, text

from calendar_store.schema.base import metadata, practice_id, reason, row_id
from calendar_store.schema.columns import Instant

alerts = Table(
    "alerts",
    metadata,
    practice_id(),
    row_id(),
    Column("kind", String, nullable=False),
    *reason(),
    Column("client_id", BigInteger),
    Column("appointment_id", BigInteger),
    Column("inbound_id", BigInteger),
    Column("message_id", BigInteger),
    Column("at", Instant, nullable=False),
    Column("resolved_at", Instant),
    Column("resolved_by", String, nullable=False),
    Index(None, "practice_id", "resolved_at"),
    Index(
        "ix_alerts_open",
        "practice_id",
        "id",
        sqlite_where=text("resolved_at IS NULL"),
        postgresql_where=text("resolved_at IS NULL"),
    ),
    Index(
        "ix_alerts_open_text",
        "inbound_id",
        sqlite_where=text("resolved_at IS NULL"),
        postgresql_where=text("resolved_at IS NULL"),
    ),
)


audit_log = Table(
    "audit_log",
    metadata,
    practice_id(),
    row_id(),
    Column("at", Instant, nullable=False),
    Column("by", String, nullable=False),
    Column("action", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("detail", JSON, nullable=False),
    Index(None, "practice_id", "action", "id"),
    Index(None, "practice_id", "by", "id"),
)

# what is sealed of the log; triggers refuse to change or remove a row of either table
audit_chain = Table(
    "audit_chain",
    metadata,
    practice_id(),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("entry_id", BigInteger, nullable=False),
    # NULL: the entry's details were emptied, and nobody can guess them from their hash
    Column("salt", LargeBinary),
    Column("detail_hash", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Index(None, "practice_id", "entry_id", unique=True),
)


probes = Table(
    "probes",
    metadata,
    Column("name", String, primary_key=True),
    Column("at", Instant, nullable=False),
)
