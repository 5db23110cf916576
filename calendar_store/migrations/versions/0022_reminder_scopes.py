"""Reminder steps of a service or a practitioner, beside the practice's usual ones."""

import sqlalchemy as sa
from alembic import op

from calendar_store.migrations.settings_triggers import make_triggers

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_TABLE = "reminder_steps"
_SCOPE = ("service_id", "practitioner_id")
_KEY = "pk_reminder_steps"


def upgrade() -> None:
    with op.batch_alter_table(_TABLE) as batch_op:
        for name in _SCOPE:
            # the steps that are there are for every visit
            zero = sa.text("0")
            batch_op.add_column(
                sa.Column(name, sa.BigInteger(), nullable=False, server_default=zero)
            )
        batch_op.drop_constraint(_KEY, type_="primary")
        batch_op.create_primary_key(_KEY, ["practice_id", *_SCOPE, "step"])
    if op.get_bind().dialect.name == "sqlite":
        # it has copied the table, without its triggers
        make_triggers([_TABLE])
