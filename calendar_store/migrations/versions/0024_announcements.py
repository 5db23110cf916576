"""What staff tell many clients at once, and who is told of which visit."""

import sqlalchemy as sa
from alembic import op

from calendar_store.schema.columns import Instant, ReasonFacts

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_PLANNED = sa.text("status = 'planned'")


def upgrade() -> None:
    op.create_table(
        "announcements",
        sa.Column("practice_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("occasion", sa.String(), nullable=False),
        sa.Column("off", sa.Boolean(), nullable=False),
        sa.Column("offers_times", sa.Boolean(), nullable=False),
        sa.Column("starts_at", Instant(), nullable=False),
        sa.Column("ends_at", Instant(), nullable=False),
        sa.Column("practitioner_id", sa.BigInteger()),
        sa.Column("service_id", sa.BigInteger()),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("stopped_at", Instant()),
        sa.Column("stopped_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("practice_id", "id", name=op.f("pk_announcements")),
    )
    op.create_table(
        "announcement_recipients",
        sa.Column("practice_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("announcement_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("appointment_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("starts_at", Instant(), nullable=False),
        sa.Column("group_no", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("reason_code", sa.String(), nullable=False),
        sa.Column("reason_facts", ReasonFacts(), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("message_id", sa.BigInteger()),
        sa.Column("offered", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint(
            "practice_id",
            "announcement_id",
            "appointment_id",
            name=op.f("pk_announcement_recipients"),
        ),
        sa.ForeignKeyConstraint(
            ["practice_id", "announcement_id"],
            ["announcements.practice_id", "announcements.id"],
            name=op.f("fk_announcement_recipients_announcement_id"),
        ),
        sa.ForeignKeyConstraint(
            ["practice_id", "appointment_id"],
            ["appointments.practice_id", "appointments.id"],
            name=op.f("fk_announcement_recipients_appointment_id"),
        ),
    )
    op.create_index(
        "ix_announcement_recipients_due",
        "announcement_recipients",
        ["due_at"],
        sqlite_where=_PLANNED,
        postgresql_where=_PLANNED,
    )
    op.create_index(
        op.f("ix_announcement_recipients_practice_id_appointment_id"),
        "announcement_recipients",
        ["practice_id", "appointment_id"],
    )
