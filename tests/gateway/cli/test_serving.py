"""`serve`: alone on a SQLite file, and in one line where the disk is full."""

import errno
import os
import signal
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from calendar_store.database.ids import Ids
from tests.support.command_line import SCRIPT, CommandLine

_PATIENCE = 60
LISTEN = '[web]\nlisten = "127.0.0.1:0"\n'
"""Any free port."""
ONCE = "another textback serve runs on"
_SHARED_MEMORY = 32768
"""Octets that SQLite takes for its index of the log before anything else (WAL-index, one block)."""


@pytest.fixture
def serving(studio: CommandLine) -> CommandLine:
    """A studio whose service listens where it can."""
    with (studio.folder / "textback.toml").open("a") as file:
        file.write(LISTEN)
    return studio


@contextmanager
def served(cli: CommandLine) -> Iterator["subprocess.Popen[str]"]:
    """Run the service, ready, while the block runs."""
    with subprocess.Popen(
        [SCRIPT, "serve"], cwd=cli.folder, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        try:
            seen = []
            for line in process.stderr:
                seen.append(line)
                if " ready " in line:
                    break
            assert process.poll() is None, seen
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=_PATIENCE)


def test_a_second_service_on_one_file_is_refused_in_a_line(serving: CommandLine) -> None:
    with served(serving):
        second = serving.script("serve")
        assert (second.code, second.out) == (1, "")
        assert second.err.splitlines()[-1].startswith(f"textback: {ONCE} ")
        # by another path it is the same file
        (serving.folder / "other.db").symlink_to("textback.db")
        other = LISTEN + '[store]\nurl = "sqlite:///other.db"\n'
        (serving.folder / "other.toml").write_text(other)
        assert ONCE in serving.script("--config", "other.toml", "serve").err
        # commands work beside it
        ada = ("--client", "347 123 4567", "--practitioner", "Aurora")
        booked = serving.script("book", *ada, "--start", "2027-11-24T15:00", "--anyway")
        assert booked.code == 0, booked.err
    with served(serving):
        pass


def test_a_service_that_was_killed_leaves_no_lock(serving: CommandLine) -> None:
    with served(serving) as process:
        process.kill()
        process.wait(_PATIENCE)
    with served(serving):
        pass


def _full(cli: CommandLine, left: int, *command: str) -> "subprocess.CompletedProcess[str]":
    """Run a command in a process whose files cannot grow beyond `left` octets."""
    return subprocess.run(
        ["prlimit", f"--fsize={left}", str(SCRIPT), *command],
        cwd=cli.folder,
        capture_output=True,
        text=True,
        timeout=_PATIENCE,
        check=False,
    )


def _lose_texts_of_many(cli: CommandLine) -> None:
    """Leave a store in which the start has much to write: texts are missing, of many practices."""
    with sqlite3.connect(cli.folder / "textback.db") as store:
        names = [row[1] for row in store.execute("PRAGMA table_info(practices)")]
        rest = ", ".join(name for name in names if name not in {"id", "name"})
        store.executemany(
            f"INSERT INTO practices (id, name, {rest})"  # noqa: S608 (names of ours)
            f" SELECT id + ?1, name || ?1, {rest} FROM practices WHERE name = 'Studio Aurora'",
            [(one,) for one in range(1, 200)],
        )
    (cli.folder / "textback.db-sequence").write_text(f"{Ids().new():020}\n")


@pytest.mark.parametrize("left", [64, 5000, _SHARED_MEMORY])
def test_a_start_on_a_full_disk_ends_in_one_line(serving: CommandLine, left: int) -> None:
    _lose_texts_of_many(serving)
    done = _full(serving, left, "serve")
    assert (done.returncode, done.stdout) == (1, "")
    told = [line for line in done.stderr.splitlines() if line.startswith("textback: ")]
    assert len(told) == 1, done.stderr
    assert "the store" in told[0]
    assert "Traceback" not in done.stderr
    # nothing is broken by it
    assert serving.script("practice", "list").code == 0


@pytest.mark.parametrize("command", [("migrate",), ("staff", "add", "a@b.org", "--role", "admin")])
def test_other_commands_on_a_full_disk_end_in_one_line(
    serving: CommandLine, command: tuple[str, ...]
) -> None:
    if command == ("migrate",):
        (serving.folder / "textback.db").unlink()
    for left in (64, 5000):
        done = _full(serving, left, *command)
        assert (done.returncode, done.stdout) == (1, "")
        (line,) = done.stderr.splitlines()
        assert line.startswith("textback: the store ")


def test_a_path_that_no_file_can_have_is_told(serving: CommandLine) -> None:
    told = serving.refused("carriers", "replay", "x" * 300)
    assert os.strerror(errno.ENAMETOOLONG) in told


def test_a_host_that_nobody_knows_is_told(serving: CommandLine) -> None:
    (serving.folder / "textback.toml").write_text('[web]\nlisten = "nowhere.invalid:0"\n')
    done = serving.script("serve")
    assert (done.code, done.out) == (1, "")
    last = done.err.splitlines()[-1]
    assert "cannot listen on nowhere.invalid:0: no machine is known by that name" in last
    assert "Traceback" not in done.err
