"""What was written on paper while the line was lost, copied in, and what it has changed."""

import sqlalchemy as sa
from alembic import op

from calendar_store.schema.columns import Instant

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "paper_entries",
        sa.Column("practice_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("paper_version", sa.Integer()),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("practitioner_id", sa.BigInteger(), nullable=False),
        sa.Column("written", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("entered_at", Instant(), nullable=False),
        sa.Column("starts_at", Instant()),
        sa.Column("moves_to", Instant()),
        sa.Column("service_id", sa.BigInteger()),
        sa.Column("client_id", sa.BigInteger()),
        sa.Column("appointment_id", sa.BigInteger()),
        sa.Column("came", sa.Boolean(), nullable=False),
        sa.Column("tell", sa.Boolean(), nullable=False),
        sa.Column("consent", sa.String()),
        sa.Column("obstacle", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("fate", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("settled_by", sa.String(), nullable=False),
        sa.Column("settled_at", Instant()),
        sa.Column("waiting_id", sa.BigInteger()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("practice_id", "id", name=op.f("pk_paper_entries")),
    )
    op.create_index(
        "ix_paper_entries_practice_id_key", "paper_entries", ["practice_id", "key"], unique=True
    )
    is_open = sa.text("state IN ('open', 'conflict')")
    op.create_index(
        "ix_paper_entries_open",
        "paper_entries",
        ["practice_id", "id"],
        sqlite_where=is_open,
        postgresql_where=is_open,
    )
    has_client = sa.text("client_id IS NOT NULL")
    op.create_index(
        "ix_paper_entries_client",
        "paper_entries",
        ["practice_id", "client_id"],
        sqlite_where=has_client,
        postgresql_where=has_client,
    )
    op.create_table(
        "paper_changes",
        sa.Column("practice_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("appointment_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("version", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("entry_id", sa.BigInteger(), nullable=False),
        sa.Column("change", sa.String(), nullable=False),
        sa.Column("undone", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint(
            *("practice_id", "appointment_id", "version"), name=op.f("pk_paper_changes")
        ),
    )
    op.create_index(
        "ix_paper_changes_practice_id_entry_id", "paper_changes", ["practice_id", "entry_id"]
    )
