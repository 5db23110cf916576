"""First steps of a practice; members of staff who run the service itself."""

import sqlalchemy as sa
from alembic import op

from calendar_store.schema.columns import Instant

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "staff",
        sa.Column("runs_service", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.create_table(
        "first_steps",
        sa.Column("practice_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("message_id", sa.BigInteger()),
        sa.PrimaryKeyConstraint("practice_id", "step", name=op.f("pk_first_steps")),
    )
