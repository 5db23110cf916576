"""Access of commands to the store: reads the configuration, opens and checks the store.

Each command does its work in one transaction; the store is closed at the end.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from calendar_store.model.errors import InvalidInput, NotFound, PracticeSuspended
from gateway.cli.options import DEFAULT_CONFIG

if TYPE_CHECKING:  # the database is heavy, and help needs none
    from calendar_store.database.connection import Database, Transaction
    from calendar_store.database.postgres import ConnectionLimits
    from calendar_store.model.practices import Practice
    from config.settings import Settings

T = TypeVar("T")


def now() -> datetime:
    """Return the current time, UTC; most commands read the clock once."""
    return datetime.now(UTC)


def settings(config: Path | None) -> Settings:
    """Read the configuration.

    Args:
        config: the configuration file; None for the default file, which may be missing if
            environment variables hold the settings.

    Raises:
        ConfigError: with one line for each error.
    """
    from config.settings import load

    return load(config_file(config), os.environ)


def config_file(config: Path | None) -> Path | None:
    """Return the configuration file to read; None if only environment variables hold settings.

    Args:
        config: the file named by an option; None for the default file.
    """
    from config.sources import PREFIX

    from_environment = any(name.startswith(PREFIX) for name in os.environ)
    if config is None and from_environment and not DEFAULT_CONFIG.exists():
        return None
    return config or DEFAULT_CONFIG


@asynccontextmanager
async def opened(url: str, limits: ConnectionLimits | None = None) -> AsyncIterator[Database]:
    """Open a store of any version; close it at the end.

    Args:
        url: the store's URL, with its password if there is one.
        limits: timeouts of connections to PostgreSQL; None for the service's.

    Raises:
        StoreUnreachable: if the store cannot be opened.
    """
    from calendar_store.database.connection import Database
    from calendar_store.database.postgres import SERVICE

    database = Database.connect(url, limits or SERVICE)
    try:
        yield database
    finally:
        await database.close()


def write(config: Path | None, work: Callable[[Transaction], Awaitable[T]]) -> T:
    """Do the work of a command in one writing transaction.

    Raises:
        ConfigError: if the configuration cannot be used.
        StoreTooNew: if a newer service wrote the store.
        StoreTooOld: if the store has to be migrated first.
        StoreError: if the work is refused; nothing is changed then.
    """

    async def in_transaction(database: Database) -> T:
        async with database.write() as tx:
            return await work(tx)

    return asyncio.run(_on_current(config, in_transaction))


def read(config: Path | None, work: Callable[[Transaction], Awaitable[T]]) -> T:
    """Do the work of a command in one reading transaction; raises the errors of `write`."""

    async def in_transaction(database: Database) -> T:
        async with database.read() as tx:
            return await work(tx)

    return asyncio.run(_on_current(config, in_transaction))


def with_database(config: Path | None, work: Callable[[Database], Awaitable[T]]) -> T:
    """Do the work of a command that waits for others between its transactions.

    Raises the errors of `write`.
    """
    return asyncio.run(_on_current(config, work))


async def _on_current(config: Path | None, work: Callable[[Database], Awaitable[T]]) -> T:
    from calendar_store.database.version import require_current

    async with opened(settings(config).store.full_url()) as database:
        await require_current(database)
        return await work(database)


async def practice(
    tx: Transaction, name_or_id: str | None, *, even_suspended: bool = False
) -> Practice:
    """Return the practice that a command is about.

    Args:
        tx: any transaction; a writing one means that the command changes the practice.
        name_or_id: the practice's name or id; None for the store's only practice.
        even_suspended: whether the command is of use at a practice that is suspended.

    Raises:
        NotFound: if there is no practice.
        InvalidInput: if there are several practices and `name_or_id` is None.
        PracticeSuspended: if the command changes a practice that is suspended.
    """
    found = await _named(tx, name_or_id)
    if tx.writes and found.suspended_at is not None and not even_suspended:
        raise PracticeSuspended
    return found


async def _named(tx: Transaction, name_or_id: str | None) -> Practice:
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
