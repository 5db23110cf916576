"""Imports as staff make them: a file, what its columns hold, consent, confirmed, undone.

Each function runs in one transaction and checks the permission before it reads anything. Reading,
writing and undoing themselves are the work of `gateway.imports`, beside pages and commands.
"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import PurePath

from calendar_store.clients import import_pieces, import_rows, imports
from calendar_store.database import audit
from calendar_store.database.connection import Transaction
from calendar_store.entry.characters import cleaned_name
from calendar_store.model.actors import Actor, Permission, require
from calendar_store.model.errors import InvalidInput, Stale
from calendar_store.model.imports import (
    ConsentChoice,
    ImportChoices,
    ImportFile,
    ImportKind,
    ImportRow,
    ImportStatus,
    RowOutcome,
    RowVerdict,
)
from calendar_store.model.practices import Practice
from gateway.use_cases.import_choices import ReadingChoices, require_possible, require_told

_LONGEST_NAME = 120
NEEDED = {ImportKind.CLIENTS: Permission.EDIT_CLIENTS, ImportKind.VISITS: Permission.BOOK}
"""The permission to import what a file holds."""


async def begin(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    kind: ImportKind,
    name: str,
    *,
    now: datetime,
) -> ImportFile:
    """Begin an import; its file comes in pieces, which `clients.import_pieces` stores.

    Args:
        tx: a writing transaction.
        actor: who imports.
        practice: the practice.
        kind: what the file holds.
        name: the file's name.
        now: UTC.

    Raises:
        NotPermitted: if the actor may not import such a file.
    """
    require(actor, NEEDED[kind], practice.id)
    plain = cleaned_name(PurePath(name.replace("\\", "/")).name)[:_LONGEST_NAME]
    return await imports.create(tx, practice.id, kind, plain or "-", by=actor.label, now=now)


async def uploaded(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    import_id: int,
    size: int,
    *,
    now: datetime,
    choices: ReadingChoices | None = None,
    consent: ImportChoices | None = None,
    leased_until: datetime | None = None,
) -> ImportFile:
    """Let a file be read whose pieces are all there.

    Args:
        tx: a writing transaction.
        actor: who imports.
        practice: the practice.
        import_id: the import.
        size: bytes of the file.
        now: UTC.
        choices: how it is read.
        consent: what is known about consent beforehand.
        leased_until: until when the caller reads it itself; None: a service reads it.

    Raises:
        NotFound: if the practice has no such import.
        InvalidInput: if the file is empty.
        Stale: if it is being read already.
    """
    file = await _held(tx, actor, practice, import_id)
    _require_status(file, ImportStatus.UPLOADING)
    if not size:
        raise InvalidInput("the file is empty")
    await imports.change(
        *(tx, practice.id, import_id),
        status=ImportStatus.READING.value,
        size=size,
        facts=(choices or ReadingChoices()).facts(),
        choices=(consent or ImportChoices()).as_json(),
        columns=[],
        changed_at=now,
        leased_until=leased_until,
    )
    return await imports.get(tx, practice.id, import_id)


async def choose(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    import_id: int,
    *,
    columns: Sequence[str],
    consent: ImportChoices,
    now: datetime,
    choices: ReadingChoices | None = None,
    leased_until: datetime | None = None,
) -> ImportFile:
    """Choose what the columns hold and what is known of consent; the file is judged again.

    The columns are remembered for the next file with the same header.

    Raises:
        NotFound: if the practice has no such import.
        InvalidInput: if a choice is not possible.
        Stale: if the import is confirmed already.
    """
    file = await _held(tx, actor, practice, import_id)
    _require_status(file, ImportStatus.READY, ImportStatus.FAILED, ImportStatus.READING)
    if file.header and len(columns) != len(file.header):
        raise InvalidInput("choose what each column holds")
    require_possible(consent, now)
    if columns:
        await imports.remember(tx, file, columns, now)
    values = {
        "columns": list(columns),
        "choices": consent.as_json(),
        "facts": {**file.facts, **choices.facts()} if choices else dict(file.facts),
        "version": file.version + 1,
        "changed_at": now,
    }
    if not _is_judged(file, columns, consent, choices):
        values |= {"status": ImportStatus.READING.value, "counts": {}, "done": 0, "fault": ""}
        values["leased_until"] = leased_until
    await imports.change(tx, practice.id, import_id, **values)
    return await imports.get(tx, practice.id, import_id)


def _is_judged(
    file: ImportFile,
    columns: Sequence[str],
    consent: ImportChoices,
    choices: ReadingChoices | None,
) -> bool:
    """Tell whether rows mean the same by new choices: how and since when change none of them."""
    same = list(columns) == list(file.columns) and consent.consent is file.choices.consent
    same = same and consent.strangers == file.choices.strangers
    return same and choices is None and file.status is ImportStatus.READY


async def confirm(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    import_id: int,
    version: int,
    *,
    now: datetime,
    leased_until: datetime | None = None,
) -> ImportFile:
    """Let an import be written as its preview has shown it.

    Args:
        tx: a writing transaction.
        actor: who confirms.
        practice: the practice.
        import_id: the import.
        version: the version of the preview that was confirmed.
        now: UTC.
        leased_until: until when the caller writes it itself; None: a service does.

    Raises:
        NotPermitted: if the actor may not, or may not record consent and the import tells of it,
            or may not add clients and those of visits are added.
        NotFound: if the practice has no such import.
        InvalidInput: if it is not said how and since when consent was given.
        Stale: if the preview was another one.
    """
    file = await _held(tx, actor, practice, import_id)
    _require_status(file, ImportStatus.READY)
    require_version(file, str(version))
    if file.choices.consent is not ConsentChoice.NONE and file.kind is ImportKind.CLIENTS:
        require(actor, Permission.RECORD_CONSENT, practice.id)
        require_told(file)
    if file.choices.strangers:
        require(actor, Permission.EDIT_CLIENTS, practice)
    await import_pieces.forget(tx, practice.id, import_id)
    if file.columns and file.fingerprint:
        await imports.remember(tx, file, file.columns, now)
    await imports.change(
        *(tx, practice.id, import_id),
        status=ImportStatus.PERFORMING.value,
        by=actor.label,
        done=0,
        last_line=0,
        total=file.to_write,
        changed_at=now,
        leased_until=leased_until,
    )
    await audit.record(
        *(tx, practice.id),
        by=actor,
        action="import.confirmed",
        subject=file.name,
        now=now,
        detail={"rows": file.to_write} | _consent_told(file),
    )
    return await imports.get(tx, practice.id, import_id)


async def undo(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    import_id: int,
    *,
    now: datetime,
    leased_until: datetime | None = None,
) -> ImportFile:
    """Let an import be undone, whole, also while it is written.

    Raises:
        NotPermitted: if the actor may not import.
        NotFound: if the practice has no such import.
        Stale: if there is nothing to undo.
    """
    file = await _held(tx, actor, practice, import_id)
    _require_status(file, ImportStatus.DONE, ImportStatus.PERFORMING)
    written = sum(
        file.counts.get(f"outcome.{one.value}", 0) for one in (RowOutcome.ADDED, RowOutcome.CHANGED)
    )
    await imports.change(
        *(tx, practice.id, import_id),
        status=ImportStatus.UNDOING.value,
        by=actor.label,
        done=0,
        last_line=0,
        total=written,
        changed_at=now,
        leased_until=leased_until,
    )
    return await imports.get(tx, practice.id, import_id)


async def discard(
    tx: Transaction, actor: Actor, practice: Practice, import_id: int, *, now: datetime
) -> None:
    """Let go an import that was not confirmed, with all that its file said.

    Raises:
        NotFound: if the practice has no such import.
        Stale: if it is confirmed already.
    """
    file = await _held(tx, actor, practice, import_id)
    _require_status(
        *(file, ImportStatus.UPLOADING, ImportStatus.READING),
        *(ImportStatus.READY, ImportStatus.FAILED),
    )
    await import_pieces.forget(tx, practice.id, import_id)
    await import_rows.forget(tx, practice.id, import_id)
    await imports.change(
        *(tx, practice.id, import_id),
        status=ImportStatus.DISCARDED.value,
        header=[],
        changed_at=now,
    )


async def found(tx: Transaction, actor: Actor, practice: Practice, import_id: int) -> ImportFile:
    """Return an import.

    Raises:
        NotPermitted: if the actor may import nothing.
        NotFound: if the practice has no such import.
    """
    _require_some(actor, practice)
    file = await imports.get(tx, practice.id, import_id)
    require(actor, NEEDED[file.kind], practice.id)
    return file


async def _held(tx: Transaction, actor: Actor, practice: Practice, import_id: int) -> ImportFile:
    """Return an import, locked: two who press a button, and the worker, go one after another."""
    await found(tx, actor, practice, import_id)
    return await imports.held(tx, practice.id, import_id)


async def listed(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    *,
    before: int | None = None,
    limit: int = 30,
) -> tuple[ImportFile, ...]:
    """Return a practice's imports, the newest first.

    Raises:
        NotPermitted: if the actor may import nothing.
    """
    _require_some(actor, practice)
    return await imports.listed(tx, practice.id, before=before, limit=limit)


async def rows(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    file: ImportFile,
    *,
    verdicts: Sequence[RowVerdict] = (),
    outcomes: Sequence[RowOutcome] = (),
    after: int = 0,
    limit: int = 50,
) -> tuple[ImportRow, ...]:
    """Return rows of an import, by line; see `calendar_store.clients.import_rows.found`.

    Raises:
        NotPermitted: if the actor may not import such a file.
    """
    require(actor, NEEDED[file.kind], practice.id)
    return await import_rows.found(
        *(tx, practice.id, file.id),
        verdicts=verdicts,
        outcomes=outcomes,
        after=after,
        limit=limit,
    )


def require_version(file: ImportFile, version: str) -> None:
    """Refuse what was chosen on another preview than the present one.

    Raises:
        Stale: if the preview was another one.
    """
    if str(file.version) != version:
        raise Stale("the preview has changed meanwhile; look at it again")


def _consent_told(file: ImportFile) -> dict[str, str]:
    """Return what staff said of consent, for the log; nothing where none is recorded."""
    told = file.choices.as_json() if file.choices.consent is not ConsentChoice.NONE else {}
    return {name: value for name, value in told.items() if value}


def _require_some(actor: Actor, practice: Practice) -> None:
    if not any(actor.may(one, practice.id) for one in NEEDED.values()):
        require(actor, Permission.EDIT_CLIENTS, practice)


def _require_status(file: ImportFile, *wanted: ImportStatus) -> None:
    if file.status not in wanted:
        raise Stale(_WORDS[file.status])


_WORDS = {
    ImportStatus.UPLOADING: "the file has not arrived yet",
    ImportStatus.READING: "the file is being read; wait a moment",
    ImportStatus.FAILED: "the file could not be read",
    ImportStatus.READY: "the import is not confirmed yet",
    ImportStatus.PERFORMING: "the import is being written",
    ImportStatus.DONE: "the import is done already",
    ImportStatus.UNDOING: "the import is being undone",
    ImportStatus.UNDONE: "the import was undone already",
    ImportStatus.DISCARDED: "the import was discarded",
}
