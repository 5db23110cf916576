"""Whether the carrier of a message was asked for a delivery receipt."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_ACCEPTED = sa.text("status = 'accepted'")


def upgrade() -> None:
    added: sa.Column[bool] = sa.Column(
        "awaits_receipt", sa.Boolean(), nullable=False, server_default=sa.true()
    )
    with op.batch_alter_table("messages") as batch_op:
        batch_op.add_column(added)
    with op.batch_alter_table("messages") as batch_op:
        batch_op.alter_column("awaits_receipt", server_default=None)
    op.drop_index("ix_messages_accepted", table_name="messages")
    op.create_index(
        "ix_messages_accepted",
        "messages",
        ["awaits_receipt", "updated_at"],
        sqlite_where=_ACCEPTED,
        postgresql_where=_ACCEPTED,
    )
