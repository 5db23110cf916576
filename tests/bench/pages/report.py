"""The tables of (e): each page of staff on each database, in milliseconds and beside a trivial one.

A machine that does something else as well makes every page slower: the processor's time for a
request, and the ratio to a page that does nothing, say more than milliseconds do.
"""

import asyncio
import json
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

from rich.table import Table

from calendar_store.database.version import newest
from tests.bench.backups import BackupFigures, backup_figures
from tests.bench.pages.big_store import StoreFacts, make
from tests.bench.pages.shape import Shape
from tests.bench.pages.walking import PageFigures, walked
from tests.support import postgres

ROUNDS = 30
_TICKS = 100
"""Of the processor's clock in a second, as Linux counts them for other processes."""
_COLUMNS = ("page", "first", "p50", "p99", "of trivial", "cpu", "statements", "kB")


def tables(folder: Path, scale: float, *, rounds: int = ROUNDS, only: str = "") -> list[Table]:
    """Return a table for SQLite, and one for PostgreSQL where it is installed.

    Args:
        folder: where the SQLite store is made, or was made by an earlier run.
        scale: share of the years and clients of a full store.
        rounds: requests of each page after the first.
        only: the beginning of the names of pages that are wanted; "" for all.
    """
    shape = shape_of(scale)
    folder.mkdir(parents=True, exist_ok=True)
    # a store of another version is made again
    name = f"{newest()}-{shape.name}"
    store, note = folder / f"{name}.db", folder / f"{name}.json"
    url = f"sqlite:///{store}"
    facts = _read(note)
    if facts is None:
        facts = asyncio.run(make(url, shape))
        _write(note, facts)
    figures = asyncio.run(walked(url, facts, rounds=rounds, only=only))
    made_again = f"sqlite:///{folder / 'restored' / 'textback.db'}"
    with tempfile.TemporaryDirectory(dir=folder) as beside_it:
        backed = asyncio.run(backup_figures(url, Path(beside_it), made_again))
    found = [_table("SQLite", facts, figures), _backups("SQLite", facts, backed)]
    if not _has_postgres():
        return found
    with (
        postgres.running() as server,
        server.fresh() as url,
        server.fresh() as another,
        tempfile.TemporaryDirectory(dir=folder) as beside_it,
    ):
        facts = asyncio.run(make(url, shape))
        beside = _spent_by(server)
        figures = asyncio.run(walked(url, facts, rounds=rounds, beside=beside, only=only))
        found.append(_table("PostgreSQL", facts, figures))
        backed = asyncio.run(backup_figures(url, Path(beside_it), another))
        found.append(_backups("PostgreSQL", facts, backed))
    return found


def shape_of(scale: float) -> Shape:
    """Return a share of a full store: as full on every day, of fewer years and clients."""
    whole = Shape()
    return Shape(
        days_back=max(30, int(whole.days_back * scale)),
        days_ahead=max(30, int(whole.days_ahead * scale)),
        clients=max(500, int(whole.clients * scale)),
        clients_each=max(50, int(whole.clients_each * scale)),
    )


def _backups(database: str, facts: StoreFacts, backed: BackupFigures) -> Table:
    table = Table(title=f"(i) a backup of {facts.appointments:,} appointments, {database}")
    for column in ("rows", "made, s", "MB", "restored, s", "drill, s", "faults"):
        table.add_column(column, justify="right")
    seconds = (f"{one:.0f}" for one in (backed.made, backed.restored, backed.tried))
    made, restored, tried = seconds
    size = f"{backed.octets / 2**20:,.0f}"
    table.add_row(f"{backed.rows:,}", made, size, restored, tried, "; ".join(backed.faults) or "0")
    return table


def _table(database: str, facts: StoreFacts, figures: Sequence[PageFigures]) -> Table:
    trivial = figures[0].median
    title = f"(e) pages of staff beside {facts.appointments:,} appointments, {database}"
    caption = (
        f"{facts.clients:,} clients in the practice; milliseconds; cpu: of the service"
        f"{' and the database' if database != 'SQLite' else ''} for a request"
    )
    table = Table(title=title, caption=caption)
    for column in _COLUMNS:
        table.add_column(column, justify="left" if column == "page" else "right")
    for one in figures:
        table.add_row(
            one.page.name,
            *(f"{one.first:.0f}", f"{one.median:.1f}", f"{one.worst:.1f}"),
            *(f"{one.median / trivial:.0f} ×", f"{one.cpu:.1f}", f"{one.statements:.0f}"),
            f"{one.size / 1000:.1f}",
        )
    return table


def _read(note: Path) -> StoreFacts | None:
    return StoreFacts(**json.loads(note.read_text())) if note.exists() else None


def _write(note: Path, facts: StoreFacts) -> None:
    note.write_text(json.dumps(asdict(facts)))


def _has_postgres() -> bool:
    return bool(shutil.which("initdb") or list(Path("/usr/lib/postgresql").glob("*/bin/initdb")))


def _spent_by(server: postgres.Server) -> Callable[[], float]:
    """Return what tells the seconds of the processor that a server's processes have spent."""
    postmaster = int((server.data / "postmaster.pid").read_text().split()[0])
    children = Path(f"/proc/{postmaster}/task/{postmaster}/children")

    def spent() -> float:
        ticks = 0
        for process in children.read_text().split():
            try:
                said = Path(f"/proc/{process}/stat").read_text()
            except OSError:
                continue
            # utime and stime (proc(5)), counted behind the name, which may have spaces
            after_name = said.rpartition(")")[2].split()
            ticks += int(after_name[11]) + int(after_name[12])
        return ticks / _TICKS

    return spent
