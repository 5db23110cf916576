"""The version of a store, read and compared without Alembic, which most commands do not need.

Versions are numbered in the names of the files that bring a store to them.
"""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from calendar_store.database.connection import Database
from calendar_store.model.errors import StoreTooNew, StoreTooOld

SCRIPTS = Path(__file__).parents[1] / "migrations"
_READ = text("SELECT version_num FROM alembic_version")


def known() -> tuple[str, ...]:
    """Return every version that this service knows, the oldest first."""
    names = sorted(path.name for path in (SCRIPTS / "versions").glob("[0-9]*.py"))
    return tuple(name.partition("_")[0] for name in names)


def newest() -> str:
    """Return the version that this service writes."""
    versions = known()
    if not versions:
        raise StoreTooOld("this installation lacks its migrations; install it again")
    return versions[-1]


async def version(database: Database) -> str | None:
    """Return the store's version, None when it is empty."""
    async with database.read() as transaction:
        return await transaction.run_sync(version_of)


def version_of(connection: Connection) -> str | None:
    """Return the version of the store at a connection, None when it is empty."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(_READ).scalar()
    return found


async def require_current(database: Database) -> None:
    """Refuse a store that this service cannot work on.

    Raises:
        StoreTooNew: if a newer service wrote it.
        StoreTooOld: if it has to be migrated first.
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
        found: of a store, None when it is empty.

    Raises:
        StoreTooNew: if a newer service wrote the store.
    """
    if found is not None and found not in known():
        raise StoreTooNew(
            f"the store is at version {found}, which is newer than this service ({newest()}); "
            "install the version that wrote it, or a later one"
        )
