"""What tests share: stores on both databases, freshly migrated, and a sample practice in them.

`database` runs a test twice, on SQLite and on PostgreSQL. Migrating is done once for each; every
test gets a copy of the file, or the database without a row.
"""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import structlog
from hypothesis import HealthCheck, settings

from calendar_store.database.connection import Database
from calendar_store.database.migrate import migrate
from calendar_store.database.version import newest
from calendar_store.model.practices import Practice, Practitioner
from calendar_store.practices import hours, practices, practitioners
from calendar_store.schema import metadata
from tests.support import postgres
from tests.support.actors import named

pytest_plugins = [
    f"tests.support.{one}" for one in ("rows", "fast", "again", "timeouts", "long_first")
]
# the default, a traceback with all local values, takes seconds for each exception that is logged
structlog.dev.ConsoleRenderer.get_active().exception_formatter = structlog.dev.plain_traceback
# how long an example takes is the machine's affair; what bounds time counts the processor's
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")

BACKENDS = ["sqlite", "postgresql"]
_ROWS_GO_FROM = [table.name for table in reversed(metadata.sorted_tables)]


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Server]:
    """A PostgreSQL of this test run's own, with a migrated database."""
    with postgres.running() as server:
        server.run("CREATE DATABASE migrated")
        asyncio.run(_migrated(server.url("migrated")))
        yield server


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    path = tmp_path_factory.mktemp("store") / "migrated.db"
    asyncio.run(_migrated(f"sqlite:///{path}"))
    return path


@pytest.fixture(params=BACKENDS)
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a freshly migrated store, on each database."""
    if request.param == "sqlite":
        path = tmp_path / "textback.db"
        shutil.copy(request.getfixturevalue("migrated_file"), path)
        yield f"sqlite:///{path}"
    else:
        server = request.getfixturevalue("postgres_server")
        with server.emptied("migrated", _ROWS_GO_FROM, newest()) as url:
            yield url


@pytest.fixture(params=BACKENDS)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a store without a single table, on each database."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
    else:
        with request.getfixturevalue("postgres_server").fresh() as url:
            yield url


@pytest.fixture
async def database(store_url: str) -> AsyncIterator[Database]:
    """A freshly migrated store, open."""
    opened = Database.connect(store_url)
    yield opened
    await opened.close()


@pytest.fixture
def now() -> datetime:
    """A Monday in winter, ten in the morning in Rome."""
    return datetime(2026, 1, 12, 9, tzinfo=UTC)


@pytest.fixture
async def practice(database: Database, now: datetime) -> Practice:
    """Studio Aurora, in Rome."""
    async with database.write() as tx:
        return await practices.add(
            tx,
            name="Studio Aurora",
            timezone="Europe/Rome",
            locale="it",
            sender="+390699000111",
            now=now,
        )


@pytest.fixture
async def aurora(database: Database, practice: Practice, now: datetime) -> Practitioner:
    """A practitioner who works on weekdays from nine to one and from two to six."""
    async with database.write() as tx:
        added = await practitioners.add(
            tx, practice.id, "Aurora", by=named("ada@example.org"), now=now
        )
        week = hours.parse("mon-fri 09:00-13:00,14:00-18:00", added.id)
        await hours.set_week(tx, practice.id, added.id, week, by=named("ada@example.org"), now=now)
    return added


async def _migrated(url: str) -> None:
    database = Database.connect(url)
    await migrate(database)
    await database.close()
