"""A revision of each practice's settings, raised by triggers, so that settings can be cached."""

import sqlalchemy as sa
from alembic import op

from calendar_store.migrations.settings_triggers import make_function, make_triggers

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_SETTINGS = ("reminder_steps", "templates", "weekly_hours", "services", "practitioners")


def upgrade() -> None:
    op.add_column(
        "practices",
        sa.Column("settings_revision", sa.Integer(), nullable=False, server_default=sa.text("0")),
    )
    make_function()
    make_triggers(_SETTINGS)
