"""Limits against floods: answers to strangers, texts per day; and the last use of a login."""

import sqlalchemy as sa
from alembic import op

from calendar_store.schema import columns

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_OPEN = sa.text("resolved_at IS NULL")


def upgrade() -> None:
    _add_filled("practices", sa.Column("answers_to_strangers", sa.Integer(), nullable=False), "30")
    _add_filled("practices", sa.Column("countries", sa.String(), nullable=False), "''")
    op.add_column("practices", sa.Column("daily_cap", sa.Integer()))
    op.execute("UPDATE practices SET daily_cap = 20000")
    # the last use of existing logins is unknown, so staff have to log in again
    op.execute("DELETE FROM logins")
    with op.batch_alter_table("logins") as batch_op:
        batch_op.add_column(sa.Column("seen_at", columns.Instant(), nullable=False))
        batch_op.add_column(sa.Column("address", sa.String(), nullable=False))
    op.create_table(
        "probes",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_probes")),
    )
    op.create_index(
        "ix_alerts_open_text",
        "alerts",
        ["inbound_id"],
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )


def _add_filled(table: str, column: "sa.Column[object]", filled: str) -> None:
    """Add a NOT NULL column: a default fills the existing rows and is then removed."""
    column.server_default = sa.DefaultClause(sa.text(filled))
    with op.batch_alter_table(table) as batch_op:
        batch_op.add_column(column)
    with op.batch_alter_table(table) as batch_op:
        batch_op.alter_column(column.name, server_default=None)
