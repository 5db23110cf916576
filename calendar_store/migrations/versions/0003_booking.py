"""Booking by clients: practitioners' own phones, bookable services, offers of freed times."""

import sqlalchemy as sa
from alembic import op

from calendar_store.schema import columns

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_OPEN = sa.text("status = 'offered'")


def upgrade() -> None:
    _add_filled("practitioners", sa.Column("mobile", sa.String(), nullable=False), "''")
    op.create_index("ix_practitioners_mobile", "practitioners", ["mobile"])
    for name in ("by_text", "by_web"):
        _add_filled("services", sa.Column(name, sa.Boolean(), nullable=False), "true")
    op.add_column("waiting_list", sa.Column("appointment_id", sa.BigInteger()))
    op.create_index(
        "ix_waiting_list_practice_id_client_id", "waiting_list", ["practice_id", "client_id"]
    )
    op.create_table(
        "freed_times",
        sa.Column("practice_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("practitioner_id", sa.BigInteger(), nullable=False),
        sa.Column("starts_at", columns.Instant(), nullable=False),
        sa.Column("ends_at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("practice_id", "id", name=op.f("pk_freed_times")),
    )
    op.create_table(
        "offers",
        sa.Column("practice_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("entry_id", sa.BigInteger(), nullable=False),
        sa.Column("client_id", sa.BigInteger(), nullable=False),
        sa.Column("practitioner_id", sa.BigInteger(), nullable=False),
        sa.Column("starts_at", columns.Instant(), nullable=False),
        sa.Column("ends_at", columns.Instant(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("offered_at", columns.Instant(), nullable=False),
        sa.Column("expires_at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("practice_id", "id", name=op.f("pk_offers")),
    )
    op.create_index("ix_offers_practice_id_client_id", "offers", ["practice_id", "client_id"])
    op.create_index(
        "ix_offers_practice_id_practitioner_id_starts_at",
        "offers",
        ["practice_id", "practitioner_id", "starts_at"],
    )
    op.create_index(
        "ix_offers_open",
        "offers",
        ["expires_at"],
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
