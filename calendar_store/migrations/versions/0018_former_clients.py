"""Clients who come no longer."""

import sqlalchemy as sa
from alembic import op

from calendar_store.schema.columns import Instant

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("clients", sa.Column("retired_at", Instant()))
