"""How long a file of 100,000 clients or visits takes: `python -m tests.bench.imports [rows]`.

Prints, for SQLite and PostgreSQL, the seconds until the preview, until all is written, and until
all is undone again: by the wall, by this process's own processor time, and by that of the reading,
which has a process of its own beside it.
"""

import asyncio
import resource
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from calendar_store.database.connection import Database
from calendar_store.database.migrate import migrate
from calendar_store.model.actors import OPERATOR
from calendar_store.model.imports import ConsentChoice, ImportChoices, ImportFile, ImportKind
from calendar_store.model.practices import Practice
from calendar_store.practices import practices, practitioners
from gateway.cli import collect_seldom
from gateway.imports.importer import work_on
from gateway.imports.taking_in import store_file
from gateway.use_cases import imports
from tests.support import postgres

ROWS = 100_000
_PEOPLE, _A_DAY = 10, 18
"""Practitioners, and visits of each on one day."""
_FIRST = ("Ada", "Grace", "Alan", "Marie", "Edsger", "Barbara", "Donald", "Niklaus", "Hedy")
_LAST = ("Byron", "Hopper", "Turing", "Curie", "Dijkstra", "Liskov", "Knuth", "Noether")
_PARTS = ("ba", "da", "fe", "gi", "ko", "la", "mo", "na", "pi", "ro", "su", "te", "va", "ze")


def now() -> datetime:
    """Return the time."""
    return datetime.now(UTC)


def _name(n: int) -> str:
    """Return first and last name of the nth client: some are of one name, as in a town."""
    second = "".join(_PARTS[n // step % len(_PARTS)] for step in (9, 131, 1931)).capitalize()
    return f"{_FIRST[n % 9]},{_LAST[n % 8]} {second}"


def write_file(path: Path, rows: int) -> None:
    """Write a file of clients, half of them with an email address, all of whom agree."""
    lines = ["First name,Last name,Mobile,Email,SMS consent\n"]
    for n in range(rows):
        name = _name(n)
        email = f"c{n}@example.org" if n % 2 else ""
        lines.append(f"{name},347 {1_000_000 + n * 7:07},{email},yes\n")
    path.write_text("".join(lines), encoding="utf-8")


def write_visits(path: Path, rows: int) -> None:
    """Write a file of visits of the clients of `write_file`: most of the past, some ahead."""
    lines = ["Date,Time,Minutes,Practitioner,First name,Last name,Mobile,Status\n"]
    today = now().date()
    for n in range(rows):
        day = today + timedelta(days=60 - n // (_PEOPLE * _A_DAY))
        at = f"{8 + n // _PEOPLE % _A_DAY // 2:02}:{n // _PEOPLE % 2 * 30:02}"
        m = n * 7919 % rows
        name = _name(m)
        status = "attended" if day < today else ""
        who = f"Practitioner {n % _PEOPLE}"
        lines.append(f"{day},{at},30,{who},{name},347 {1_000_000 + m * 7:07},{status}\n")
    path.write_text("".join(lines), encoding="utf-8")


async def measure(url: str, clients: Path, visits: Path, what: str) -> None:
    """Import files and undo them; print the seconds."""
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
            for n in range(_PEOPLE):
                await practitioners.add(
                    tx, practice.id, f"Practitioner {n}", by=OPERATOR, now=now()
                )
        of_clients = await _imported(database, practice, ImportKind.CLIENTS, clients, what)
        of_visits = await _imported(database, practice, ImportKind.VISITS, visits, what)
        await _undone(database, practice, of_visits, what)
        await _undone(database, practice, of_clients, what)
    finally:
        await database.close()


async def _imported(
    database: Database, practice: Practice, kind: ImportKind, path: Path, what: str
) -> ImportFile:
    began = _seconds()
    async with database.write() as tx:
        file = await imports.begin(tx, OPERATOR, practice, kind, path.name, now=now())
    size = await store_file(database, practice.id, file.id, path)
    async with database.write() as tx:
        file = await imports.uploaded(tx, OPERATOR, practice, file.id, size, now=now())
    file = await work_on(database, file, now)
    read = _seconds()
    async with database.write() as tx:
        column = ConsentChoice.COLUMN if kind is ImportKind.CLIENTS else ConsentChoice.NONE
        agreed = ImportChoices(column, "form", "2026-01-01")
        file = await imports.choose(
            *(tx, OPERATOR, practice, file.id),
            columns=file.columns,
            consent=agreed,
            now=now(),
        )
        file = await imports.confirm(tx, OPERATOR, practice, file.id, file.version, now=now())
    file = await work_on(database, file, now)
    written = _seconds()
    added = file.counts.get("outcome.added", 0)
    _say(what, f"{file.total} {kind.value} previewed", began, read)
    _say(what, f"{added} {kind.value} written", read, written)
    _say(what, f"{added} {kind.value} in all", began, written)
    return file


async def _undone(database: Database, practice: Practice, file: ImportFile, what: str) -> None:
    began = _seconds()
    async with database.write() as tx:
        file = await imports.undo(tx, OPERATOR, practice, file.id, now=now())
    file = await work_on(database, file, now)
    gone = file.counts.get("outcome.undone", 0)
    _say(what, f"{gone} {file.kind.value} undone", began, _seconds())


def _say(what: str, done: str, since: tuple[float, ...], until: tuple[float, ...]) -> None:
    wall, own, others = (end - start for start, end in zip(since, until, strict=True))
    told = f"{done} in {wall:.1f} s ({own:.1f} s of the processor, {others:.1f} s of the reading)"
    sys.stdout.write(f"{what}: {told}\n")


def _seconds() -> tuple[float, float, float]:
    others = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.perf_counter(), time.process_time(), others.ru_utime + others.ru_stime


def main() -> None:
    """Measure both databases."""
    collect_seldom()
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    only = sys.argv[2] if len(sys.argv) > 2 else ""
    with tempfile.TemporaryDirectory() as folder, postgres.running() as server:
        clients, visits = Path(folder) / "clients.csv", Path(folder) / "visits.csv"
        write_file(clients, rows)
        write_visits(visits, rows)
        if only != "postgresql":
            url = f"sqlite:///{folder}/textback.db"
            asyncio.run(measure(url, clients, visits, "sqlite"))
        if only != "sqlite":
            server.run("CREATE DATABASE imports")
            asyncio.run(measure(server.url("imports"), clients, visits, "postgresql"))


if __name__ == "__main__":
    main()
