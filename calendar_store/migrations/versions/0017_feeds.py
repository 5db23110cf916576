"""Private calendar feeds of practitioners."""

import sqlalchemy as sa
from alembic import op

from calendar_store.schema.columns import Instant

revision = "0017"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "feeds",
        sa.Column("practice_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("practitioner_id", sa.BigInteger(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("names", sa.String(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("revoked_at", Instant()),
        sa.Column("read_at", Instant()),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("practice_id", "id", name=op.f("pk_feeds")),
        sa.ForeignKeyConstraint(
            ["practice_id", "practitioner_id"],
            ["practitioners.practice_id", "practitioners.id"],
            name=op.f("fk_feeds_practitioner_id"),
        ),
    )
    op.create_index("ix_feeds_token_hash", "feeds", ["token_hash"], unique=True)
    op.create_index(
        "ix_feeds_practice_id_practitioner_id", "feeds", ["practice_id", "practitioner_id"]
    )
