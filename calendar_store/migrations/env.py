"""Alembic's entry point: runs migrations on the connection that `database.migrate` passes."""

from alembic import context

from calendar_store.schema import metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=connection.dialect.name == "sqlite",
)
with context.begin_transaction():
    context.run_migrations()
