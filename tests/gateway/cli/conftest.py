"""The command line as its tests use it: a folder with a configuration, a store, and a clock."""

import asyncio
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine

from calendar_store.database.connection import Database
from gateway.demo import practice
from tests.support.command_line import MONDAY_MORNING, CommandLine
from tests.support.terminal import ADA, CARRIER, receive


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    """Commands of this process run on a Monday morning; their loops' clocks go on."""
    with time_machine.travel(MONDAY_MORNING, tick=True):
        yield


@pytest.fixture
def nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    """An empty folder."""
    for name in [name for name in os.environ if name.startswith("TEXTBACK")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return CommandLine(tmp_path)


@pytest.fixture
def cli(nothing: CommandLine, migrated_file: Path) -> CommandLine:
    """A folder with a configuration and a store without a practice."""
    shutil.copy(migrated_file, nothing.folder / "textback.db")
    (nothing.folder / "textback.toml").write_text('[store]\nurl = "sqlite:///textback.db"\n')
    return nothing


@pytest.fixture
def studio(cli: CommandLine, studio_file: Path) -> CommandLine:
    """The same with Studio Aurora, its practitioners, a service and Ada Byron."""
    shutil.copy(studio_file, cli.folder / "textback.db")
    return cli


@pytest.fixture
def asked(studio: CommandLine) -> CommandLine:
    """A studio with a carrier, to which Ada has written what the service does not understand."""
    with Path("textback.toml").open("a") as file:
        file.write(CARRIER)
    studio.ok(*ADA)
    receive("Can I bring my dog?")
    return studio


@pytest.fixture
def sample(cli: CommandLine) -> CommandLine:
    """A folder with a store that holds the demo's practice, laid out around the clock's now."""

    async def create() -> None:
        database = Database.connect("sqlite:///textback.db")
        await practice.create(database, MONDAY_MORNING)
        await database.close()

    asyncio.run(create())
    return cli


@pytest.fixture(scope="session")
def studio_file(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with Studio Aurora to copy, filled by commands."""
    folder = tmp_path_factory.mktemp("studio")
    shutil.copy(migrated_file, folder / "textback.db")
    (folder / "textback.toml").touch()
    filled = CommandLine(folder)
    rome = ("--timezone", "Europe/Rome", "--locale", "en", "--sender", "+390699000111")
    ada = ("--first", "Ada", "--last", "Byron", "--mobile", "347 123 4567")
    with time_machine.travel(MONDAY_MORNING, tick=True):
        for command in (
            ("practice", "add", "Studio Aurora", *rome),
            ("practitioner", "add", "Aurora", "--hours", "mon-fri 09:00-13:00,14:00-18:00"),
            ("practitioner", "add", "Bruno", "--hours", "mon-fri 09:00-18:00"),
            ("service", "add", "Check-up", "--minutes", "45", "--buffer-after", "15"),
            ("client", "add", *ada, "--email", "ada@example.org", "--consent", "form"),
        ):
            filled.ok("--config", str(folder / "textback.toml"), *command)
    return folder / "textback.db"
