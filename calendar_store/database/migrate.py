"""Bring a store to this version, or say in one line why it cannot be used."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from calendar_store.database.connection import Database
from calendar_store.model.errors import StoreTooNew, StoreTooOld

_SCRIPTS = Path(__file__).parents[1] / "migrations"


def alembic_config() -> Config:
    """Return Alembic's configuration; it has no file of its own."""
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    config.set_main_option("path_separator", "os")
    return config


def newest() -> str:
    """Return the version that this service writes."""
    head = ScriptDirectory.from_config(alembic_config()).get_current_head()
    if head is None:
        raise StoreTooOld("this installation lacks its migrations; install it again")
    return head


async def version(database: Database) -> str | None:
    """Return the store's version, None when it is empty."""
    async with database.read() as transaction:
        return await transaction.run_sync(_version)


async def migrate(database: Database) -> tuple[str | None, str]:
    """Bring the store to this version, in one transaction.

    Returns:
        The version it had (None when it was empty) and the one it has now.

    Raises:
        StoreTooNew: if a newer service wrote it.
    """
    _refuse_newer(await version(database))
    async with database.write() as transaction:
        before = await transaction.run_sync(_version)
        await transaction.run_sync(_upgrade)
    return before, newest()


async def require_current(database: Database) -> None:
    """Refuse a store that this service cannot work on.

    Raises:
        StoreTooNew: if a newer service wrote it.
        StoreTooOld: if it has to be migrated first.
    """
    found = await version(database)
    _refuse_newer(found)
    if found is None:
        raise StoreTooOld(
            "the store is empty; put a backup in its place if it was not before, "
            "else run: textback migrate"
        )
    if found != newest():
        raise StoreTooOld(
            f"the store is at version {found}, this service needs {newest()}; run: textback migrate"
        )


def _refuse_newer(found: str | None) -> None:
    known = {
        script.revision for script in ScriptDirectory.from_config(alembic_config()).walk_revisions()
    }
    if found is not None and found not in known:
        raise StoreTooNew(
            f"the store is at version {found}, which is newer than this service ({newest()}); "
            "install the version that wrote it, or a later one"
        )


def _version(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _upgrade(connection: Connection) -> None:
    config = alembic_config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
