"""The key of a conversation is channel, our address and their address; existing rows are SMS.

On SQLite both tables are copied, each by one statement: a primary key cannot be changed in place,
and a NOT NULL column cannot be added without a permanent default.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from calendar_store.schema import columns

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_KEY = ("channel", "our_address", "their_address")
_RENAMED = (("our_number", "our_address"), ("their_number", "their_address"))
_OLD_INDEXES = {
    "conversations": ("ix_conversations_their_number_our_number",),
    "inbound": (
        "ix_inbound_fingerprint_received_at",
        "ix_inbound_practice_id_their_number_received_at",
    ),
}
_NEW = sa.text("status = 'new'")
_UNATTRIBUTED = sa.text("status = 'unattributed'")


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        _change_in_place()
    else:
        _copy("conversations", _conversations(), ("practice_id", *_KEY))
        _copy("inbound", _inbound(), ("id",))
        _index_copies()
    _index("conversations", "channel", "their_address", "our_address")
    _index("inbound", "channel", "fingerprint", "received_at")
    _index("inbound", "practice_id", "channel", "their_address", "received_at")
    op.drop_index("ix_messages_practice_id_recipient_id", table_name="messages")
    _index("messages", "practice_id", "channel", "recipient", "id")


def _change_in_place() -> None:
    op.drop_constraint("pk_conversations", "conversations", type_="primary")
    for table, indexes in _OLD_INDEXES.items():
        for index in indexes:
            op.drop_index(index, table_name=table)
        for before, after in _RENAMED:
            op.alter_column(table, before, new_column_name=after)
        # PostgreSQL rewrites no row for a column with a default; the default is then removed
        filled: sa.Column[str] = sa.Column(
            "channel", sa.String(), nullable=False, server_default="sms"
        )
        op.add_column(table, filled)
        op.alter_column(table, "channel", server_default=None)
    op.create_primary_key("pk_conversations", "conversations", ["practice_id", *_KEY])


def _copy(table: str, wanted: list[sa.Column[Any]], key: tuple[str, ...]) -> None:
    """Copy a table to a table with other columns, and replace the old table with the copy.

    Args:
        table: name of the table.
        wanted: the new columns; the old columns have the same names, or names in `_RENAMED`.
        key: the columns of the primary key.
    """
    copy = f"{table}_0009"
    names = [column.name for column in wanted]
    op.create_table(copy, *wanted, sa.PrimaryKeyConstraint(*key, name=op.f(f"pk_{table}")))
    before = {after: before for before, after in _RENAMED} | {"channel": "'sms'"}
    sources = [before.get(name, name) for name in names]
    # names from this file only, no entered text
    op.execute(
        f"INSERT INTO {copy} ({', '.join(names)}) SELECT {', '.join(sources)} FROM {table}"  # noqa: S608
    )
    op.drop_table(table)
    op.rename_table(copy, table)


def _conversations() -> list[sa.Column[Any]]:
    return [
        sa.Column("practice_id", sa.BigInteger(), autoincrement=False, nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in _KEY),
        sa.Column("state", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("last_outbound_at", columns.Instant(), nullable=True),
        sa.Column("updated_at", columns.Instant(), nullable=False),
    ]


def _inbound() -> list[sa.Column[Any]]:
    return [
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("carrier", sa.String(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in _KEY),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("partial", sa.Boolean(), nullable=False),
        sa.Column("received_at", columns.Instant(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("practice_id", sa.BigInteger(), nullable=True),
        sa.Column("client_id", sa.BigInteger(), nullable=True),
        sa.Column("intent", sa.String(), nullable=False),
        sa.Column("understood", sa.JSON(), nullable=True),
        sa.Column("handled_at", columns.Instant(), nullable=True),
        sa.Column("fingerprint", sa.LargeBinary(), nullable=False),
        sa.Column("session", sa.String(), nullable=False),
    ]


def _index_copies() -> None:
    """Create the indexes that the copy of `inbound` has lost and that are unchanged."""
    for name, where in (("ix_inbound_new", _NEW), ("ix_inbound_unattributed", _UNATTRIBUTED)):
        op.create_index(name, "inbound", ["id"], sqlite_where=where)


def _index(table: str, *names: str) -> None:
    op.create_index(op.f(f"ix_{table}_{'_'.join(names)}"), table, list(names))
