"""Pairs of clients who may be one person, kept with the clients; rows that an import left out."""

from collections.abc import Iterator
from itertools import combinations, groupby
from operator import attrgetter
from typing import Any

import sqlalchemy as sa
from alembic import op

from calendar_store.clients.likeness import LARGEST_GROUP, AlikeGroup, likeness
from calendar_store.model.clients import Client

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

_KINDS = {"mobile": ("mobile",), "email": ("email",), "name": ("last", "first")}
_ADD = sa.text(
    "INSERT INTO client_doubles (practice_id, shared, one_id, other_id, rank)"
    " VALUES (:practice_id, :shared, :one_id, :other_id, :rank)"
)
_AT_ONCE = 2000


def upgrade() -> None:
    op.create_table(
        "client_doubles",
        sa.Column("practice_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("shared", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("one_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("other_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("rank", sa.SmallInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            *("practice_id", "shared", "one_id", "other_id"), name=op.f("pk_client_doubles")
        ),
    )
    op.create_index(
        "ix_client_doubles_practice_id_rank_one_id_other_id",
        "client_doubles",
        ["practice_id", "rank", "one_id", "other_id"],
    )
    _fill()
    seldom = sa.text("outcome IN ('refused', 'kept')")
    op.create_index(
        "ix_import_rows_seldom",
        "import_rows",
        ["practice_id", "import_id", "outcome", "line"],
        sqlite_where=seldom,
        postgresql_where=seldom,
    )


def _fill() -> None:
    connection = op.get_bind()
    for kind, columns in _KINDS.items():
        rows: list[dict[str, Any]] = []
        for row in _pairs(connection, kind, columns):
            rows.append(row)
            if len(rows) == _AT_ONCE:
                connection.execute(_ADD, rows)
                rows = []
        if rows:
            connection.execute(_ADD, rows)


def _pairs(
    connection: sa.Connection, kind: str, columns: tuple[str, ...]
) -> Iterator[dict[str, Any]]:
    """Yield the pairs of clients who share what the columns hold."""
    key = ("practice_id", *columns)
    of_group = attrgetter(*key)
    for group, members in groupby(connection.execute(_alike(key)).all(), key=of_group):
        practice_id, *values = group
        shared = AlikeGroup(kind, tuple(values)).shared
        some = [
            Client(practice_id, one.id, one.first, one.last, one.mobile, one.email)
            for one in members
        ]
        for pair in combinations(some, 2):
            found = likeness(*pair)
            if found is not None:
                yield {
                    "practice_id": practice_id,
                    "shared": shared,
                    "rank": found.rank,
                    "one_id": found.one.id,
                    "other_id": found.other.id,
                }


def _alike(key: tuple[str, ...]) -> sa.TextClause:
    """Return the statement for the clients of all groups, the groups one after the other."""
    names = ", ".join(key)
    # names of columns that stand above, nothing that was entered
    return sa.text(
        f"SELECT c.practice_id, c.id, c.first, c.last, c.mobile, c.email FROM clients c JOIN"  # noqa: S608
        f" (SELECT {names} FROM clients WHERE {key[1]} > '' GROUP BY {names}"
        f" HAVING count(*) BETWEEN 2 AND {LARGEST_GROUP}) g"
        f" ON {' AND '.join(f'c.{one} = g.{one}' for one in key)}"
        " WHERE c.merged_into IS NULL AND c.erased_at IS NULL"
        f" ORDER BY {', '.join(f'c.{one}' for one in key)}, c.id"
    )
