"""Reads the file of an import, judges its rows by the store, and keeps them for the preview.

Nothing of the practice is changed. A portion of rows is judged and written while the process reads
the next one.
"""

import asyncio
import json
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from calendar_store.clients import import_pieces, import_rows, imported_clients, imports
from calendar_store.clients.import_rows import JudgedRow
from calendar_store.database.connection import Database, Transaction
from calendar_store.model.errors import Stale
from calendar_store.model.imports import (
    ConsentChoice,
    ImportChoices,
    ImportFile,
    ImportKind,
    ImportRow,
    ImportStatus,
    RowVerdict,
)
from calendar_store.model.practices import Practice
from calendar_store.model.statuses import ConsentKind
from calendar_store.practices import practices
from gateway.imports.columns.fields import OF_CONSENT
from gateway.imports.judging import (
    JudgedBefore,
    consent_changes,
    declining,
    judged,
    kind_changes,
)
from gateway.imports.one_behind import OneBehind
from gateway.imports.reading.reading_process import (
    CheckedRow,
    ReadPortion,
    ReadQuestion,
    reading,
)
from gateway.imports.reading.table import NotReadable
from gateway.imports.visits import VisitsBefore, judged_visits

Clock = Callable[[], datetime]
_AGAIN = 500
"""Rows that are judged again in one transaction."""
_FORGOTTEN = 5000
"""Rows that are deleted in one transaction."""
PIECE = 256 * 1024
"""Bytes of one piece of a file in the store."""
_CONSENT = frozenset(OF_CONSENT)


async def take_in(database: Database, file: ImportFile, clock: Clock) -> None:
    """Read the file of an import that is READING; it is READY or FAILED afterwards.

    Args:
        database: the store.
        file: the import.
        clock: gives aware UTC times.
    """
    with tempfile.TemporaryDirectory(prefix="textback-import-") as folder:
        path = Path(folder) / "file"
        try:
            await _fetched(database, file, path)
            await _read(database, file, path, clock)
        except NotReadable as error:
            await _forget(database, file)
            async with database.write() as tx:
                await _still(tx, file)
                values = {"status": ImportStatus.FAILED.value, "fault": str(error)}
                await imports.change(tx, file.practice_id, file.id, **values, leased_until=None)


async def _forget(database: Database, file: ImportFile) -> None:
    """Let go the rows of a reading before, some in each transaction."""
    more = True
    while more:
        async with database.write() as tx:
            await _still(tx, file)
            more = await import_rows.forget_some(tx, file.practice_id, file.id, _FORGOTTEN)


async def _fetched(database: Database, file: ImportFile, path: Path) -> None:
    """Write the pieces of a file to disk."""
    number = 0
    with path.open("wb") as whole:
        while True:
            async with database.read() as tx:
                piece = await import_pieces.get(tx, file.practice_id, file.id, number)
            if piece is None:
                return
            await asyncio.to_thread(whole.write, piece)
            number += 1


async def _read(database: Database, file: ImportFile, path: Path, clock: Clock) -> None:
    async with database.write() as tx:
        await _still(tx, file)
        practice = await practices.get(tx, file.practice_id)
    await _forget(database, file)
    async with reading(path, _question(file, practice, clock())) as read:
        told = read.told
        found = await _columns(database, file, told["columns"], told["fingerprint"])
        choices = _choices(file, found)
        total = int(told["total"])
        # what was chosen holds for the next reading as well
        kept = {name: one for name, one in file.facts.items() if name.startswith("chosen.")}
        facts = told["facts"] | kept
        async with database.write() as tx:
            await _still(tx, file)
            await imports.change(
                *(tx, file.practice_id, file.id),
                header=told["header"],
                columns=found,
                fingerprint=told["fingerprint"],
                facts=facts,
                choices=choices.as_json(),
                total=total,
                done=0,
            )
        counts: Counter[str] = Counter()
        done = 0
        before, visits = JudgedBefore(), VisitsBefore()
        async with OneBehind() as writing:
            async for portion in read.rows(found):
                async with database.read() as tx:
                    rows = (
                        await _judged(tx, file, portion.checked, choices, before)
                        if file.kind is ImportKind.CLIENTS
                        else await _visits(
                            tx, practice, portion, visits, choices=choices, now=clock()
                        )
                    )
                counts.update(_counted(rows))
                done += len(rows)
                stored = _as_stored(rows, portion)
                far = {
                    "counts": dict(counts),
                    "done": done,
                    "leased_until": clock() + imports.LEASE,
                }
                await writing.begin(_keep(database, file, stored, far))
        counts["strangers"] = visits.strangers
        await _declined(database, file, choices, before, counts)
    async with database.write() as tx:
        await _still(tx, file)
        await imports.change(
            *(tx, file.practice_id, file.id),
            status=ImportStatus.READY.value,
            counts=dict(+counts),
            facts=facts | dict(read.days),
            done=done,
            total=done,
            fault="",
            leased_until=None,
        )


def _question(file: ImportFile, practice: Practice, now: datetime) -> ReadQuestion:
    today = now.astimezone(ZoneInfo(practice.timezone)).date().isoformat()
    wanted = {
        name: file.facts.get(f"chosen.{name}", "")
        for name in ("encoding", "separator", "sheet", "days")
    }
    return ReadQuestion(file.kind, practice.region, today, practice.timezone, **wanted)


async def _columns(
    database: Database, file: ImportFile, told: Sequence[str], fingerprint: str
) -> list[str]:
    """Return the columns that were chosen for this file or for one like it, else the recognised."""
    if file.columns and len(file.columns) == len(told):
        return list(file.columns)
    async with database.read() as tx:
        known = await imports.remembered(tx, file.practice_id, file.kind, fingerprint)
    return known if known is not None and len(known) == len(told) else list(told)


def _choices(file: ImportFile, columns: Sequence[str]) -> ImportChoices:
    """Return what was chosen; at first a column of consent counts, once it is said how."""
    if file.version == 1 and _CONSENT.intersection(columns) and file.kind is ImportKind.CLIENTS:
        return ImportChoices(ConsentChoice.COLUMN, file.choices.how, file.choices.since)
    return file.choices


def _as_stored(rows: Sequence[ImportRow], portion: ReadPortion) -> list[JudgedRow]:
    """Return rows with the JSON that the reading has written, where judging has changed nothing."""
    return [
        JudgedRow(
            row,
            read.cells,
            read.written if row.entry is read.entry else json.dumps(dict(row.entry)),
        )
        for row, read in zip(rows, portion.checked, strict=True)
    ]


async def _keep(
    database: Database, file: ImportFile, rows: Sequence[JudgedRow], far: dict[str, Any]
) -> None:
    """Store rows, and how far the reading is."""
    async with database.write() as tx:
        await _still(tx, file)
        await import_rows.add(tx, file.practice_id, file.id, rows)
        await imports.change(tx, file.practice_id, file.id, **far)


async def _judged(
    tx: Transaction,
    file: ImportFile,
    checked: Sequence[CheckedRow],
    choices: ImportChoices,
    before: JudgedBefore,
) -> list[ImportRow]:
    good = [row.entry for row in checked if not row.fault]
    known = await imported_clients.known(
        *(tx, file.practice_id),
        {entry["mobile"] for entry in good if entry.get("mobile")},
        {entry["email"] for entry in good if entry.get("email")},
    )
    return [
        ImportRow(row.line, (), RowVerdict.WRONG, row.fault, row.entry)
        if row.fault
        else judged((row.line, row.entry), known, choices, before)
        for row in checked
    ]


async def _declined(
    database: Database,
    file: ImportFile,
    choices: ImportChoices,
    before: JudgedBefore,
    counts: Counter[str],
) -> None:
    """Judge rows again whose person says no to messages further below."""
    lines = sorted(before.declined)
    for at in range(0, len(lines), _AGAIN):
        async with database.write() as tx:
            await _still(tx, file)
            some = lines[at : at + _AGAIN]
            rows = await import_rows.of_lines(tx, file.practice_id, file.id, some)
            said = [
                CheckedRow(row.line, "", declining(row.entry, before.declined[row.line]), "", "")
                for row in rows
            ]
            again = await _judged(tx, file, said, choices, JudgedBefore())
            await import_rows.judge_again(tx, file.practice_id, file.id, again)
            counts.subtract(_counted(rows))
            counts.update(_counted(again))


def _counted(rows: Sequence[ImportRow]) -> Iterator[str]:
    """Yield what is counted of rows: verdicts, who agrees, and who does so without a date."""
    for row in rows:
        yield row.verdict.value
        said = {*consent_changes(row.changes).values(), *kind_changes(row.changes).values()}
        if ConsentKind.GRANTED in said and row.verdict in {RowVerdict.NEW, RowVerdict.CHANGED}:
            yield "agreed"
            if not row.entry.get("since"):
                yield "agreed.undated"


async def _visits(
    tx: Transaction,
    practice: Practice,
    portion: ReadPortion,
    before: VisitsBefore,
    *,
    choices: ImportChoices,
    now: datetime,
) -> list[ImportRow]:
    good = [(row.line, row.entry) for row in portion.checked if not row.fault]
    judged_rows = iter(await judged_visits(tx, practice, good, before, choices=choices, now=now))
    return [
        ImportRow(row.line, (), RowVerdict.WRONG, row.fault, row.entry)
        if row.fault
        else next(judged_rows)
        for row in portion.checked
    ]


async def _still(tx: Transaction, file: ImportFile) -> None:
    """Refuse to go on with an import that staff have discarded or changed meanwhile.

    Raises:
        Stale: if it is not read any more, or by other choices.
    """
    now = await imports.held(tx, file.practice_id, file.id)
    if now.status is not file.status or now.version != file.version:
        raise Stale("the import has changed meanwhile")


async def store_file(database: Database, practice_id: int, import_id: int, path: Path) -> int:
    """Store a file of this machine in pieces; return how many bytes it has."""
    size = 0
    with path.open("rb") as whole:
        number = 0
        while piece := await asyncio.to_thread(whole.read, PIECE):
            async with database.write() as tx:
                await import_pieces.add(tx, practice_id, import_id, number, piece)
            size, number = size + len(piece), number + 1
    return size
