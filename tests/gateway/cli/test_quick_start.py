"""A command is there at once: what it does not need is not imported."""

import json
import os
import subprocess
import sys

import pytest
from typer.main import get_group

from gateway.cli.lazy_commands import LazyCommand, loaded
from gateway.cli.program import COMMANDS, app
from tests.support.command_line import CommandLine

NEVER_FOR_HELP = {
    *("aiohttp", "aiosqlite", "alembic", "asyncio", "babel", "dialogs", "http.client", "mako"),
    *("phonenumbers", "pydantic", "rapidfuzz", "rich", "sqlalchemy", "structlog"),
    *(f"gateway.cli.{one.source.partition(':')[0]}" for one in COMMANDS),
}
NEVER_FOR_A_LIST = {
    *("aiohttp", "alembic", "babel", "dialogs.languages", "dialogs.understand", "http.client"),
    *("jinja2", "mako", "phonenumbers", "rapidfuzz", "sqlalchemy.orm", "structlog"),
    *("gateway.cli.booking", "gateway.cli.demo", "gateway.service", "gateway.web"),
}


def imported(cli: CommandLine, *args: str) -> set[str]:
    """Run a command in a process of its own; return the modules that it imported."""
    told = (
        "import atexit, json, sys\n"
        "atexit.register(lambda: print(json.dumps(sorted(sys.modules)), file=sys.stderr))\n"
        f"sys.argv = ['textback', *{args!r}]\n"
        "from gateway.cli import main\n"
        "main()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", told],
        cwd=cli.folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
        env=os.environ,
    )
    return set(json.loads(done.stderr.splitlines()[-1]))


def of_these(found: set[str], unwanted: set[str]) -> list[str]:
    return sorted(
        one for one in unwanted if any(f"{name}.".startswith(f"{one}.") for name in found)
    )


def test_help_imports_no_command_and_nothing_heavy(nothing: CommandLine) -> None:
    found = imported(nothing, "--help")
    assert "typer" in found
    assert of_these(found, NEVER_FOR_HELP) == []


def test_a_list_imports_what_it_shows_and_no_more(studio: CommandLine) -> None:
    found = imported(studio, "practice", "list")
    assert "sqlalchemy.engine" in found
    assert of_these(found, NEVER_FOR_A_LIST) == []


@pytest.mark.parametrize("command", COMMANDS, ids=lambda one: one.name)
def test_the_list_of_all_says_of_a_command_what_it_says_itself(command: LazyCommand) -> None:
    assert loaded(command).get_short_help_str(1000) == command.help


def test_what_sessions_belong_to_is_still_there_for_who_asks() -> None:
    code = (
        "from calendar_store.database.connection import Database, AsyncConnection\n"
        "import sqlalchemy.ext.asyncio as whole, sys\n"
        "assert whole.AsyncSession and whole.AsyncConnection is AsyncConnection\n"
        "assert sys.modules['sqlalchemy.ext.asyncio.engine'].AsyncEngine is whole.AsyncEngine\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


def test_all_commands_are_in_the_list() -> None:
    assert [*get_group(app).commands] == [one.name for one in COMMANDS]
