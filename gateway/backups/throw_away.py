"""Throw-away stores for drills: a file beside a SQLite store, a database on PostgreSQL's server."""

import asyncio
import secrets
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import asyncpg  # type: ignore[import-untyped]
from sqlalchemy.engine import make_url

from calendar_store.database.postgres import PATIENT, connected
from config.checked import POSTGRESQL, SQLITE
from gateway.backups import sqlite_copy
from gateway.backups.errors import BackupFailed

_PREFIX = "textback_drill_"
_OLD = timedelta(hours=6)
"""Age of a throw-away database that a killed drill left."""


@asynccontextmanager
async def throw_away(url: str, database: str) -> AsyncIterator[str]:
    """Yield the URL of a store that does not exist yet, or has no table; it goes at the end.

    Args:
        url: of the living store, beside which it is made.
        database: "sqlite" or "postgresql".

    Raises:
        BackupFailed: if none can be made.
    """
    if not url.startswith(POSTGRESQL if database == "postgresql" else SQLITE):
        raise BackupFailed(f"the newest backup is of a store on {database}, this one is on another")
    if database == "sqlite":
        with sqlite_copy.scratch(Path(url.removeprefix(SQLITE))) as scratch:
            yield f"{SQLITE}{scratch / 'drill.db'}"
        return
    name = f"{_PREFIX}{int(time.time())}_{secrets.token_hex(4)}"
    await _drop_left(url)
    await _run(url, f'CREATE DATABASE "{name}" TEMPLATE template0')
    try:
        yield make_url(url).set(database=name).render_as_string(hide_password=False)
    finally:
        await asyncio.shield(_run(url, f'DROP DATABASE "{name}" WITH (FORCE)'))


@asynccontextmanager
async def _connection(url: str) -> AsyncIterator[Any]:
    parsed, arguments = connected(make_url(url), PATIENT)
    known = {name: str(value) for name, value in parsed.query.items()}
    try:
        connection = await asyncpg.connect(
            host=known.get("host") or parsed.host,
            port=int(known.get("port") or parsed.port or 5432),
            user=parsed.username,
            password=str(parsed.password) if parsed.password else None,
            database=parsed.database,
            **arguments,
        )
    except (OSError, asyncpg.PostgresError) as error:
        raise BackupFailed(f"the server does not answer: {error}") from error
    try:
        yield connection
    finally:
        await connection.close()


async def _run(url: str, statement: str) -> None:
    async with _connection(url) as connection:
        try:
            await connection.execute(statement)
        except asyncpg.InsufficientPrivilegeError as error:
            raise BackupFailed(
                f"no store for the drill can be made: {error}; give the store's account CREATEDB"
            ) from error
        except asyncpg.PostgresError as error:
            raise BackupFailed(f"no store for the drill can be made: {error}") from error


async def _drop_left(url: str) -> None:
    """Remove what killed drills left, some hours later: another drill may be at work."""
    async with _connection(url) as connection:
        rows = await connection.fetch(
            "SELECT datname FROM pg_database WHERE datname LIKE $1", f"{_PREFIX}%"
        )
    for row in rows:
        made = row["datname"].removeprefix(_PREFIX).partition("_")[0]
        if made.isdigit() and time.time() - int(made) > _OLD.total_seconds():
            await _run(url, f'DROP DATABASE IF EXISTS "{row["datname"]}"')
