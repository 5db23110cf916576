"""A real PostgreSQL for the tests: made in a temporary folder, started once, removed at the end."""

import asyncio
import itertools
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncpg  # type: ignore[import-untyped]
import pytest

from tests.support.ports import free_port

_INSTALLED = Path("/usr/lib/postgresql")
_ACCOUNT = "postgres"
_RESTORE = "UPDATE alembic_version SET version_num = '{}'"
_SEND_AWAY = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = '{}' AND pid <> pg_backend_pid()"
)
_FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=60"


@dataclass(slots=True)
class Server:
    """A running server that only this test run knows of."""

    port: int
    data: Path
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def url(self, name: str) -> str:
        return f"postgresql://{_ACCOUNT}@127.0.0.1:{self.port}/{name}"

    @contextmanager
    def fresh(self, template: str = "template0") -> Iterator[str]:
        """Yield the URL of a new database, a copy of `template`; it is dropped at the end."""
        name = f"test_{next(self._numbers)}"
        self.run(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        yield self.url(name)
        self.run(f'DROP DATABASE "{name}" WITH (FORCE)')

    @contextmanager
    def emptied(self, name: str, tables: Sequence[str], version: str) -> Iterator[str]:
        """Yield the URL of a database that stays; at the end whoever is left in it is sent away
        and its rows go, which takes a hundredth of the time of making another.

        Args:
            name: the database.
            tables: whose rows go, in an order that their foreign keys allow.
            version: of the store, which a test may have made another.
        """
        yield self.url(name)
        self.run(_SEND_AWAY.format(name))
        emptied = map("DELETE FROM {}".format, tables)
        # the audit log lets no row go, but for whoever turns its triggers off
        off = "SET session_replication_role = replica"
        self.run("; ".join([off, *emptied, _RESTORE.format(version)]), name)

    @contextmanager
    def frozen(self) -> Iterator[None]:
        """Let the server take connections and answer nothing while the block runs."""
        postmaster = int((self.data / "postmaster.pid").read_text().split()[0])
        children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
        processes = [postmaster, *map(int, children)]
        for process in processes:
            os.kill(process, signal.SIGSTOP)
        try:
            yield
        finally:
            for process in processes:
                os.kill(process, signal.SIGCONT)

    @contextmanager
    def away(self) -> Iterator[None]:
        """Let the server refuse connections while the block runs."""
        control = [_binaries() / "pg_ctl", "-D", self.data, "-s", "-w"]
        _run(self.data.parent, *control, "-m", "immediate", "stop")
        try:
            yield
        finally:
            options = f"-k {self.data.parent} -h 127.0.0.1 -p {self.port} {_FAST}"
            log = self.data.parent / "log"
            _run(self.data.parent, *control, "-l", log, "-o", options, "start")

    def run(self, statement: str, name: str = _ACCOUNT) -> None:
        asyncio.run(self._run(statement, name))

    async def _run(self, statement: str, name: str) -> None:
        connection = await asyncpg.connect(self.url(name))
        try:
            await connection.execute(statement)
        finally:
            await connection.close()


@contextmanager
def running() -> Iterator[Server]:
    """Yield a server; stop it and remove its folder at the end."""
    binaries = _binaries()
    folder = Path(tempfile.mkdtemp(prefix="textback-postgres-"))
    if os.geteuid() == 0:
        # the server refuses to run as root
        shutil.chown(folder, _ACCOUNT, _ACCOUNT)
    data, port = folder / "data", free_port()
    options = f"-k {folder} -h 127.0.0.1 -p {port} {_FAST}"
    control = [binaries / "pg_ctl", "-D", data, "-s", "-w"]
    try:
        made = ["-D", data, "-U", _ACCOUNT, "-A", "trust", "-N", "-E", "UTF8"]
        _run(folder, binaries / "initdb", *made)
        _run(folder, *control, "-l", folder / "log", "-o", options, "start")
        try:
            yield Server(port, data)
        finally:
            _run(folder, *control, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)


def _binaries() -> Path:
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    versions = sorted(_INSTALLED.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not versions:
        pytest.fail("PostgreSQL is not installed here; `make test` installs it", pytrace=False)
    return versions[-1].parent


def _run(folder: Path, *command: object) -> None:
    """Run one of the server's programs, as its own account when we are root."""
    account: dict[str, Any] = {"user": _ACCOUNT, "group": _ACCOUNT, "extra_groups": []}
    # a file and not a pipe: the server started by pg_ctl would hold a pipe open
    with (folder / "said").open("w+") as said:
        done = subprocess.run(
            [str(word) for word in command],
            check=False,
            stdout=said,
            stderr=subprocess.STDOUT,
            cwd="/",
            env={**os.environ, "LC_ALL": "C"},
            **(account if os.geteuid() == 0 else {}),
        )
        said.seek(0)
        last = said.read().strip().rpartition("\n")[2]
    if done.returncode:
        pytest.fail(f"{Path(str(command[0])).name}: {last}", pytrace=False)
