"""Open SQLite stores: engines for the writer and the readers, and files that are private."""

import os
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, event

from calendar_store.database.async_engine import AsyncEngine, create_async_engine
from calendar_store.model.errors import StoreUnreachable

_READERS = 4
_OWNER_ONLY = 0o600
_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=10000",
    "PRAGMA cache_size=-65536",
    "PRAGMA temp_store=MEMORY",
    # 32 MB: pages that every commit changes are then written back once for many commits
    "PRAGMA wal_autocheckpoint=8000",
)


def writer(url: URL) -> AsyncEngine:
    """Return an engine with the only connection that writes."""
    engine = create_async_engine(url, pool_size=1, max_overflow=0, hide_parameters=True)
    _tune(engine, "BEGIN IMMEDIATE")
    return engine


def readers(url: URL) -> AsyncEngine:
    """Return an engine with a few connections that can only read."""
    engine = create_async_engine(url, pool_size=_READERS, max_overflow=0, hide_parameters=True)
    _tune(engine, "BEGIN", read_only=True)
    return engine


def make_private(file: Path) -> None:
    """Create a missing store file with access for its owner only; SQLite's side files inherit this.

    Raises:
        StoreUnreachable: if the file cannot be created.
    """
    if not file.parent.is_dir():
        # checked here, because aiosqlite's thread would stay alive after a failed open
        raise StoreUnreachable(
            f"the store cannot be opened: there is no folder {file.parent}; make it first"
        )
    try:
        os.close(os.open(file, os.O_RDWR | os.O_CREAT, _OWNER_ONLY))
    except OSError as error:
        raise StoreUnreachable(f"the store cannot be opened: {error.strerror}: {file}") from error


def _tune(engine: AsyncEngine, begin: str, *, read_only: bool = False) -> None:
    """Set up SQLite connections: we begin transactions, and commits are durable."""

    @event.listens_for(engine.sync_engine, "connect")
    def _opened(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in _PRAGMAS:
            cursor.execute(pragma)
        if read_only:
            cursor.execute("PRAGMA query_only=ON")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def _begins(connection: Connection) -> None:
        connection.exec_driver_sql(begin)
