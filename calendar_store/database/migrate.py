"""Bring a store to this version."""

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from calendar_store.database.connection import Database
from calendar_store.database.version import SCRIPTS, newest, refuse_newer, version, version_of


def alembic_config() -> Config:
    """Return Alembic's configuration; it has no file of its own."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.set_main_option("path_separator", "os")
    return config


async def migrate(database: Database) -> tuple[str | None, str]:
    """Bring the store to this version, in one transaction.

    Returns:
        The version it had (None when it was empty) and the one it has now.

    Raises:
        StoreTooNew: if a newer service wrote it.
    """
    refuse_newer(await version(database))
    async with database.write() as transaction:
        before = await transaction.run_sync(version_of)
        await transaction.run_sync(_upgrade)
    return before, newest()


def _upgrade(connection: Connection) -> None:
    config = alembic_config()
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
