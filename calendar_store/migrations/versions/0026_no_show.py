"""What is learnt of a practice's missed visits, and reminders for visits at risk alone."""

import sqlalchemy as sa
from alembic import op

from calendar_store.schema.columns import Instant

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "no_show_models",
        sa.Column("practice_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("weights", sa.JSON(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("fitted_at", Instant()),
        sa.Column("due_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("practice_id", name=op.f("pk_no_show_models")),
    )
    op.create_index("ix_no_show_models_due_at", "no_show_models", ["due_at"])
    for table in ("reminder_steps", "reminders"):
        zero = sa.text("0")
        op.add_column(
            table, sa.Column("min_risk", sa.SmallInteger(), nullable=False, server_default=zero)
        )
