"""Runs an import within a command: read, shown, and written unless it is a dry run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from calendar_store.clients import imports
from calendar_store.model.actors import OPERATOR
from calendar_store.model.errors import InvalidInput
from calendar_store.model.imports import (
    ImportChoices,
    ImportFile,
    ImportKind,
    ImportRow,
    ImportStatus,
    RowVerdict,
)
from gateway.cli import store
from gateway.imports.columns.fields import FIELDS, ImportField
from gateway.imports.importer import work_on
from gateway.imports.reading.table import LARGEST_FILE
from gateway.imports.taking_in import store_file
from gateway.use_cases import imports as use_case
from gateway.use_cases.import_choices import ReadingChoices

if TYPE_CHECKING:
    from calendar_store.database.connection import Database
    from calendar_store.model.practices import Practice

_MOST_FAULTS = 1000
_FAULTY = (RowVerdict.WRONG, RowVerdict.DOUBLE)


@dataclass(frozen=True, slots=True)
class AskedImport:
    """An import as a command asks for it.

    Attributes:
        path: the file.
        size: its bytes.
        kind: what it holds.
        practice: the practice's name or id; None for the only one.
        reading: how the file is read.
        consent: what is known of consent; None for what the file says.
        columns: changed columns, as "3=mobile".
        dry_run: whether nothing is written.
    """

    path: Path
    size: int
    kind: ImportKind
    practice: str | None
    reading: ReadingChoices
    consent: ImportChoices | None
    columns: Sequence[str]
    dry_run: bool


async def run_import(
    database: Database, asked: AskedImport
) -> tuple[ImportFile, tuple[ImportRow, ...]]:
    """Import a file; return the import and the rows that have a fault.

    Args:
        database: the store.
        asked: what the command asks for.

    Raises:
        StoreError: if the file cannot be read, or is refused.
    """
    if asked.size > LARGEST_FILE:
        raise InvalidInput(
            f"the file is larger than {LARGEST_FILE // 1024**2} MB; split it, and import the parts"
        )
    async with database.write() as tx:
        where = await store.practice(tx, asked.practice)
        file = await use_case.begin(
            tx, OPERATOR, where, asked.kind, asked.path.name, now=store.now()
        )
    try:
        file = await _read(database, where, file, asked)
        faults = await _faults(database, where, file)
        if asked.dry_run:
            return file, faults
        now = store.now()
        async with database.write() as tx:
            file = await use_case.confirm(
                *(tx, OPERATOR, where, file.id, file.version),
                now=now,
                leased_until=now + imports.LEASE,
            )
        return await work_on(database, file, store.now), faults
    finally:
        await _discarded(database, where, file)


async def _read(
    database: Database,
    practice: Practice,
    file: ImportFile,
    asked: AskedImport,
) -> ImportFile:
    consent = asked.consent
    size = await store_file(database, practice.id, file.id, asked.path)
    now = store.now()
    until = now + imports.LEASE
    async with database.write() as tx:
        file = await use_case.uploaded(
            *(tx, OPERATOR, practice, file.id, size),
            choices=asked.reading,
            consent=consent,
            now=now,
            leased_until=until,
        )
    file = await _worked(database, file)
    chosen = _columns(file, asked.columns)
    if chosen != list(file.columns) or (consent is not None and consent != file.choices):
        async with database.write() as tx:
            file = await use_case.choose(
                *(tx, OPERATOR, practice, file.id),
                columns=chosen,
                consent=consent or file.choices,
                now=now,
                leased_until=until,
            )
        if file.status is ImportStatus.READING:
            file = await _worked(database, file)
    return file


async def _worked(database: Database, file: ImportFile) -> ImportFile:
    done = await work_on(database, file, store.now)
    if done.status is ImportStatus.FAILED:
        raise InvalidInput(done.fault)
    return done


async def _faults(
    database: Database, practice: Practice, file: ImportFile
) -> tuple[ImportRow, ...]:
    async with database.read() as tx:
        return await use_case.rows(
            tx, OPERATOR, practice, file, verdicts=_FAULTY, limit=_MOST_FAULTS
        )


async def _discarded(database: Database, practice: Practice, file: ImportFile) -> None:
    """Let go what was not confirmed: nobody will look at the preview of a command again."""
    async with database.write() as tx:
        now = await imports.get(tx, practice.id, file.id)
        if now.status in {ImportStatus.READY, ImportStatus.FAILED, ImportStatus.UPLOADING}:
            await use_case.discard(tx, OPERATOR, practice, file.id, now=store.now())


def _columns(file: ImportFile, chosen: Sequence[str]) -> list[str]:
    """Return the columns with those that were chosen.

    Raises:
        InvalidInput: if a choice is none.
    """
    columns = list(file.columns)
    for one in chosen:
        number, _, field = one.partition("=")
        if not number.isdecimal() or not 1 <= int(number) <= len(columns):
            raise InvalidInput(f'"{one}" names no column; the file has {len(columns)}')
        if field and field not in FIELDS[file.kind]:
            known = ", ".join(FIELDS[file.kind])
            raise InvalidInput(f'"{field}" is no field; known are {known}')
        columns[int(number) - 1] = ImportField(field).value
    return columns
