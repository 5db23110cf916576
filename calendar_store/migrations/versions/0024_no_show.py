"""What is learnt of a practice's missed visits."""

import sqlalchemy as sa
from alembic import op

from calendar_store.schema.columns import Instant

revision = "0024"
down_revision = "0023"
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
