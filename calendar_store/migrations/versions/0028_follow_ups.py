"""Messages after a visit: one was missed, or the last was months ago."""

import sqlalchemy as sa
from alembic import op

from calendar_store.schema.columns import Instant, Minutes, ReasonFacts

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "follow_up_policies",
        sa.Column("practice_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("after", Minutes(), nullable=False),
        sa.Column("since", Instant(), nullable=False),
        sa.Column("set_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("practice_id", "kind", name=op.f("pk_follow_up_policies")),
    )
    op.create_table(
        "follow_ups",
        sa.Column("practice_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("client_id", sa.BigInteger(), nullable=False),
        sa.Column("appointment_id", sa.BigInteger(), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("reason_code", sa.String(), nullable=False),
        sa.Column("reason_facts", ReasonFacts(), nullable=False),
        sa.Column("message_id", sa.BigInteger()),
        sa.Column("created_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("practice_id", "id", name=op.f("pk_follow_ups")),
        sa.ForeignKeyConstraint(
            ["practice_id", "appointment_id"],
            ["appointments.practice_id", "appointments.id"],
            name=op.f("fk_follow_ups_appointment_id"),
        ),
    )
    op.create_index(
        "ix_follow_ups_practice_id_appointment_id_kind",
        "follow_ups",
        ["practice_id", "appointment_id", "kind"],
        unique=True,
    )
    planned = sa.text("status = 'planned'")
    op.create_index(
        "ix_follow_ups_due",
        "follow_ups",
        ["due_at", "id"],
        sqlite_where=planned,
        postgresql_where=planned,
    )
