"""Undoes an import: whom it added is removed, what it changed is put back.

What somebody has changed since, or uses, is kept and named. It goes on after a restart, and also
undoes an import of which only a part was done.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from calendar_store.clients import import_rows, imported_clients, imports
from calendar_store.database.connection import Database, Transaction
from calendar_store.messages import after_visits
from calendar_store.model.clients import Client
from calendar_store.model.errors import InvalidInput
from calendar_store.model.imports import (
    ImportFile,
    ImportKind,
    ImportRow,
    ImportStatus,
    RowOutcome,
    RowVerdict,
)
from calendar_store.model.statuses import Channel
from gateway.imports.judging import AGREED
from gateway.imports.made_clients import unmake
from gateway.imports.portions import PortionEnd, PortionPace, actor_of, evidence, note
from gateway.imports.taking_in import Clock
from gateway.imports.visits import undo_visits

_WRITTEN = (RowOutcome.ADDED, RowOutcome.CHANGED)
_END = PortionEnd(
    ImportStatus.UNDONE,
    "import.undone",
    {"undone": RowOutcome.UNDONE.value, "kept": RowOutcome.KEPT.value},
)


async def undo(database: Database, file: ImportFile, clock: Clock) -> None:
    """Undo an import that is UNDOING; it is UNDONE afterwards.

    Args:
        database: the store.
        file: the import.
        clock: gives aware UTC times.
    """
    pace = PortionPace()
    while True:
        async with pace.portion(database) as tx:
            now = clock()
            file = await imports.held(tx, file.practice_id, file.id)
            if file.status is not ImportStatus.UNDOING:
                return
            written = await import_rows.found(
                *(tx, file.practice_id, file.id),
                outcomes=_WRITTEN,
                after=file.last_line,
                limit=pace.rows,
                cells=False,
            )
            done = (
                await _undone(tx, file, written, now)
                if file.kind is ImportKind.CLIENTS
                else await undo_visits(tx, file.practice_id, written)
            )
            await import_rows.undone(tx, file.practice_id, file.id, done)
            is_over = not written and file.kind is ImportKind.CLIENTS
            if written or is_over:
                await note(tx, file, done, _END, now)
        if is_over:
            return
        if not written:
            break
    await _remove_made(database, file, pace, clock)


async def _remove_made(
    database: Database, file: ImportFile, pace: PortionPace, clock: Clock
) -> None:
    """Remove the clients whom rows of visits have added, once all of their visits are gone."""
    after = 0
    while True:
        async with pace.portion(database) as tx:
            now = clock()
            file = await imports.held(tx, file.practice_id, file.id)
            if file.status is not ImportStatus.UNDOING:
                return
            rows = await import_rows.found(
                *(tx, file.practice_id, file.id),
                verdicts=[RowVerdict.WITH_CLIENT],
                after=after,
                limit=pace.rows,
                cells=False,
            )
            if not rows:
                await note(tx, file, (), _END, now)
                return
            kept = await unmake(tx, file, rows)
            await import_rows.keep(tx, file.practice_id, file.id, kept)
            counts = Counter(file.counts)
            undone = {row.line for row in rows if row.outcome is RowOutcome.UNDONE}
            for row in kept:
                counts["outcome.undone"] -= row.line in undone
                counts["outcome.kept"] += row.line in undone
            far = {"counts": dict(+counts), "leased_until": now + imports.PORTION_LEASE}
            await imports.change(tx, file.practice_id, file.id, **far)
            after = rows[-1].line


async def _undone(
    tx: Transaction, file: ImportFile, written: Sequence[ImportRow], now: datetime
) -> list[ImportRow]:
    ids = {row.client_id for row in written if row.client_id is not None}
    if not ids:
        return [replace(row, outcome=RowOutcome.UNDONE) for row in written]
    current = await imported_clients.current(tx, file.practice_id, ids)
    said = await imported_clients.consents(tx, file.practice_id, ids)
    added = {row.client_id for row in written if row.outcome is RowOutcome.ADDED}
    used = await imported_clients.in_use(
        tx, file.practice_id, {one for one in added if one is not None}, file.id
    )
    removed: list[Client] = []
    restored: list[tuple[Client, Client]] = []
    taken_back: list[tuple[int, str]] = []
    done: list[ImportRow] = []
    for row in written:
        client = current.get(row.client_id or 0)
        if client is None:
            done.append(_kept(row, InvalidInput("the client was merged or erased since")))
            continue
        of_import = evidence(file, row.line)
        others = [one for one in said.get(client.id, ()) if one != of_import]
        if row.outcome is RowOutcome.ADDED:
            why = _why_kept(row, client, used, others)
            if why is None:
                removed.append(client)
                done.append(replace(row, outcome=RowOutcome.UNDONE, fault=""))
            else:
                done.append(_kept(row, why))
                # whom nobody asked has not agreed, although they stay
                taken_back.append((client.id, of_import))
            continue
        before, kept = _before(client, row)
        if before != client:
            restored.append((client, before))
        if AGREED & row.changes.keys():
            taken_back.append((client.id, of_import))
        if kept:
            why = InvalidInput(f"changed since: {', '.join(kept)}")
            done.append(_kept(row, why))
        else:
            done.append(replace(row, outcome=RowOutcome.UNDONE, fault=""))
    by = actor_of(file)
    await imported_clients.remove(tx, file.practice_id, removed)
    await imported_clients.change_many(tx, file.practice_id, restored, by=by, now=now)
    await imported_clients.take_back_consent(tx, file.practice_id, taken_back)
    await after_visits.recheck(tx, [(file.practice_id, one) for one, _ in taken_back], now)
    return done


def _kept(row: ImportRow, why: InvalidInput) -> ImportRow:
    return replace(row, outcome=RowOutcome.KEPT, fault=str(why))


def _why_kept(
    row: ImportRow, client: Client, used: dict[int, str], others: Sequence[str]
) -> InvalidInput | None:
    """Return why a client whom the import has added stays; None if they may go."""
    wanted = {"email": "", "locale": "", "prefers": Channel.SMS.value} | dict(row.entry)
    changed = [
        name
        for name in ("first", "last", "mobile", "email", "locale", "prefers")
        if str(getattr(client, name)) != wanted[name]
    ]
    if changed:
        return InvalidInput(f"changed since: {', '.join(changed)}")
    if client.id in used:
        return InvalidInput("the client has visits or messages by now")
    if others:
        return InvalidInput("the client has said more about consent since")
    return None


def _before(client: Client, row: ImportRow) -> tuple[Client, list[str]]:
    """Return a client with the old values put back, and the names of what was changed since."""
    old: dict[str, Any] = {}
    kept: list[str] = []
    for name, (before, after) in row.changes.items():
        if name in AGREED:
            continue
        if str(getattr(client, name)) != after:
            kept.append(name)
        else:
            old[name] = Channel(before) if name == "prefers" else before
    return replace(client, **old), kept
