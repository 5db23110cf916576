"""The first version: every table, and the guard against double booking."""

# ruff: noqa: PLR0915, S608 (a version is one long list of statements, all of them constant)

import sqlalchemy as sa
from alembic import op

from calendar_store.schema import columns

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "alerts",
        sa.Column("practice_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("client_id", sa.BigInteger(), nullable=True),
        sa.Column("appointment_id", sa.BigInteger(), nullable=True),
        sa.Column("inbound_id", sa.BigInteger(), nullable=True),
        sa.Column("message_id", sa.BigInteger(), nullable=True),
        sa.Column("at", columns.Instant(), nullable=False),
        sa.Column("resolved_at", columns.Instant(), nullable=True),
        sa.Column("resolved_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("practice_id", "id", name=op.f("pk_alerts")),
    )
    with op.batch_alter_table("alerts", schema=None) as batch_op:
        batch_op.create_index(
            "ix_alerts_open",
            ["practice_id", "id"],
            unique=False,
            sqlite_where=sa.text("resolved_at IS NULL"),
            postgresql_where=sa.text("resolved_at IS NULL"),
        )

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
        "audit_log",
        sa.Column("practice_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", columns.Instant(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("practice_id", "id", name=op.f("pk_audit_log")),
    )
    op.create_table(
        "clients",
        sa.Column("practice_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("first", sa.String(), nullable=False),
        sa.Column("last", sa.String(), nullable=False),
        sa.Column("mobile", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("prefers", sa.String(), nullable=False),
        sa.Column("mobile_bad", sa.Boolean(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("practice_id", "id", name=op.f("pk_clients")),
    )
    with op.batch_alter_table("clients", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_clients_mobile"), ["mobile"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_clients_practice_id_mobile"), ["practice_id", "mobile"], unique=False
        )

    op.create_table(
        "conversations",
        sa.Column("practice_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("our_number", sa.String(), nullable=False),
        sa.Column("their_number", sa.String(), nullable=False),
        sa.Column("state", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("last_outbound_at", columns.Instant(), nullable=True),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint(
            "practice_id", "our_number", "their_number", name=op.f("pk_conversations")
        ),
    )
    with op.batch_alter_table("conversations", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_conversations_their_number_our_number"),
            ["their_number", "our_number"],
            unique=False,
        )

    op.create_table(
        "hours_exceptions",
        sa.Column("practice_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("practitioner_id", sa.BigInteger(), nullable=True),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("opens", columns.MinuteOfDay(), nullable=True),
        sa.Column("closes", columns.MinuteOfDay(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("practice_id", "id", name=op.f("pk_hours_exceptions")),
    )
    with op.batch_alter_table("hours_exceptions", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_hours_exceptions_practice_id_last"),
            ["practice_id", "last"],
            unique=False,
        )

    op.create_table(
        "inbound",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("carrier", sa.String(), nullable=False),
        sa.Column("our_number", sa.String(), nullable=False),
        sa.Column("their_number", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("partial", sa.Boolean(), nullable=False),
        sa.Column("received_at", columns.Instant(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("practice_id", sa.BigInteger(), nullable=True),
        sa.Column("client_id", sa.BigInteger(), nullable=True),
        sa.Column("intent", sa.String(), nullable=False),
        sa.Column("understood", sa.JSON(), nullable=True),
        sa.Column("handled_at", columns.Instant(), nullable=True),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("session", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbound")),
    )
    with op.batch_alter_table("inbound", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_inbound_fingerprint_received_at"),
            ["fingerprint", "received_at"],
            unique=False,
        )
        batch_op.create_index(
            "ix_inbound_new",
            ["id"],
            unique=False,
            sqlite_where=sa.text("status = 'new'"),
            postgresql_where=sa.text("status = 'new'"),
        )
        batch_op.create_index(
            batch_op.f("ix_inbound_practice_id_their_number_received_at"),
            ["practice_id", "their_number", "received_at"],
            unique=False,
        )

    op.create_table(
        "inbound_parts",
        sa.Column("carrier", sa.String(), nullable=False),
        sa.Column("our_number", sa.String(), nullable=False),
        sa.Column("their_number", sa.String(), nullable=False),
        sa.Column("reference", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("total", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("part", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("session", sa.String(), nullable=False),
        sa.Column("received_at", columns.Instant(), nullable=False),
        sa.Column("inbound_id", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint(
            "carrier",
            "our_number",
            "their_number",
            "reference",
            "total",
            "part",
            name=op.f("pk_inbound_parts"),
        ),
    )
    with op.batch_alter_table("inbound_parts", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_inbound_parts_received_at"), ["received_at"], unique=False
        )

    op.create_table(
        "logins",
        sa.Column("practice_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("staff_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("expires_at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("practice_id", "token_hash", name=op.f("pk_logins")),
    )
    with op.batch_alter_table("logins", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_logins_token_hash"), ["token_hash"], unique=True)

    op.create_table(
        "message_history",
        sa.Column("practice_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("message_id", sa.BigInteger(), nullable=False),
        sa.Column("at", columns.Instant(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("attempt", sa.SmallInteger(), nullable=False),
        sa.Column("carrier", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("practice_id", "id", name=op.f("pk_message_history")),
    )
    with op.batch_alter_table("message_history", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_message_history_practice_id_message_id_id"),
            ["practice_id", "message_id", "id"],
            unique=False,
        )

    op.create_table(
        "message_parts",
        sa.Column("practice_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("message_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("attempt", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("part", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("carrier", sa.String(), nullable=False),
        sa.Column("carrier_id", sa.String(), nullable=False),
        sa.Column("carrier_key", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint(
            "practice_id", "message_id", "attempt", "part", name=op.f("pk_message_parts")
        ),
    )
    with op.batch_alter_table("message_parts", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_message_parts_carrier_key_carrier"),
            ["carrier_key", "carrier"],
            unique=False,
        )

    op.create_table(
        "messages",
        sa.Column("practice_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("client_id", sa.BigInteger(), nullable=True),
        sa.Column("appointment_id", sa.BigInteger(), nullable=True),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("carrier", sa.String(), nullable=False),
        sa.Column("priority", sa.SmallInteger(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("attempt", sa.SmallInteger(), nullable=False),
        sa.Column("parts", sa.SmallInteger(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("not_before", columns.Instant(), nullable=False),
        sa.Column("expires_at", columns.Instant(), nullable=True),
        sa.Column("updated_at", columns.Instant(), nullable=False),
        sa.Column("leased_by", sa.String(), nullable=False),
        sa.Column("lease_until", columns.Instant(), nullable=True),
        sa.PrimaryKeyConstraint("practice_id", "id", name=op.f("pk_messages")),
    )
    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.create_index(
            "ix_messages_accepted",
            ["updated_at"],
            unique=False,
            sqlite_where=sa.text("status = 'accepted'"),
            postgresql_where=sa.text("status = 'accepted'"),
        )
        batch_op.create_index(
            batch_op.f("ix_messages_practice_id_appointment_id"),
            ["practice_id", "appointment_id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_messages_practice_id_recipient_id"),
            ["practice_id", "recipient", "id"],
            unique=False,
        )
        batch_op.create_index(
            "ix_messages_queued",
            ["carrier", "priority", "not_before", "id"],
            unique=False,
            sqlite_where=sa.text("status = 'queued'"),
            postgresql_where=sa.text("status = 'queued'"),
        )
        batch_op.create_index(
            "ix_messages_sending",
            ["lease_until"],
            unique=False,
            sqlite_where=sa.text("status = 'sending'"),
            postgresql_where=sa.text("status = 'sending'"),
        )

    op.create_table(
        "opt_outs",
        sa.Column("practice_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("word", sa.String(), nullable=False),
        sa.Column("at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("practice_id", "channel", "address", name=op.f("pk_opt_outs")),
    )
    op.create_table(
        "parked_receipts",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("carrier", sa.String(), nullable=False),
        sa.Column("carrier_key", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("decides", sa.Boolean(), nullable=False),
        sa.Column("received_at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parked_receipts")),
    )
    with op.batch_alter_table("parked_receipts", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_parked_receipts_carrier_key_carrier"),
            ["carrier_key", "carrier"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_parked_receipts_received_at"), ["received_at"], unique=False
        )

    op.create_table(
        "practices",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("timezone", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("region", sa.String(), nullable=False),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("directions", sa.String(), nullable=False),
        sa.Column("quiet_from", columns.MinuteOfDay(), nullable=True),
        sa.Column("quiet_until", columns.MinuteOfDay(), nullable=True),
        sa.Column("minimum_notice", columns.Minutes(), nullable=False),
        sa.Column("booking_window", columns.Minutes(), nullable=False),
        sa.Column("undo_window", columns.Minutes(), nullable=False),
        sa.Column("slot_step", columns.Minutes(), nullable=False),
        sa.Column("texts_per_hour", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practices")),
        sa.UniqueConstraint("name", name=op.f("uq_practices_name")),
    )
    with op.batch_alter_table("practices", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_practices_sender"), ["sender"], unique=False)

    op.create_table(
        "practitioners",
        sa.Column("practice_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("practice_id", "id", name=op.f("pk_practitioners")),
    )
    with op.batch_alter_table("practitioners", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_practitioners_practice_id_name"), ["practice_id", "name"], unique=True
        )

    op.create_table(
        "reminder_steps",
        sa.Column("practice_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("step", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("before", columns.Minutes(), nullable=False),
        sa.Column("days", sa.SmallInteger(), nullable=False),
        sa.Column("at", columns.MinuteOfDay(), nullable=False),
        sa.Column("unless_confirmed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("practice_id", "step", name=op.f("pk_reminder_steps")),
    )
    op.create_table(
        "services",
        sa.Column("practice_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("duration", columns.Minutes(), nullable=False),
        sa.Column("buffer_before", columns.Minutes(), nullable=False),
        sa.Column("buffer_after", columns.Minutes(), nullable=False),
        sa.Column("safe_to_name", sa.Boolean(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("practice_id", "id", name=op.f("pk_services")),
    )
    with op.batch_alter_table("services", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_services_practice_id_name"), ["practice_id", "name"], unique=True
        )

    op.create_table(
        "staff",
        sa.Column("practice_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("practice_id", "id", name=op.f("pk_staff")),
        sa.UniqueConstraint("email", name=op.f("uq_staff_email")),
    )
    op.create_table(
        "templates",
        sa.Column("practice_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("practice_id", "locale", "name", name=op.f("pk_templates")),
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
        "consent_events",
        sa.Column("practice_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("client_id", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("how", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("at", columns.Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["practice_id", "client_id"],
            ["clients.practice_id", "clients.id"],
            name=op.f("fk_consent_events_client_id"),
        ),
        sa.PrimaryKeyConstraint("practice_id", "id", name=op.f("pk_consent_events")),
    )
    with op.batch_alter_table("consent_events", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_consent_events_practice_id_client_id_channel_id"),
            ["practice_id", "client_id", "channel", "id"],
            unique=False,
        )

    op.create_table(
        "weekly_hours",
        sa.Column("practice_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("practitioner_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("weekday", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("opens", columns.MinuteOfDay(), autoincrement=False, nullable=False),
        sa.Column("closes", columns.MinuteOfDay(), nullable=False),
        sa.ForeignKeyConstraint(
            ["practice_id", "practitioner_id"],
            ["practitioners.practice_id", "practitioners.id"],
            name=op.f("fk_weekly_hours_practitioner_id"),
        ),
        sa.PrimaryKeyConstraint(
            "practice_id", "practitioner_id", "weekday", "opens", name=op.f("pk_weekly_hours")
        ),
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
    """Let the database itself refuse the second of two overlapping appointments (F4)."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
        op.execute(
            "ALTER TABLE appointments ADD CONSTRAINT no_double_booking EXCLUDE USING gist"
            " (practice_id WITH =, practitioner_id WITH =,"
            " tstzrange(busy_from, busy_until) WITH &&) WHERE (status <> 'cancelled')"
        )
        return
    # SQLite has no exclusion constraints. No appointment blocks longer than a day
    # (values.MAX_APPOINTMENT), so one that overlaps began at most a day before.
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
