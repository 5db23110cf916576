"""Clients are found by words and digits, merged with their doubles, and erased."""

import sqlalchemy as sa
from alembic import op

from calendar_store.entry.search_terms import terms
from calendar_store.schema import columns

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_PAGE = sa.text(
    "SELECT practice_id, id, first, last, mobile FROM clients"
    " WHERE practice_id > :practice OR (practice_id = :practice AND id > :after)"
    " ORDER BY practice_id, id LIMIT 2000"
)
_ADD = sa.text(
    "INSERT INTO client_terms (practice_id, term, client_id) VALUES (:practice, :term, :client)"
)


def upgrade() -> None:
    # SQLite cannot copy a table that others refer to: these columns are added
    op.add_column("clients", sa.Column("merged_into", sa.BigInteger()))
    op.add_column("clients", sa.Column("erased_at", columns.Instant()))
    op.create_index(
        "ix_clients_practice_id_last_first_id", "clients", ["practice_id", "last", "first", "id"]
    )
    _client_terms()
    _client_merges()
    _fill_terms()


def _client_terms() -> None:
    op.create_table(
        "client_terms",
        sa.Column("practice_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column(
            "term",
            sa.String().with_variant(sa.String(collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("client_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("practice_id", "term", "client_id", name=op.f("pk_client_terms")),
    )
    op.create_index(
        "ix_client_terms_practice_id_client_id_term",
        "client_terms",
        ["practice_id", "client_id", "term"],
    )


def _client_merges() -> None:
    op.create_table(
        "client_merges",
        sa.Column("practice_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kept_id", sa.BigInteger(), nullable=False),
        sa.Column("merged_id", sa.BigInteger(), nullable=False),
        sa.Column("at", columns.Instant(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("moved", sa.JSON(), nullable=False),
        sa.Column("undone_at", columns.Instant()),
        sa.PrimaryKeyConstraint("practice_id", "id", name=op.f("pk_client_merges")),
    )
    op.create_index(
        "ix_client_merges_practice_id_kept_id", "client_merges", ["practice_id", "kept_id"]
    )


def _fill_terms() -> None:
    """Store the terms of the clients that are there."""
    connection = op.get_bind()
    practice, after = -1, -1
    while page := connection.execute(_PAGE, {"practice": practice, "after": after}).all():
        rows = [
            {"practice": row.practice_id, "term": term, "client": row.id}
            for row in page
            for term in sorted(terms(row.first, row.last, row.mobile))
        ]
        if rows:
            connection.execute(_ADD, rows)
        practice, after = page[-1].practice_id, page[-1].id
