"""Tables of imports: files, their rows, and the columns that were chosen for files of a form."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    ColumnElement,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    literal_column,
    text,
)

from calendar_store.schema.base import metadata, practice_id, row_id
from calendar_store.schema.columns import Instant

_SELDOM = "outcome IN ('refused', 'kept')"
IS_SELDOM: ColumnElement[bool] = literal_column(_SELDOM)
"""The condition of an index, in its words: what became of few rows of an import."""

imports = Table(
    "imports",
    metadata,
    practice_id(),
    row_id(),
    Column("kind", String, nullable=False),
    Column("name", String, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("status", String, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("by", String, nullable=False),
    Column("facts", JSON, nullable=False),
    Column("header", JSON, nullable=False),
    Column("columns", JSON, nullable=False),
    Column("fingerprint", String, nullable=False),
    Column("choices", JSON, nullable=False),
    Column("counts", JSON, nullable=False),
    Column("done", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    # the line up to which rows are handled
    Column("last_line", Integer, nullable=False),
    Column("fault", String, nullable=False),
    Column("version", Integer, nullable=False),
    Column("changed_at", Instant),
    # until when a service works on it; another one takes it over afterwards
    Column("leased_until", Instant),
    Index(
        "ix_imports_at_work",
        "status",
        "id",
        sqlite_where=text("status IN ('uploading', 'reading', 'performing', 'undoing')"),
        postgresql_where=text("status IN ('uploading', 'reading', 'performing', 'undoing')"),
    ),
)


# the file itself, in pieces, until its rows are read
import_files = Table(
    "import_files",
    metadata,
    practice_id(),
    Column("import_id", BigInteger, primary_key=True, autoincrement=False),
    Column("piece", Integer, primary_key=True, autoincrement=False),
    Column("content", LargeBinary, nullable=False),
)


import_rows = Table(
    "import_rows",
    metadata,
    practice_id(),
    Column("import_id", BigInteger, primary_key=True, autoincrement=False),
    Column("line", Integer, primary_key=True, autoincrement=False),
    # the texts of the file; emptied once the import is done
    Column("cells", JSON, nullable=False),
    Column("verdict", String, nullable=False),
    Column("fault", String, nullable=False),
    Column("entry", JSON, nullable=False),
    # the client that the row means or made, or the visit of an import of visits
    Column("client_id", BigInteger),
    Column("visit_id", BigInteger),
    # old and new values of what changes
    Column("changes", JSON, nullable=False),
    Column("outcome", String, nullable=False),
    Index(None, "practice_id", "import_id", "verdict", "line"),
    # few of very many rows: without it they would all be read
    Index(
        "ix_import_rows_seldom",
        *("practice_id", "import_id", "outcome", "line"),
        sqlite_where=text(_SELDOM),
        postgresql_where=text(_SELDOM),
    ),
    Index(
        "ix_import_rows_client",
        "practice_id",
        "client_id",
        sqlite_where=text("client_id IS NOT NULL"),
        postgresql_where=text("client_id IS NOT NULL"),
    ),
)


# what staff chose for the columns of files with the same header
import_columns = Table(
    "import_columns",
    metadata,
    practice_id(),
    Column("kind", String, primary_key=True),
    Column("fingerprint", String, primary_key=True),
    Column("columns", JSON, nullable=False),
    Column("at", Instant, nullable=False),
)
