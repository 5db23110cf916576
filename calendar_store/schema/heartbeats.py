"""Tables of the lines to practices: who was heard from, beacons, and lines that were lost."""

from sqlalchemy import BigInteger, Boolean, Column, Index, LargeBinary, String, Table, text

from calendar_store.schema.base import metadata, practice_id, row_id
from calendar_store.schema.columns import Instant

# when a practice was heard from last
heartbeats = Table(
    "heartbeats",
    metadata,
    practice_id(),
    # "pages" or "beacon"
    Column("source", String, primary_key=True),
    Column("seen_at", Instant, nullable=False),
    # whether it was closed by its people: its silence means nothing then
    Column("closed", Boolean, nullable=False),
)


# programs in the networks of practices that are heard from every minute
beacons = Table(
    "beacons",
    metadata,
    practice_id(),
    row_id(),
    Column("name", String, nullable=False),
    # the token itself is shown once and kept nowhere
    Column("token_hash", LargeBinary, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("created_by", String, nullable=False),
    Column("revoked_at", Instant),
    Index(None, "token_hash", unique=True),
)


# each line that was lost in office hours; one at a time is open for a practice
lost_lines = Table(
    "lost_lines",
    metadata,
    practice_id(),
    row_id(),
    # the last beat before it
    Column("since", Instant, nullable=False),
    Column("found_at", Instant, nullable=False),
    Column("alert_id", BigInteger, nullable=False),
    # NULL: the line is lost still
    Column("mended_at", Instant),
    Index(
        "ix_lost_lines_open",
        "practice_id",
        unique=True,
        sqlite_where=text("mended_at IS NULL"),
        postgresql_where=text("mended_at IS NULL"),
    ),
)
