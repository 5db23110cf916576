"""A clean folder with Studio Aurora in it, set up by commands; a carrier of others beside it."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.end_to_end.installed import Installed
from tests.end_to_end.javascript_carrier import javascript_carrier
from tests.end_to_end.phones import Phones
from tests.end_to_end.rust_carrier import RustCarrier, rust_carrier
from tests.support import postgres


@pytest.fixture(scope="session")
def studio_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder to copy: a configuration and a SQLite store, made by commands."""
    installed = Installed(tmp_path_factory.mktemp("installed"))
    asyncio.run(installed.set_up())
    return installed.folder


@pytest.fixture
def empty(tmp_path: Path) -> Installed:
    """An empty folder to run commands in."""
    return Installed(tmp_path)


@pytest.fixture
def textback(studio_folder: Path, tmp_path: Path) -> Installed:
    """Studio Aurora on SQLite, with no carrier yet and nobody booked."""
    shutil.copytree(studio_folder, tmp_path, dirs_exist_ok=True)
    return Installed(tmp_path)


@pytest.fixture(params=["sqlite", "postgresql"])
def textback_on_each(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Installed]:
    """The same on each database, set up by the same commands."""
    if request.param == "sqlite":
        yield request.getfixturevalue("textback")
    else:
        installed = Installed(tmp_path)
        with request.getfixturevalue("postgres_server").fresh() as url:
            asyncio.run(installed.set_up(url))
            yield installed


@pytest.fixture
def own_postgres(tmp_path: Path) -> Iterator[tuple[Installed, postgres.Server]]:
    """Studio Aurora on a server that no other test uses."""
    with postgres.running() as server, server.fresh() as url:
        installed = Installed(tmp_path)
        asyncio.run(installed.set_up(url))
        yield installed, server


@pytest.fixture
async def carrier() -> AsyncIterator[RustCarrier]:
    """A carrier in Rust, with phones behind it."""
    async with rust_carrier() as carrier:
        yield carrier


@pytest.fixture(params=["rust", "javascript"])
async def each_carrier(request: pytest.FixtureRequest) -> AsyncIterator[Phones]:
    """A carrier of others with phones behind it: one in Rust, one in JavaScript."""
    made = {"rust": rust_carrier, "javascript": javascript_carrier}[request.param]
    async with made() as carrier:
        yield carrier
