"""Several carriers: prices and costs of messages, a monthly cap, raw parts of received texts.

Queued messages are sent in the order of the appointments.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from calendar_store.schema import columns

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_QUEUED = sa.text("status = 'queued'")
# NOT NULL columns: a default fills the existing rows and is then removed
_FILLED: dict[str, list[tuple[str, sa.types.TypeEngine[Any], str]]] = {
    "inbound_parts": [
        ("esm_class", sa.SmallInteger(), "0"),
        ("data_coding", sa.SmallInteger(), "0"),
    ],
    "messages": [
        ("price", columns.Money(), "0"),
        ("cost", columns.Money(), "0"),
        ("refused_by", sa.String(), "''"),
    ],
}


def upgrade() -> None:
    op.add_column("practices", sa.Column("monthly_cap", columns.Money()))
    for table, added in _FILLED.items():
        with op.batch_alter_table(table) as batch_op:
            for name, kind, filled in added:
                default = sa.text(filled)
                batch_op.add_column(sa.Column(name, kind, nullable=False, server_default=default))
        with op.batch_alter_table(table) as batch_op:
            for name, _, _ in added:
                batch_op.alter_column(name, server_default=None)
    op.drop_index("ix_messages_queued", "messages")
    op.create_index(
        "ix_messages_queued",
        "messages",
        ["carrier", "priority", "expires_at", "id"],
        sqlite_where=_QUEUED,
        postgresql_where=_QUEUED,
    )
