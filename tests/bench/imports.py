"""How long a file of 100,000 clients takes: `python -m tests.bench.imports [rows]`.

Prints, for SQLite and PostgreSQL, the seconds until the preview, until all is written, and until
all is undone again, by the wall and by this process's own processor time; the reading has a process
of its own beside it.
"""

import asyncio
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from calendar_store.database.connection import Database
from calendar_store.database.migrate import migrate
from calendar_store.model.actors import OPERATOR
from calendar_store.model.imports import ConsentChoice, ImportChoices, ImportKind
from calendar_store.practices import practices
from gateway.imports.importer import work_on
from gateway.imports.taking_in import store_file
from gateway.use_cases import imports
from tests.support import postgres

ROWS = 100_000
_FIRST = ("Ada", "Grace", "Alan", "Marie", "Edsger", "Barbara", "Donald", "Niklaus", "Hedy")
_LAST = ("Byron", "Hopper", "Turing", "Curie", "Dijkstra", "Liskov", "Knuth", "Noether")


def now() -> datetime:
    """Return the time."""
    return datetime.now(UTC)


def write_file(path: Path, rows: int) -> None:
    """Write a file of clients, half of them with an email address, all of whom agree."""
    lines = ["First name,Last name,Mobile,Email,SMS consent\n"]
    for n in range(rows):
        name = f"{_FIRST[n % 9]},{_LAST[n % 8]} {_LAST[n // 8 % 8]}"
        email = f"c{n}@example.org" if n % 2 else ""
        lines.append(f"{name},347 {1_000_000 + n * 7:07},{email},yes\n")
    path.write_text("".join(lines), encoding="utf-8")


async def measure(url: str, path: Path, what: str) -> None:
    """Import a file and undo it; print the seconds."""
    database = Database.connect(url)
    try:
        await migrate(database)
        async with database.write() as tx:
            practice = await practices.add(
                *(tx,),
                name="Studio Aurora",
                timezone="Europe/Rome",
                locale="it",
                sender="+390699000111",
                now=now(),
            )
            file = await imports.begin(
                tx, OPERATOR, practice, ImportKind.CLIENTS, path.name, now=now()
            )
        began = _seconds()
        size = await store_file(database, practice.id, file.id, path)
        async with database.write() as tx:
            file = await imports.uploaded(tx, OPERATOR, practice, file.id, size, now=now())
        file = await work_on(database, file, now)
        read = _seconds()
        async with database.write() as tx:
            agreed = ImportChoices(ConsentChoice.COLUMN, "form", "2026-01-01")
            file = await imports.choose(
                *(tx, OPERATOR, practice, file.id),
                columns=file.columns,
                consent=agreed,
                now=now(),
            )
            file = await imports.confirm(tx, OPERATOR, practice, file.id, file.version, now=now())
        file = await work_on(database, file, now)
        written = _seconds()
        async with database.write() as tx:
            file = await imports.undo(tx, OPERATOR, practice, file.id, now=now())
        await work_on(database, file, now)
        undone = _seconds()
    finally:
        await database.close()
    for name, since, until in (
        ("previewed", began, read),
        ("written", read, written),
        ("in all", began, written),
        ("undone", written, undone),
    ):
        wall, own = (end - start for start, end in zip(since, until, strict=True))
        told = f"{file.total} rows {name} in {wall:.1f} s ({own:.1f} s of the processor)"
        sys.stdout.write(f"{what}: {told}\n")


def _seconds() -> tuple[float, float]:
    return time.perf_counter(), time.process_time()


def main() -> None:
    """Measure both databases."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    with tempfile.TemporaryDirectory() as folder, postgres.running() as server:
        path = Path(folder) / "clients.csv"
        write_file(path, rows)
        asyncio.run(measure(f"sqlite:///{folder}/textback.db", path, "sqlite"))
        server.run("CREATE DATABASE imports")
        asyncio.run(measure(server.url("imports"), path, "postgresql"))


if __name__ == "__main__":
    main()
