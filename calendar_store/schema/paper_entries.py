"""Tables of what was written on paper while the line was lost, and of what that has changed."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Date,
    Index,
    Integer,
    String,
    Table,
    literal_column,
    text,
)

from calendar_store.schema.base import metadata, practice_id, row_id
from calendar_store.schema.columns import Instant

_OPEN = "state IN ('open', 'conflict')"
IS_OPEN: ColumnElement[bool] = literal_column(_OPEN)
"""The condition of an index, in its words: few of all entries."""

paper_entries = Table(
    "paper_entries",
    metadata,
    practice_id(),
    row_id(),
    # of whoever sends it: the same key is the same entry
    Column("key", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("state", String, nullable=False),
    Column("paper_version", Integer),
    Column("made_at", Instant, nullable=False),
    Column("day", Date, nullable=False),
    Column("practitioner_id", BigInteger, nullable=False),
    # as it stands on the paper
    Column("written", String, nullable=False),
    Column("name", String, nullable=False),
    Column("phone", String, nullable=False),
    Column("by", String, nullable=False),
    Column("entered_at", Instant, nullable=False),
    Column("starts_at", Instant),
    Column("moves_to", Instant),
    Column("service_id", BigInteger),
    Column("client_id", BigInteger),
    Column("appointment_id", BigInteger),
    Column("came", Boolean, nullable=False),
    Column("tell", Boolean, nullable=False),
    Column("consent", String),
    Column("obstacle", String, nullable=False),
    Column("words", String, nullable=False),
    Column("fate", String, nullable=False),
    Column("reason", String, nullable=False),
    Column("settled_by", String, nullable=False),
    Column("settled_at", Instant),
    Column("waiting_id", BigInteger),
    Column("version", Integer, nullable=False),
    Index(None, "practice_id", "key", unique=True),
    Index(
        "ix_paper_entries_open",
        *("practice_id", "id"),
        sqlite_where=text(_OPEN),
        postgresql_where=text(_OPEN),
    ),
    Index(
        "ix_paper_entries_client",
        *("practice_id", "client_id"),
        sqlite_where=text("client_id IS NOT NULL"),
        postgresql_where=text("client_id IS NOT NULL"),
    ),
)


# which changes of appointments are an entry's own: no news to others of the same paper
paper_changes = Table(
    "paper_changes",
    metadata,
    practice_id(),
    Column("appointment_id", BigInteger, primary_key=True, autoincrement=False),
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("entry_id", BigInteger, nullable=False),
    Column("change", String, nullable=False),
    Column("undone", Boolean, nullable=False),
    Index(None, "practice_id", "entry_id"),
)
