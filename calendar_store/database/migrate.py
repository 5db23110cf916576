"""Migrate a store to this version, with Alembic."""

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

from calendar_store.database.connection import Database
from calendar_store.database.version import SCRIPTS, newest, refuse_newer, version, version_of


def alembic_config() -> Config:
    """Return Alembic's configuration, without a configuration file."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.set_main_option("path_separator", "os")
    return config


async def migrate(database: Database) -> tuple[str | None, str]:
    """Migrate the store to this version, in one transaction.

    Returns:
        The version before (None if the store was empty) and the version after.

    Raises:
        StoreTooNew: if a newer service wrote the store.
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
