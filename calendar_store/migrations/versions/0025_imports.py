"""Imports: files, their rows, and the columns that were chosen for files of a form."""

import sqlalchemy as sa
from alembic import op

from calendar_store.schema.columns import Instant

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

_AT_WORK = sa.text("status IN ('uploading', 'reading', 'performing', 'undoing')")
_OF_CLIENT = sa.text("client_id IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "imports",
        sa.Column("practice_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("header", sa.JSON(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("last_line", sa.Integer(), nullable=False),
        sa.Column("fault", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", Instant()),
        sa.Column("leased_until", Instant()),
        sa.PrimaryKeyConstraint("practice_id", "id", name=op.f("pk_imports")),
    )
    op.create_index(
        "ix_imports_at_work",
        "imports",
        ["status", "id"],
        sqlite_where=_AT_WORK,
        postgresql_where=_AT_WORK,
    )
    op.create_table(
        "import_files",
        sa.Column("practice_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("import_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("piece", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("practice_id", "import_id", "piece", name=op.f("pk_import_files")),
    )
    op.create_table(
        "import_rows",
        sa.Column("practice_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("import_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("line", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("cells", sa.JSON(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("fault", sa.String(), nullable=False),
        sa.Column("entry", sa.JSON(), nullable=False),
        sa.Column("client_id", sa.BigInteger()),
        sa.Column("visit_id", sa.BigInteger()),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("practice_id", "import_id", "line", name=op.f("pk_import_rows")),
    )
    op.create_index(
        "ix_import_rows_practice_id_import_id_verdict_line",
        "import_rows",
        ["practice_id", "import_id", "verdict", "line"],
    )
    op.create_index(
        "ix_import_rows_client",
        "import_rows",
        ["practice_id", "client_id"],
        sqlite_where=_OF_CLIENT,
        postgresql_where=_OF_CLIENT,
    )
    op.create_table(
        "import_columns",
        sa.Column("practice_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint(
            "practice_id", "kind", "fingerprint", name=op.f("pk_import_columns")
        ),
    )
