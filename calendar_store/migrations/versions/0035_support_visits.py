"""Visits of support, access without being asked, and whether clients' numbers are shown to it."""

import sqlalchemy as sa
from alembic import op

from calendar_store.schema.columns import Instant

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "support_grants",
        sa.Column("shows_contacts", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column(
        "support_grants",
        sa.Column("reason", sa.String(), nullable=False, server_default=sa.text("''")),
    )
    op.create_table(
        "support_visits",
        sa.Column("practice_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("grant_id", sa.BigInteger(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("login", sa.LargeBinary(), nullable=False),
        sa.Column("began_at", Instant(), nullable=False),
        sa.Column("seen_at", Instant(), nullable=False),
        sa.Column("ended_at", Instant()),
        sa.Column("told_at", Instant()),
        sa.PrimaryKeyConstraint("practice_id", "id", name=op.f("pk_support_visits")),
    )
    untold = sa.text("told_at IS NULL")
    op.create_index(
        "ix_support_visits_untold",
        "support_visits",
        ["practice_id", "id"],
        sqlite_where=untold,
        postgresql_where=untold,
    )
