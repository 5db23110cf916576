"""Suspension with notice, whole copies, how long data is kept, and certificates of deletions."""

import sqlalchemy as sa
from alembic import op

from calendar_store.migrations import append_only
from calendar_store.schema.columns import Instant

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def _key(*more: sa.Column[object]) -> tuple[sa.Column[object], ...]:
    return (sa.Column("practice_id", sa.BigInteger(), nullable=False, autoincrement=False), *more)


def _id(name: str = "id") -> sa.Column[object]:
    return sa.Column(name, sa.BigInteger(), nullable=False, autoincrement=False)


def upgrade() -> None:
    op.add_column("practices", sa.Column("suspended_at", Instant(), nullable=True))
    _suspensions()
    _copies()
    _retention()
    append_only.let_cut_go()


def _suspensions() -> None:
    op.create_table(
        "suspensions",
        *_key(_id()),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("starts_at", Instant(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("given_at", Instant(), nullable=False),
        sa.Column("given_by", sa.String(), nullable=False),
        sa.Column("told_days", sa.SmallInteger(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("ended_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("practice_id", "id", name=op.f("pk_suspensions")),
    )
    standing = sa.text("state IN ('notice', 'suspended')")
    op.create_index(
        "ix_suspensions_standing",
        "suspensions",
        ["practice_id"],
        unique=True,
        sqlite_where=standing,
        postgresql_where=standing,
    )


def _copies() -> None:
    op.create_table(
        "practice_copies",
        *_key(_id()),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("ready_at", Instant(), nullable=True),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("leased_until", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("practice_id", "id", name=op.f("pk_practice_copies")),
    )
    wanted = sa.text("status = 'wanted'")
    op.create_index(
        "ix_practice_copies_wanted",
        "practice_copies",
        ["practice_id", "id"],
        sqlite_where=wanted,
        postgresql_where=wanted,
    )
    op.create_table(
        "copy_pieces",
        *_key(_id("copy_id")),
        sa.Column("piece", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("practice_id", "copy_id", "piece", name=op.f("pk_copy_pieces")),
    )


def _retention() -> None:
    op.create_table(
        "retention_rules",
        *_key(sa.Column("kind", sa.String(), nullable=False)),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.Column("set_at", Instant(), nullable=False),
        sa.Column("set_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("practice_id", "kind", name=op.f("pk_retention_rules")),
    )
    op.create_table(
        "deletions",
        *_key(_id()),
        sa.Column("practice_name", sa.String(), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.Column("started_at", Instant(), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("done_at", Instant(), nullable=True),
        sa.Column("certificate", sa.LargeBinary(), nullable=False),
        sa.Column("pdf", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("practice_id", "id", name=op.f("pk_deletions")),
    )
    under_way = sa.text("done_at IS NULL")
    op.create_index(
        "ix_deletions_under_way",
        "deletions",
        ["practice_id"],
        sqlite_where=under_way,
        postgresql_where=under_way,
    )
    op.create_table(
        "audit_cuts",
        *_key(_id("seq")),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("deletion_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("practice_id", "seq", name=op.f("pk_audit_cuts")),
    )
