"""The rule of a planned reminder, the practice's reminder gap, its name in messages."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from calendar_store.schema import columns

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# NOT NULL columns: a default fills the existing rows and is then removed
_FILLED: dict[str, list[tuple[str, sa.types.TypeEngine[Any], str]]] = {
    "practices": [
        ("reminder_gap", columns.Minutes(), "720"),
        ("message_name", sa.String(), "''"),
    ],
    "reminders": [
        ("rule", sa.String(), "'before'"),
        ("before", columns.Minutes(), "0"),
        ("days", sa.SmallInteger(), "0"),
        ("at", columns.MinuteOfDay(), "0"),
    ],
}


def upgrade() -> None:
    for table, added in _FILLED.items():
        with op.batch_alter_table(table) as batch_op:
            for name, kind, filled in added:
                default = sa.text(filled)
                batch_op.add_column(sa.Column(name, kind, nullable=False, server_default=default))
        with op.batch_alter_table(table) as batch_op:
            for name, _, _ in added:
                batch_op.alter_column(name, server_default=None)
    _keep_the_rules()


def _keep_the_rules() -> None:
    """Copy to each reminder the rule of the policy step that has its number now."""
    kinds = dict(_RULES)
    reminders = sa.table(
        "reminders",
        *(sa.column(name, sa.BigInteger()) for name in ("practice_id", "step")),
        *(sa.column(name, kind) for name, kind in kinds.items()),
    )
    steps = sa.table(
        "reminder_steps",
        *(sa.column(name, sa.BigInteger()) for name in ("practice_id", "step")),
        *(sa.column(name, kind) for name, kind in kinds.items()),
    )
    same = sa.and_(steps.c.practice_id == reminders.c.practice_id, steps.c.step == reminders.c.step)
    for name in kinds:
        said = sa.select(steps.c[name]).where(same).scalar_subquery()
        op.execute(
            reminders.update()
            .where(sa.select(steps.c.step).where(same).exists())
            .values({name: said})
        )


_RULES = [(name, kind) for name, kind, _ in _FILLED["reminders"]]
