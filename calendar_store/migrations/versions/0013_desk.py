"""The desk: series, overbooking on purpose, arrivals, notes, blocks, messages sent again."""

import sqlalchemy as sa
from alembic import op

from calendar_store.schema import columns

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_IN_SERIES = sa.text("series_id IS NOT NULL")
_OVERBOOKED = sa.text("overbooked")
_DAY = 24 * 60 * 60 * 1_000_000
"""Microseconds; no appointment blocks longer."""


def upgrade() -> None:
    # SQLite cannot copy a table that others refer to: these columns are added, with their defaults
    op.add_column("appointments", sa.Column("series_id", sa.BigInteger()))
    op.add_column(
        "appointments",
        sa.Column("overbooked", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column("appointments", sa.Column("arrived_at", columns.Instant()))
    op.add_column("appointments", sa.Column("kept_in", sa.BigInteger()))
    op.create_index(
        "ix_appointments_series",
        "appointments",
        ["practice_id", "series_id", "starts_at"],
        sqlite_where=_IN_SERIES,
        postgresql_where=_IN_SERIES,
    )
    op.create_index(
        "ix_appointments_overbooked",
        "appointments",
        ["practice_id", "practitioner_id", "busy_from"],
        sqlite_where=_OVERBOOKED,
        postgresql_where=_OVERBOOKED,
    )
    op.add_column("freed_times", sa.Column("not_before", columns.Instant()))
    _forbid_double_booking()
    _series()
    _appointment_notes()
    _blocks()
    _message_resends()


def _forbid_double_booking() -> None:
    """Let the database refuse every double booking but those that are marked as meant."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE appointments DROP CONSTRAINT no_double_booking")
        op.execute(
            "ALTER TABLE appointments ADD CONSTRAINT no_double_booking EXCLUDE USING gist"
            " (practice_id WITH =, practitioner_id WITH =,"
            " tstzrange(busy_from, busy_until) WITH &&)"
            " WHERE (status <> 'cancelled' AND NOT overbooked)"
        )
        return
    for name, occasion in (
        ("insert", "INSERT"),
        ("update", "UPDATE OF practitioner_id, busy_from, busy_until, status, overbooked"),
    ):
        op.execute(f"DROP TRIGGER no_double_booking_{name}")
        # no entered text: the name and the occasion stand above
        op.execute(f"""
            CREATE TRIGGER no_double_booking_{name} BEFORE {occasion} ON appointments
            WHEN NEW.status <> 'cancelled' AND NOT NEW.overbooked AND EXISTS (
                SELECT 1 FROM appointments AS other
                WHERE other.practice_id = NEW.practice_id
                AND other.practitioner_id = NEW.practitioner_id
                AND other.busy_from < NEW.busy_until
                AND other.busy_from > NEW.busy_from - {_DAY}
                AND other.busy_until > NEW.busy_from
                AND other.status <> 'cancelled' AND NOT other.overbooked
                AND other.id <> NEW.id)
            BEGIN SELECT RAISE(ABORT, 'no_double_booking'); END
        """)  # noqa: S608


def _series() -> None:
    op.create_table(
        "series",
        sa.Column("practice_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("client_id", sa.BigInteger(), nullable=False),
        sa.Column("practitioner_id", sa.BigInteger(), nullable=False),
        sa.Column("service_id", sa.BigInteger()),
        sa.Column("every_weeks", sa.SmallInteger(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("practice_id", "id", name=op.f("pk_series")),
    )


def _appointment_notes() -> None:
    op.create_table(
        "appointment_notes",
        sa.Column("practice_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("appointment_id", sa.BigInteger(), nullable=False),
        sa.Column("at", columns.Instant(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["practice_id", "appointment_id"],
            ["appointments.practice_id", "appointments.id"],
            name=op.f("fk_appointment_notes_appointment_id"),
        ),
        sa.PrimaryKeyConstraint("practice_id", "id", name=op.f("pk_appointment_notes")),
    )
    op.create_index(
        "ix_appointment_notes_practice_id_appointment_id",
        "appointment_notes",
        ["practice_id", "appointment_id"],
    )


def _blocks() -> None:
    op.create_table(
        "blocks",
        sa.Column("practice_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("practitioner_id", sa.BigInteger()),
        sa.Column("starts_at", columns.Instant(), nullable=False),
        sa.Column("ends_at", columns.Instant(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_blocks_starts_before_it_ends")),
        sa.PrimaryKeyConstraint("practice_id", "id", name=op.f("pk_blocks")),
    )
    op.create_index("ix_blocks_practice_id_starts_at", "blocks", ["practice_id", "starts_at"])


def _message_resends() -> None:
    op.create_table(
        "message_resends",
        sa.Column("practice_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("message_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("appointment_id", sa.BigInteger(), nullable=False),
        sa.Column("repeats_id", sa.BigInteger(), nullable=False),
        sa.Column("at", columns.Instant(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("practice_id", "message_id", name=op.f("pk_message_resends")),
    )
    op.create_index(
        "ix_message_resends_practice_id_appointment_id",
        "message_resends",
        ["practice_id", "appointment_id"],
    )
