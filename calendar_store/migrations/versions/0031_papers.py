"""The calendar on paper: how practices want it, the papers, and the messages that carry them."""

import sqlalchemy as sa
from alembic import op

from calendar_store.schema.columns import Instant, MinuteOfDay, Minutes

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "paper_settings",
        sa.Column("practice_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("evening_at", MinuteOfDay()),
        sa.Column("layout", sa.String(), nullable=False),
        sa.Column("size", sa.String(), nullable=False),
        sa.Column("extent", sa.String(), nullable=False),
        sa.Column("practitioner_ids", sa.JSON(), nullable=False),
        sa.Column("lost_after", Minutes()),
        sa.Column("due_at", Instant()),
        sa.Column("set_at", Instant(), nullable=False),
        sa.Column("set_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("practice_id", name=op.f("pk_paper_settings")),
    )
    op.create_index("ix_paper_settings_due_at", "paper_settings", ["due_at"])
    op.create_table(
        "paper_ways",
        sa.Column("practice_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("practice_id", "channel", "address", name=op.f("pk_paper_ways")),
    )
    op.create_table(
        "papers",
        sa.Column("practice_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("layout", sa.String(), nullable=False),
        sa.Column("size", sa.String(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("of_paper_id", sa.BigInteger()),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("shown", sa.LargeBinary(), nullable=False),
        sa.Column("content", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("practice_id", "id", name=op.f("pk_papers")),
    )
    op.create_index(
        "ix_papers_practice_id_version", "papers", ["practice_id", "version"], unique=True
    )
    op.create_index("ix_papers_made_at", "papers", ["made_at"])
    op.add_column("messages", sa.Column("paper_id", sa.BigInteger()))
    carries = sa.text("paper_id IS NOT NULL")
    op.create_index(
        "ix_messages_practice_id_paper_id",
        "messages",
        ["practice_id", "paper_id"],
        sqlite_where=carries,
        postgresql_where=carries,
    )
