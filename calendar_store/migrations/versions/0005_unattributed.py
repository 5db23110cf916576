"""Texts that belong to no practice wait for the operator, existing texts too."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_UNATTRIBUTED = sa.text("status = 'unattributed'")


def upgrade() -> None:
    op.execute(
        "UPDATE inbound SET status = 'unattributed' WHERE status = 'done' AND practice_id IS NULL"
    )
    op.create_index(
        "ix_inbound_unattributed",
        "inbound",
        ["id"],
        sqlite_where=_UNATTRIBUTED,
        postgresql_where=_UNATTRIBUTED,
    )
