"""The ledger of sent parts, addresses of receipts, and carrier sessions.

A part has the total number of parts, the time of sending and the bind.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from calendar_store.schema import columns

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# NOT NULL columns: a default fills the existing rows and is then removed
_FILLED: dict[str, list[tuple[str, sa.types.TypeEngine[Any], str]]] = {
    "message_parts": [("total", sa.SmallInteger(), "1"), ("bind", sa.String(), "''")],
    "parked_receipts": [("source", sa.String(), "''"), ("destination", sa.String(), "''")],
}
_TOTAL = """
    UPDATE message_parts SET total = (
        SELECT max(parts.part) FROM message_parts AS parts
        WHERE parts.practice_id = message_parts.practice_id
        AND parts.message_id = message_parts.message_id
        AND parts.attempt = message_parts.attempt
    )
"""


def upgrade() -> None:
    for table, added in _FILLED.items():
        with op.batch_alter_table(table) as batch_op:
            for name, kind, filled in added:
                default = sa.text(filled)
                batch_op.add_column(sa.Column(name, kind, nullable=False, server_default=default))
        with op.batch_alter_table(table) as batch_op:
            for name, _, _ in added:
                batch_op.alter_column(name, server_default=None)
    op.add_column("message_parts", sa.Column("sent_at", columns.Instant()))
    op.execute(_TOTAL)
    op.create_table(
        "carrier_sessions",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("carrier", sa.String(), nullable=False),
        sa.Column("bind", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("seen_at", columns.Instant(), nullable=False),
        sa.Column("ended_at", columns.Instant()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carrier_sessions")),
    )
    op.create_index("ix_carrier_sessions_owner_ended_at", "carrier_sessions", ["owner", "ended_at"])
