"""Outside calendars of practitioners, and the blocks that follow them."""

import sqlalchemy as sa
from alembic import op

from calendar_store.schema.columns import Instant, ReasonFacts

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_FOLLOWING = sa.text("calendar_id IS NOT NULL")


def upgrade() -> None:
    op.add_column("blocks", sa.Column("calendar_id", sa.BigInteger()))
    op.create_index(
        "ix_blocks_following",
        "blocks",
        ["practice_id", "practitioner_id", "starts_at"],
        sqlite_where=_FOLLOWING,
        postgresql_where=_FOLLOWING,
    )
    op.create_table(
        "outside_calendars",
        sa.Column("practice_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("practitioner_id", sa.BigInteger(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("next_at", Instant(), nullable=False),
        sa.Column("removed_at", Instant()),
        sa.Column("etag", sa.String(), nullable=False),
        sa.Column("last_modified", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("tried_at", Instant()),
        sa.Column("read_at", Instant()),
        sa.Column("reason_code", sa.String(), nullable=False),
        sa.Column("reason_facts", ReasonFacts(), nullable=False),
        sa.Column("trouble_since", Instant()),
        sa.PrimaryKeyConstraint("practice_id", "id", name=op.f("pk_outside_calendars")),
        sa.ForeignKeyConstraint(
            ["practice_id", "practitioner_id"],
            ["practitioners.practice_id", "practitioners.id"],
            name=op.f("fk_outside_calendars_practitioner_id"),
        ),
    )
    op.create_index("ix_outside_calendars_next_at", "outside_calendars", ["next_at"])
