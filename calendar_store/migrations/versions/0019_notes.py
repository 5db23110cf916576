"""A note that staff remove stays for some minutes, so that it can be put back."""

import sqlalchemy as sa
from alembic import op

from calendar_store.schema.columns import Instant

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("appointment_notes", sa.Column("removed_at", Instant()))
