"""A later migration may copy tables: with the triggers put back, revisions rise as before."""

from functools import partial

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Connection, insert

from calendar_store import schema
from calendar_store.database.connection import Database
from calendar_store.migrations.settings_triggers import make_triggers, remove_triggers
from calendar_store.model.practices import Practice
from calendar_store.practices import practices
from tests.support.old_tables import row
from tests.support.schema_differences import schema_differences

TABLES = (
    *("reminder_steps", "templates", "weekly_hours", "services", "practitioners"),
    "practitioner_services",
)


def _copy(connection: Connection, name: str) -> None:
    """Let a migration copy a table, as it does on SQLite to change a column."""
    with (
        Operations.context(MigrationContext.configure(connection)) as operations,
        operations.batch_alter_table(name, recreate="always") as batch,
    ):
        batch.alter_column("name", nullable=False)


async def test_practices_are_copied_without_the_triggers_that_name_them(
    database: Database, practice: Practice
) -> None:
    def copy(connection: Connection) -> None:
        with Operations.context(MigrationContext.configure(connection)):
            remove_triggers(TABLES)
        if connection.dialect.name == "sqlite":
            _copy(connection, "practices")
        with Operations.context(MigrationContext.configure(connection)):
            make_triggers(TABLES)

    async with database.write() as tx:
        await tx.run_sync(copy)
        assert await tx.run_sync(schema_differences) == []
    async with database.write() as tx:
        ((_, before),) = await practices.with_revisions(tx, [practice.id])
        given = row(schema.services, practice_id=practice.id, id=1, name="Check-up")
        await tx.execute(insert(schema.services), given)
        ((_, after),) = await practices.with_revisions(tx, [practice.id])
        assert after == before + 1


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
async def test_practices_cannot_be_copied_by_a_migration_that_forgot_the_triggers(
    database: Database, practice: Practice
) -> None:
    with pytest.raises(Exception, match="error in trigger settings_revision_"):
        async with database.write() as tx:
            await tx.run_sync(partial(_copy, name="practices"))
    async with database.read() as tx:
        assert await practices.by_ids(tx, [practice.id]) == (practice,)


async def test_a_copied_table_of_settings_has_its_triggers_made_again(
    database: Database, practice: Practice
) -> None:
    def copy(connection: Connection) -> None:
        if connection.dialect.name == "sqlite":
            _copy(connection, "services")
        else:
            with Operations.context(MigrationContext.configure(connection)):
                remove_triggers(["services"])
        with Operations.context(MigrationContext.configure(connection)):
            make_triggers(["services"])

    async with database.write() as tx:
        await tx.run_sync(copy)
        ((_, before),) = await practices.with_revisions(tx, [practice.id])
        given = row(schema.services, practice_id=practice.id, id=1, name="Check-up")
        await tx.execute(insert(schema.services), given)
        ((_, after),) = await practices.with_revisions(tx, [practice.id])
        assert after == before + 1
