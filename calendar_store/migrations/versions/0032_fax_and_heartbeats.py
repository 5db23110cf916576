"""Faxes whose end is not known are found by an index; heartbeats, beacons and lost lines."""

import sqlalchemy as sa
from alembic import op

from calendar_store.schema.columns import Instant

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    faxes = sa.text("channel = 'fax'")
    op.create_index(
        "ix_messages_faxes",
        "messages",
        ["status", "id"],
        sqlite_where=faxes,
        postgresql_where=faxes,
    )
    op.create_table(
        "heartbeats",
        sa.Column("practice_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("seen_at", Instant(), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("practice_id", "source", name=op.f("pk_heartbeats")),
    )
    op.create_table(
        "beacons",
        sa.Column("practice_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("revoked_at", Instant()),
        sa.PrimaryKeyConstraint("practice_id", "id", name=op.f("pk_beacons")),
    )
    op.create_index("ix_beacons_token_hash", "beacons", ["token_hash"], unique=True)
    op.create_table(
        "lost_lines",
        sa.Column("practice_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("since", Instant(), nullable=False),
        sa.Column("found_at", Instant(), nullable=False),
        sa.Column("alert_id", sa.BigInteger(), nullable=False),
        sa.Column("mended_at", Instant()),
        sa.PrimaryKeyConstraint("practice_id", "id", name=op.f("pk_lost_lines")),
    )
    lost = sa.text("mended_at IS NULL")
    op.create_index(
        "ix_lost_lines_open",
        "lost_lines",
        ["practice_id"],
        unique=True,
        sqlite_where=lost,
        postgresql_where=lost,
    )
