"""The store behind a command: found by the configuration, checked, one transaction, closed."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from calendar_store.model.errors import InvalidInput, NotFound
from gateway.cli.options import DEFAULT_CONFIG

if TYPE_CHECKING:  # the database is heavy, and help needs none
    from calendar_store.database.connection import Database, Transaction
    from calendar_store.database.postgres import ConnectionLimits
    from calendar_store.model.practices import Practice
    from config.settings import Settings

T = TypeVar("T")


def now() -> datetime:
    """Return the time, UTC; a command reads the clock once."""
    return datetime.now(UTC)


def settings(config: Path | None) -> Settings:
    """Read the configuration.

    Args:
        config: the file named; None for the default one, which may be absent where the
            environment says everything.

    Raises:
        ConfigError: with one line for each fault.
    """
    from config.settings import load

    return load(config_file(config), os.environ)


def config_file(config: Path | None) -> Path | None:
    """Return the configuration file that counts, None where the environment says everything.

    Args:
        config: the file named; None for the default one.
    """
    from config.sources import PREFIX

    from_environment = any(name.startswith(PREFIX) for name in os.environ)
    if config is None and from_environment and not DEFAULT_CONFIG.exists():
        return None
    return config or DEFAULT_CONFIG


@asynccontextmanager
async def opened(url: str, limits: ConnectionLimits | None = None) -> AsyncIterator[Database]:
    """Open a store, whatever its version; close it at the end.

    Args:
        url: with its password, where it has one.
        limits: how long PostgreSQL is waited for; None as usual.

    Raises:
        StoreUnreachable: if it cannot be opened.
    """
    from calendar_store.database.connection import Database
    from calendar_store.database.postgres import SERVICE

    database = Database.connect(url, limits or SERVICE)
    try:
        yield database
    finally:
        await database.close()


def write(config: Path | None, work: Callable[[Transaction], Awaitable[T]]) -> T:
    """Do the work of a command in one transaction that may change things.

    Raises:
        ConfigError: if the configuration cannot be used.
        StoreTooNew: if a newer service wrote the store.
        StoreTooOld: if the store has to be migrated first.
        StoreError: whatever the work is refused for; then nothing was changed.
    """

    async def in_transaction(database: Database) -> T:
        async with database.write() as tx:
            return await work(tx)

    return asyncio.run(_on_current(config, in_transaction))


def read(config: Path | None, work: Callable[[Transaction], Awaitable[T]]) -> T:
    """Do the work of a command in one transaction that only looks; raises as `write` does."""

    async def in_transaction(database: Database) -> T:
        async with database.read() as tx:
            return await work(tx)

    return asyncio.run(_on_current(config, in_transaction))


async def _on_current(config: Path | None, work: Callable[[Database], Awaitable[T]]) -> T:
    from calendar_store.database.version import require_current

    async with opened(settings(config).store.full_url()) as database:
        await require_current(database)
        return await work(database)


async def practice(tx: Transaction, name_or_id: str | None) -> Practice:
    """Return the practice that a command is about.

    Args:
        tx: any transaction.
        name_or_id: as named; None for the only one there is.

    Raises:
        NotFound: if there is none.
        InvalidInput: if there are several and none was named.
    """
    from calendar_store.practices import practices

    if name_or_id is not None:
        return await practices.find(tx, name_or_id)
    found = await practices.all_practices(tx)
    if not found:
        raise NotFound("there is no practice yet; add one with textback practice add")
    if len(found) > 1:
        names = ", ".join(one.name for one in found)
        raise InvalidInput(f"there are several practices: {names}; name one with --practice")
    return found[0]
