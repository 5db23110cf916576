"""Tables of announcements: what staff tell many clients at once, and who is told of which visit."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
    text,
)

from calendar_store.schema.base import metadata, practice_id, reason, row_id
from calendar_store.schema.columns import Instant

announcements = Table(
    "announcements",
    metadata,
    practice_id(),
    row_id(),
    Column("occasion", String, nullable=False),
    # whether the visits cannot take place, and whether other times are offered
    Column("off", Boolean, nullable=False),
    Column("offers_times", Boolean, nullable=False),
    # the visits that were looked through; NULL: of all practitioners, of all services
    Column("starts_at", Instant, nullable=False),
    Column("ends_at", Instant, nullable=False),
    Column("practitioner_id", BigInteger),
    Column("service_id", BigInteger),
    # the words of staff, by language
    Column("words", JSON, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("created_by", String, nullable=False),
    Column("stopped_at", Instant),
    Column("stopped_by", String, nullable=False),
)


# one row for each visit; visits of one address are told by one message
announcement_recipients = Table(
    "announcement_recipients",
    metadata,
    practice_id(),
    Column("announcement_id", BigInteger, primary_key=True, autoincrement=False),
    Column("appointment_id", BigInteger, primary_key=True, autoincrement=False),
    # as it was told
    Column("version", Integer, nullable=False),
    Column("starts_at", Instant, nullable=False),
    # the same for all visits of one message
    Column("group_no", Integer, nullable=False),
    Column("status", String, nullable=False),
    *reason(),
    Column("due_at", Instant, nullable=False),
    Column("message_id", BigInteger),
    # the times that were offered: [practitioner, start in ISO 8601]
    Column("offered", JSON, nullable=False),
    ForeignKeyConstraint(
        ["practice_id", "announcement_id"],
        ["announcements.practice_id", "announcements.id"],
        name="announcement_id",
    ),
    ForeignKeyConstraint(
        ["practice_id", "appointment_id"],
        ["appointments.practice_id", "appointments.id"],
        name="appointment_id",
    ),
    # those that wait to be told
    Index(
        "ix_announcement_recipients_due",
        "due_at",
        sqlite_where=text("status = 'planned'"),
        postgresql_where=text("status = 'planned'"),
    ),
    Index(None, "practice_id", "appointment_id"),
    Index(None, "practice_id", "message_id"),
)
