"""Tables of version 0001: appointments, reminders and the waiting list."""

# ruff: noqa: S608 (the statements are constant)

import sqlalchemy as sa
from alembic import op

from calendar_store.schema import columns


def create() -> None:
    """Create the tables."""
    op.create_table(
        "appointment_history",
        sa.Column("practice_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("appointment_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", columns.Instant(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("change", sa.String(), nullable=False),
        sa.Column("starts_at", columns.Instant(), nullable=False),
        sa.Column("practitioner_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("practice_id", "id", name=op.f("pk_appointment_history")),
    )
    with op.batch_alter_table("appointment_history", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_appointment_history_practice_id_appointment_id_version"),
            ["practice_id", "appointment_id", "version"],
            unique=False,
        )

    op.create_table(
        "waiting_list",
        sa.Column("practice_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("client_id", sa.BigInteger(), nullable=False),
        sa.Column("practitioner_id", sa.BigInteger(), nullable=True),
        sa.Column("service_id", sa.BigInteger(), nullable=True),
        sa.Column("starts_at", columns.Instant(), nullable=False),
        sa.Column("ends_at", columns.Instant(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("practice_id", "id", name=op.f("pk_waiting_list")),
    )
    with op.batch_alter_table("waiting_list", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_waiting_list_practice_id_status_starts_at"),
            ["practice_id", "status", "starts_at"],
            unique=False,
        )

    op.create_table(
        "appointments",
        sa.Column("practice_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("client_id", sa.BigInteger(), nullable=False),
        sa.Column("practitioner_id", sa.BigInteger(), nullable=False),
        sa.Column("service_id", sa.BigInteger(), nullable=True),
        sa.Column("starts_at", columns.Instant(), nullable=False),
        sa.Column("ends_at", columns.Instant(), nullable=False),
        sa.Column("busy_from", columns.Instant(), nullable=False),
        sa.Column("busy_until", columns.Instant(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("cancelled_by", sa.String(), nullable=False),
        sa.Column("cancelled_at", columns.Instant(), nullable=True),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.CheckConstraint(
            "busy_from <= starts_at AND ends_at <= busy_until",
            name=op.f("ck_appointments_buffers_outside"),
        ),
        sa.CheckConstraint(
            "starts_at < ends_at", name=op.f("ck_appointments_starts_before_it_ends")
        ),
        sa.ForeignKeyConstraint(
            ["practice_id", "client_id"],
            ["clients.practice_id", "clients.id"],
            name=op.f("fk_appointments_client_id"),
        ),
        sa.ForeignKeyConstraint(
            ["practice_id", "practitioner_id"],
            ["practitioners.practice_id", "practitioners.id"],
            name=op.f("fk_appointments_practitioner_id"),
        ),
        sa.PrimaryKeyConstraint("practice_id", "id", name=op.f("pk_appointments")),
    )
    with op.batch_alter_table("appointments", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_appointments_practice_id_client_id_starts_at"),
            ["practice_id", "client_id", "starts_at"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_appointments_practice_id_practitioner_id_busy_from"),
            ["practice_id", "practitioner_id", "busy_from"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_appointments_practice_id_starts_at"),
            ["practice_id", "starts_at"],
            unique=False,
        )

    op.create_table(
        "reminders",
        sa.Column("practice_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("appointment_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("step", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("due_at", columns.Instant(), nullable=False),
        sa.Column("expires_at", columns.Instant(), nullable=False),
        sa.Column("unless_confirmed", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["practice_id", "appointment_id"],
            ["appointments.practice_id", "appointments.id"],
            name=op.f("fk_reminders_appointment_id"),
        ),
        sa.PrimaryKeyConstraint(
            "practice_id", "appointment_id", "version", "step", name=op.f("pk_reminders")
        ),
    )
    with op.batch_alter_table("reminders", schema=None) as batch_op:
        batch_op.create_index(
            "ix_reminders_due",
            ["due_at", "id"],
            unique=False,
            sqlite_where=sa.text("status = 'planned'"),
            postgresql_where=sa.text("status = 'planned'"),
        )
    _forbid_double_booking()


def _forbid_double_booking() -> None:
    """Let the database itself refuse the second of two overlapping appointments."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
        op.execute(
            "ALTER TABLE appointments ADD CONSTRAINT no_double_booking EXCLUDE USING gist"
            " (practice_id WITH =, practitioner_id WITH =,"
            " tstzrange(busy_from, busy_until) WITH &&) WHERE (status <> 'cancelled')"
        )
        return
    # SQLite has no exclusion constraints. No appointment blocks longer than a day, so an
    # overlapping appointment began at most a day before.
    day = 24 * 60 * 60 * 1_000_000
    for name, occasion in (
        ("insert", "INSERT"),
        ("update", "UPDATE OF practitioner_id, busy_from, busy_until, status"),
    ):
        op.execute(f"""
            CREATE TRIGGER no_double_booking_{name} BEFORE {occasion} ON appointments
            WHEN NEW.status <> 'cancelled' AND EXISTS (
                SELECT 1 FROM appointments AS other
                WHERE other.practice_id = NEW.practice_id
                AND other.practitioner_id = NEW.practitioner_id
                AND other.busy_from < NEW.busy_until
                AND other.busy_from > NEW.busy_from - {day}
                AND other.busy_until > NEW.busy_from
                AND other.status <> 'cancelled' AND other.id <> NEW.id)
            BEGIN SELECT RAISE(ABORT, 'no_double_booking'); END
        """)
