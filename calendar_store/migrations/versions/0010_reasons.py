"""Reasons of messages, reminders and alerts: a code and facts in place of a sentence."""

import sqlalchemy as sa
from alembic import op

from calendar_store.migrations.recognised import recognised

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_COLUMNS = (
    ("messages", "words"),
    ("message_history", "words"),
    ("parked_receipts", "words"),
    ("reminders", "reason"),
    ("alerts", "words"),
)
_BATCH = 5000

# each sentence once, with its meaning: most rows have one of a few sentences
_SAID = sa.Table(
    "sentences_said",
    sa.MetaData(),
    sa.Column("id", sa.BigInteger(), primary_key=True, autoincrement=False),
    sa.Column("words", sa.String(), nullable=False),
    sa.Column("reason_code", sa.String()),
    sa.Column("reason_facts", sa.JSON()),
    prefixes=["TEMPORARY"],
)
_PAGE = (
    sa.select(_SAID.c.id, _SAID.c.words)
    .where(_SAID.c.id > sa.bindparam("after"))
    .order_by(_SAID.c.id)
    .limit(_BATCH)
)
_MEANS = (
    sa.update(_SAID)
    .where(_SAID.c.id == sa.bindparam("b_id"))
    .values(reason_code=sa.bindparam("b_code"), reason_facts=sa.bindparam("b_facts"))
)


def upgrade() -> None:
    for name, column in _COLUMNS:
        op.add_column(
            name, sa.Column("reason_code", sa.String(), nullable=False, server_default="")
        )
        op.add_column(
            name, sa.Column("reason_facts", sa.JSON(), nullable=False, server_default="{}")
        )
        _bring_over(name, column)
        with op.batch_alter_table(name) as batch_op:
            batch_op.alter_column("reason_code", server_default=None)
            batch_op.alter_column("reason_facts", server_default=None)
            batch_op.drop_column(column)


def _bring_over(name: str, column: str) -> None:
    """Set code and facts in the rows of a table that have a sentence."""
    connection = op.get_bind()
    table = sa.Table(
        name,
        sa.MetaData(),
        *(sa.Column(column, sa.String()), sa.Column("reason_code", sa.String())),
        sa.Column("reason_facts", sa.JSON()),
    )
    said = table.c[column]
    _SAID.create(connection)
    each = sa.select(said.label("words")).where(said != "").distinct().subquery()
    numbered = sa.select(sa.func.row_number().over(), each.c.words)
    connection.execute(sa.insert(_SAID).from_select(["id", "words"], numbered))
    _recognise(connection, of_texts=name == "alerts")
    if connection.dialect.name == "sqlite":
        # PostgreSQL joins without an index, and refuses to index long sentences
        op.execute("CREATE INDEX temp.sentence ON sentences_said (words)")
    else:
        op.execute("ANALYZE sentences_said")
    connection.execute(
        sa.update(table)
        .where(said == _SAID.c.words)
        .values(reason_code=_SAID.c.reason_code, reason_facts=_SAID.c.reason_facts)
    )
    _SAID.drop(connection)


def _recognise(connection: sa.Connection, *, of_texts: bool) -> None:
    after = 0
    while page := connection.execute(_PAGE, {"after": after}).all():
        found = [(row.id, *recognised(row.words, of_texts=of_texts)) for row in page]
        connection.execute(
            _MEANS, [{"b_id": one, "b_code": code, "b_facts": facts} for one, code, facts in found]
        )
        after = page[-1].id
