"""Writes a whole copy of a practice from one snapshot of the store, in portions.

A portion is read, written beside the event loop, and forgotten; so the memory for a copy is that of
a portion, whatever the practice has.
"""

import asyncio
import heapq
import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import IO, Any

from sqlalchemy import Table, select

from calendar_store import schema
from calendar_store.database.connection import Database, Transaction
from calendar_store.database.keys import in_keys, key_params
from calendar_store.database.version import newest
from calendar_store.endings import whole_rows
from calendar_store.endings.carried import (
    CARRIED,
    LEFT_OUT,
    LEFT_OUT_COLUMNS,
    CarriedTable,
)
from calendar_store.model.practices import Practice
from calendar_store.model.statuses import AppointmentStatus
from calendar_store.practices import practices
from gateway.copies.archive import CopyArchive, Writing, beside, blocks
from gateway.copies.calendar_files import CalendarFiles, CalendarVisit, visits_of
from gateway.copies.copy_words import words_of
from gateway.copies.json_schema import FORMAT, copy_schema
from gateway.copies.overview import MOST_AHEAD, overview
from gateway.copies.values import form_of
from gateway.csv_text import MARK, csv_lines
from gateway.csv_text import form_of as csv_form_of

_CLIENTS = select(schema.clients.c.id, schema.clients.c.first, schema.clients.c.last).where(
    in_keys(schema.clients.c.practice_id, schema.clients.c.id)
)


@dataclass(frozen=True, slots=True)
class MadeCopy:
    """What a copy has.

    Attributes:
        counts: rows by table.
        rows: all of them.
        made_at: when, UTC.
    """

    practice: Practice
    counts: Mapping[str, int]
    rows: int
    made_at: datetime


async def make(
    database: Database,
    practice_id: int,
    file: IO[bytes],
    *,
    now: datetime,
    written: Callable[[int], None] | None = None,
) -> MadeCopy:
    """Write a whole copy of a practice.

    Args:
        database: the store; a snapshot of it is read for as long as it takes.
        practice_id: the practice.
        file: where to, open for writing and reading; it is complete when this returns.
        now: UTC.
        written: told how many rows are written so far.

    Raises:
        NotFound: if there is no such practice.
    """
    async with whole_rows.snapshot(database) as tx:
        practice = await practices.get(tx, practice_id)
        with ExitStack() as held:
            return await _Copy(tx, practice, file, held, now=now, written=written).make()


class _Copy:
    def __init__(
        self,
        tx: Transaction,
        practice: Practice,
        file: IO[bytes],
        held: ExitStack,
        *,
        now: datetime,
        written: Callable[[int], None] | None,
    ) -> None:
        self._tx, self._practice, self._now, self._written = tx, practice, now, written
        self._archive = CopyArchive(file, now)
        self._calendars = CalendarFiles(practice, held)
        self._ahead = _Ahead(now)
        self._counts: dict[str, int] = {}
        self._names: tuple[Mapping[int, str], Mapping[int, str]] | None = None

    async def make(self) -> MadeCopy:
        archive, practice, now = self._archive, self._practice, self._now
        words = words_of(practice.locale)
        title = words["title"].format(practice=practice.name)
        said = f"{title}\n\n{words['readme'].strip().replace('{practice}', practice.name)}\n"
        archive.add("README.txt", (MARK + said).replace("\n", "\r\n").encode())
        archive.add("schema.json", _document(copy_schema()))
        for one in CARRIED:
            await self._table(one)
        await asyncio.to_thread(self._calendars.move_to, archive)
        shown, more = self._ahead.visits, self._ahead.more
        pdf = await asyncio.to_thread(overview, practice, self._counts, shown, more, now=now)
        archive.add("overview.pdf", pdf)
        archive.close(self._facts())
        return MadeCopy(practice, self._counts, sum(self._counts.values()), now)

    def _facts(self) -> dict[str, Any]:
        columns = {
            f"{table}.{name}": why
            for table, some in LEFT_OUT_COLUMNS.items()
            for name, why in some.items()
        }
        practice = self._practice
        return {
            "format": FORMAT,
            "store": newest(),
            "practice": {
                "id": str(practice.id),
                "name": practice.name,
                "timezone": practice.timezone,
            },
            "made_at": self._now.isoformat(),
            "rows": sum(self._counts.values()),
            "left_out": dict(LEFT_OUT) | columns,
        }

    async def _table(self, one: CarriedTable) -> None:
        lines, done = _Lines(one, self._practice.locale), 0
        name = one.name
        with beside() as waiting:
            with self._archive.writing(f"json/{name}.jsonl", counted=True) as writing:
                async for rows in whole_rows.portions(self._tx, one, self._practice.id):
                    await asyncio.to_thread(lines.write, rows, writing, waiting)
                    if name == schema.appointments.name:
                        await self._add_visits(one, rows)
                    done += len(rows)
                    if self._written is not None:
                        self._written(sum(self._counts.values()) + done)
            self._counts[name] = done
            if one.is_for_people:
                await asyncio.to_thread(self._move, f"csv/{name}.csv", waiting, lines.head, done)

    def _move(self, name: str, waiting: IO[bytes], head: bytes, rows: int) -> None:
        with self._archive.writing(name, counted=True) as writing:
            writing.write(head, rows)
            for block in blocks(waiting):
                writing.write(block)

    async def _add_visits(self, one: CarriedTable, rows: Sequence[whole_rows.Row]) -> None:
        names = [column.name for column in one.columns]
        some = [dict(zip(names, row, strict=True)) for row in rows]
        keys = sorted({(self._practice.id, row["client_id"]) for row in some})
        found = await self._tx.execute(_CLIENTS, key_params(keys))
        clients = {row.id: f"{row.first} {row.last}".strip() for row in found}
        if self._names is None:
            self._names = (
                await _names(self._tx, schema.practitioners, self._practice.id),
                await _names(self._tx, schema.services, self._practice.id),
            )
        visits = visits_of(some, clients, *self._names)
        await asyncio.to_thread(self._calendars.add, visits)
        self._ahead.add(visits)


class _Lines:
    """Writes rows of a table as lines of JSON and, where people get it, as lines of CSV."""

    def __init__(self, one: CarriedTable, locale: str) -> None:
        self._forms = [(column.name, form_of(column)) for column in one.columns]
        self._form = csv_form_of(locale.partition("_")[0])
        self._for_people = one.is_for_people
        headings = [name for name, _ in self._forms]
        self.head = (MARK + csv_lines([headings], self._form)).encode()

    def write(self, rows: Sequence[whole_rows.Row], writing: Writing, waiting: IO[bytes]) -> None:
        """Write a portion."""
        forms = self._forms
        lines = [
            json.dumps(
                {
                    name: None if value is None else form.written(value)
                    for (name, form), value in zip(forms, row, strict=True)
                },
                ensure_ascii=False,
                separators=(",", ":"),
            )
            for row in rows
        ]
        writing.write(("\n".join(lines) + "\n").encode(), len(rows))
        if self._for_people:
            cells = (
                [
                    None if value is None else form.cell(value)
                    for (_, form), value in zip(forms, row, strict=True)
                ]
                for row in rows
            )
            waiting.write(csv_lines(cells, self._form).encode())


class _Ahead:
    """The next visits, as many as the overview lists, and how many are ahead besides."""

    def __init__(self, now: datetime) -> None:
        self._now, self._found, self._count = now, list[CalendarVisit](), 0

    def add(self, some: Sequence[CalendarVisit]) -> None:
        """Look at some visits."""
        gone = AppointmentStatus.CANCELLED.value
        ahead = [one for one in some if one.starts_at > self._now and one.status != gone]
        self._count += len(ahead)
        key = attrgetter("starts_at", "id")
        self._found = heapq.nsmallest(MOST_AHEAD, [*self._found, *ahead], key=key)

    @property
    def visits(self) -> Sequence[CalendarVisit]:
        """The next visits, in their order."""
        return self._found

    @property
    def more(self) -> int:
        """How many are ahead besides."""
        return self._count - len(self._found)


async def _names(tx: Transaction, table: Table, practice_id: int) -> dict[int, str]:
    theirs = select(table.c.id, table.c.name).where(table.c.practice_id == practice_id)
    return {row.id: row.name for row in await tx.execute(theirs)}


def _document(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
