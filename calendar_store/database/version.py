"""Read and check the version of a store, without importing Alembic: most commands do not need it.

The names of the migration files begin with the number of their version.
"""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from calendar_store.database.connection import Database
from calendar_store.model.errors import StoreTooNew, StoreTooOld

SCRIPTS = Path(__file__).parents[1] / "migrations"
_READ = text("SELECT version_num FROM alembic_version")


def known() -> tuple[str, ...]:
    """Return every version that this service knows, oldest first."""
    names = sorted(path.name for path in (SCRIPTS / "versions").glob("[0-9]*.py"))
    return tuple(name.partition("_")[0] for name in names)


def newest() -> str:
    """Return the newest version, which this service needs."""
    versions = known()
    if not versions:
        raise StoreTooOld("this installation lacks its migrations; install it again")
    return versions[-1]


async def version(database: Database) -> str | None:
    """Return the store's version; None if the store is empty."""
    async with database.read() as transaction:
        return await transaction.run_sync(version_of)


def version_of(connection: Connection) -> str | None:
    """Return the version of the store on a connection; None if the store is empty."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(_READ).scalar()
    return found


async def require_current(database: Database) -> None:
    """Refuse a store whose version is not the newest version known.

    Raises:
        StoreTooNew: if a newer service wrote the store.
        StoreTooOld: if the store has to be migrated first, or is empty.
    """
    found = await version(database)
    refuse_newer(found)
    if found is None:
        raise StoreTooOld(
            "the store is empty; put a backup in its place if it was not before, "
            "else run: textback migrate"
        )
    if found != newest():
        raise StoreTooOld(
            f"the store is at version {found}, this service needs {newest()}; run: textback migrate"
        )


def refuse_newer(found: str | None) -> None:
    """Refuse a version that this service does not know.

    Args:
        found: the store's version; None if the store is empty.

    Raises:
        StoreTooNew: if a newer service wrote the store.
    """
    if found is not None and found not in known():
        raise StoreTooNew(
            f"the store is at version {found}, which is newer than this service ({newest()}); "
            "install the version that wrote it, or a later one"
        )
