"""pg_dump and pg_restore: a dump in PostgreSQL's own format as it comes, and a store made of one.

A dump, and not a copy of the server's files with its log: it needs no more than the rights of the
store's account, holds this store alone, and is restored by this and later versions of PostgreSQL.
Who wants any moment of the last days on PostgreSQL archives the server's log.
"""

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from sqlalchemy import URL
from sqlalchemy.engine import make_url

from gateway.backups.errors import BackupFailed

_INSTALLED = Path("/usr/lib/postgresql")
_LIBPQ = {
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
    "host": "PGHOST",
    "port": "PGPORT",
}
_PIECE = 2**20
_VERSION = " TABLE DATA public alembic_version "
_MOST_JOBS = 8


def environ_of(url: str) -> dict[str, str]:
    """Return the environment that connects PostgreSQL's programs; no argument shows a password."""
    parsed: URL = make_url(url)
    found = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    found |= {"PGAPPNAME": "textback backup", "PGCONNECT_TIMEOUT": "10", "LC_ALL": "C"}
    known = {
        "PGHOST": parsed.host,
        "PGPORT": str(parsed.port or ""),
        "PGUSER": parsed.username,
        "PGPASSWORD": str(parsed.password or ""),
        "PGDATABASE": parsed.database,
    }
    known |= {_LIBPQ[name]: str(value) for name, value in parsed.query.items() if name in _LIBPQ}
    if "PGSSLROOTCERT" in known and "PGSSLMODE" not in known:
        known["PGSSLMODE"] = "verify-full"
    # an own pgpass file still counts
    kept = {name: value for name, value in os.environ.items() if name == "PGPASSFILE"}
    return found | kept | {name: value for name, value in known.items() if value}


def program(name: str, folder: Path | None, server: str) -> str:
    """Return the path of a program of PostgreSQL.

    Args:
        name: "pg_dump" or "pg_restore".
        folder: where it has to be; None: where Debian puts those of the server's version, or as
            it is found.
        server: the server's major version.

    Raises:
        BackupFailed: if it is not there.
    """
    if folder is not None:
        found = folder / name
        if os.access(found, os.X_OK):
            return str(found)
        raise BackupFailed(
            f"there is no {name} in {folder}; correct postgresql_programs in [backup]"
        )
    ours = _INSTALLED / server / "bin" / name
    if os.access(ours, os.X_OK):
        return str(ours)
    anywhere = shutil.which(name)
    if anywhere is None:
        raise BackupFailed(f"{name} is not installed; install postgresql-client-{server}")
    return anywhere


def dump(url: str, folder: Path | None, server: str, snapshot: str) -> Iterator[bytes]:
    """Yield a dump of what a snapshot shows.

    Args:
        url: of the store.
        folder: of the programs.
        server: the server's major version.
        snapshot: exported by a transaction that is open until the dump has ended.

    Raises:
        BackupFailed: if pg_dump fails; what came until then is no dump.
    """
    command = [
        *(program("pg_dump", folder, server), "--format=custom", "--compress=0"),
        *("--no-owner", "--no-privileges", "--lock-wait-timeout=30s", f"--snapshot={snapshot}"),
    ]
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(  # noqa: S603 (our own arguments)
            command,
            env=environ_of(url),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=said,
        )
        try:
            assert process.stdout is not None  # noqa: S101
            while octets := process.stdout.read(_PIECE):
                yield octets
            if process.wait():
                raise BackupFailed(f"pg_dump: {_last(said, server)}")
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
            if process.stdout:
                process.stdout.close()


def restore(url: str, folder: Path | None, server: str, dumped: IO[bytes], *, clean: bool) -> None:
    """Make a store of a dump, many tables and indexes at once.

    The store's version comes at the very end: what is left of a restore that was killed has none,
    and no service and no command takes it for a store.

    Args:
        url: of the database.
        folder: of the programs.
        server: the server's major version.
        dumped: a file with the dump.
        clean: whether to replace tables, which have no rows.

    Raises:
        BackupFailed: if pg_restore fails; the database has no version then.
    """
    environ = environ_of(url)
    # indexes of a million rows are sorted in memory, in these sessions alone; the last of them
    # waits until all is on the disk
    environ["PGOPTIONS"] = "-c maintenance_work_mem=256MB -c synchronous_commit=off"
    command = (program("pg_restore", folder, server), "--no-owner", "--no-privileges")
    to = ("--exit-on-error", "--dbname", environ["PGDATABASE"])
    listed = _run([*command, "--list"], environ, dumped, server)
    wanted = [line for line in listed.splitlines() if not line.startswith(";")]
    last = [line for line in wanted if _VERSION in line]
    first = [line for line in wanted if _VERSION not in line]
    jobs = str(max(2, min(_MOST_JOBS, len(os.sched_getaffinity(0)))))
    with _list_of(first) as names:
        at_once = ["--single-transaction", "--clean", "--if-exists"] if clean else ["--jobs", jobs]
        _run([*command, *to, *at_once, "--use-list", names], environ, dumped, server)
    environ["PGOPTIONS"] = "-c synchronous_commit=on"
    with _list_of(last) as names:
        _run([*command, *to, "--use-list", names], environ, dumped, server)


@contextmanager
def _list_of(lines: Sequence[str]) -> Iterator[str]:
    with tempfile.NamedTemporaryFile("w", suffix=".list") as names:
        names.write("\n".join(lines) + "\n")
        names.flush()
        yield names.name


def _run(command: Sequence[str], environ: dict[str, str], dumped: IO[bytes], server: str) -> str:
    """Run pg_restore on a file that has no name; return what it printed.

    Raises:
        BackupFailed: if it fails.
    """
    handle = dumped.fileno()
    with tempfile.TemporaryFile() as said:
        done = subprocess.run(  # noqa: S603 (our own arguments)
            [*command, f"/proc/self/fd/{handle}"],
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=said,
            pass_fds=[handle],
            check=False,
        )
        if done.returncode:
            raise BackupFailed(f"pg_restore: {_last(said, server)}")
    return done.stdout.decode("utf-8", "replace")


def _last(said: IO[bytes], server: str) -> str:
    said.seek(0)
    lines = said.read(_PIECE).decode("utf-8", "replace").splitlines()
    whole = " ".join(lines)
    if "version mismatch" in whole:
        ours = re.search(r"pg_dump version: (\d+)", whole)
        mine = f" is of version {ours[1]}, which" if ours else ""
        return (
            f"this one{mine} cannot read a server of version {server}; install"
            f" postgresql-client-{server}, or name its folder as postgresql_programs in [backup]"
        )
    if "unsupported version" in whole:
        return "the dump is of a later pg_dump; use a pg_restore of its version or a later one"
    errors = [line for line in lines if "error:" in line] or lines or ["it failed without a word"]
    return errors[0].partition("error: ")[2] or errors[0]


def server_major(shown: str) -> str:
    """Return the major version from the setting server_version_num, as "150004"."""
    return str(int(shown) // 10000)
