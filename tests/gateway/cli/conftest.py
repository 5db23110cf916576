"""The command line as its tests use it: a folder with a configuration, a store, and a clock."""

import asyncio
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from typer.testing import CliRunner

from calendar_store.database.connection import Database
from gateway.cli.program import app
from gateway.demo import practice

SCRIPT = Path(sys.executable).with_name("textback")
MONDAY_MORNING = datetime(2026, 11, 23, 8, tzinfo=UTC)
"""Nine o'clock in Rome."""


@dataclass(frozen=True)
class Answer:
    """What a command left behind."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class CommandLine:
    """Runs commands in a folder."""

    folder: Path

    def run(self, *args: str, typed: str | bytes | None = None) -> Answer:
        """Run a command in this process."""
        before = os.umask(0o022)
        try:
            result = CliRunner().invoke(app, list(args), input=typed)
        finally:
            os.umask(before)
        assert isinstance(result.exception, SystemExit | None), result.exception
        return Answer(result.exit_code, result.stdout, result.stderr)

    def script(self, *args: str, typed: str | None = None, **environ: str) -> Answer:
        """Run the console script in a process of its own."""
        done = subprocess.run(
            [SCRIPT, *args],
            cwd=self.folder,
            input=typed,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
            env=os.environ | environ,
        )
        return Answer(done.returncode, done.stdout, done.stderr)

    def ok(self, *args: str, typed: str | bytes | None = None) -> str:
        """Run a command that has to succeed; return what it printed."""
        answer = self.run(*args, typed=typed)
        assert (answer.code, answer.err) == (0, "")
        return answer.out

    def json(self, *args: str, typed: str | None = None) -> Any:
        """Run a command that has to succeed with --json; return the one document it printed."""
        out = self.ok(*args, "--json", typed=typed)
        assert out.count("\n") == 1
        return json.loads(out)

    def refused(self, *args: str, code: int = 1, typed: str | None = None) -> str:
        """Run a command that has to be refused; return its one line."""
        answer = self.run(*args, typed=typed)
        assert (answer.code, answer.out) == (code, "")
        (line,) = answer.err.splitlines()
        return line.removeprefix("textback: ")


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
