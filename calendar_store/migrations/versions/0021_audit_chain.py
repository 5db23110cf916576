"""The chain of the audit log, and triggers that let neither be changed."""

import sqlalchemy as sa
from alembic import op

from calendar_store.migrations.append_only import make_triggers

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_chain",
        sa.Column("practice_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("seq", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("entry_id", sa.BigInteger(), nullable=False),
        sa.Column("salt", sa.LargeBinary()),
        sa.Column("detail_hash", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("practice_id", "seq", name=op.f("pk_audit_chain")),
    )
    op.create_index(
        op.f("ix_audit_chain_practice_id_entry_id"),
        "audit_chain",
        ["practice_id", "entry_id"],
        unique=True,
    )
    make_triggers()
