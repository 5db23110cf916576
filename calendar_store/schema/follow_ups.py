"""Tables of what clients are written after a visit: one was missed, or the last was months ago."""

from sqlalchemy import BigInteger, Column, Index, String, Table, text

from calendar_store.schema.base import metadata, of_practice, practice_id, reason, row_id
from calendar_store.schema.columns import Instant, Minutes

# what a practice wants written; without a row, nothing is
follow_up_policies = Table(
    "follow_up_policies",
    metadata,
    practice_id(),
    Column("kind", String, primary_key=True),
    # how long after the start of the visit
    Column("after", Minutes, nullable=False),
    # visits that were due before this moment are left alone
    Column("since", Instant, nullable=False),
    Column("set_by", String, nullable=False),
)


# a visit leads to one message of each kind at most
follow_ups = Table(
    "follow_ups",
    metadata,
    practice_id(),
    row_id(),
    Column("kind", String, nullable=False),
    Column("client_id", BigInteger, nullable=False),
    Column("appointment_id", BigInteger, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("status", String, nullable=False),
    *reason(),
    Column("message_id", BigInteger),
    Column("created_at", Instant, nullable=False),
    of_practice("appointments", "appointment_id"),
    Index(None, "practice_id", "appointment_id", "kind", unique=True),
    Index(
        "ix_follow_ups_due",
        "due_at",
        "id",
        sqlite_where=text("status = 'planned'"),
        postgresql_where=text("status = 'planned'"),
    ),
)
