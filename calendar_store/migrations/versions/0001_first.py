"""The first version: every table, and the guard against double booking."""

from calendar_store.migrations.first_version import calendar, operations, people, texts

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    people.create()
    calendar.create()
    texts.create()
    operations.create()
