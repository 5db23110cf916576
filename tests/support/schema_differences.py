"""In what a store differs from the tables that the queries know, partial indexes included."""

from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect

from calendar_store.schema import metadata


def schema_differences(connection: Connection) -> list[Any]:
    """Return what is missing, superfluous or different; [] where nothing is."""
    context = MigrationContext.configure(
        connection, opts={"compare_type": True, "compare_server_default": True}
    )
    indexes = [index for table in metadata.tables.values() for index in table.indexes]
    partial = {
        str(index.name)
        for index in indexes
        if index.dialect_options[connection.dialect.name]["where"] is not None
    }
    where = f"{connection.dialect.name}_where"
    inspector = inspect(connection)
    found = {
        str(index["name"])
        for table in inspector.get_table_names()
        for index in inspector.get_indexes(table)
        if where in index.get("dialect_options", {})
    }
    # what the comparison does not look at: rows that an index leaves out
    wrong = (partial ^ found) & {str(index.name) for index in indexes}
    return [*compare_metadata(context, metadata), *sorted(wrong)]
