"""Writes the rows of a confirmed import, a portion in each transaction.

A portion is judged again by what the store holds by then. What was done of a row is kept with it in
the same transaction, so that nothing is done twice after a restart, and all of it can be undone.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from calendar_store.clients import clients, consent, imported_clients, imports, kind_consents
from calendar_store.clients.consent import ConsentStatement
from calendar_store.clients.imported_clients import KnownClients
from calendar_store.clients.kind_consents import KindStatement
from calendar_store.clients.new_client import NewClient
from calendar_store.database import audit
from calendar_store.database.connection import Database, Transaction
from calendar_store.messages import after_visits
from calendar_store.model.actors import Actor, ActorKind
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
from calendar_store.model.practices import Practice
from calendar_store.model.statuses import Channel, ConsentHow, ConsentKind
from calendar_store.practices import practices
from gateway.imports.judging import (
    AGREED,
    changed,
    changes_of,
    consent_changes,
    kind_changes,
    meant,
    told_of_new,
)
from gateway.imports.taking_in import Clock
from gateway.imports.visits import book_visits

PORTION = 400
"""Rows of one transaction: others who write wait for no longer than it takes."""
VISITS = 40
"""Visits of one transaction; each is booked by itself."""
_LINES = 2000
"""Rows whose texts are let go in one transaction."""
_SINCE = InvalidInput("changed since the preview; import the file again to see how")
_TO_WRITE = (RowVerdict.NEW, RowVerdict.CHANGED)


async def perform(database: Database, file: ImportFile, clock: Clock) -> None:
    """Write the rows of an import that is PERFORMING; it is DONE afterwards.

    Args:
        database: the store.
        file: the import.
        clock: gives aware UTC times.
    """
    while True:
        async with database.write() as tx:
            now = clock()
            file = await imports.held(tx, file.practice_id, file.id)
            if file.status is not ImportStatus.PERFORMING:
                return
            practice = await practices.get(tx, file.practice_id)
            pending = await imports.rows(
                *(tx, file.practice_id, file.id),
                verdicts=_TO_WRITE,
                outcomes=[RowOutcome.NONE],
                after=file.last_line,
                limit=PORTION if file.kind is ImportKind.CLIENTS else VISITS,
                cells=False,
            )
            done = (
                await _written(tx, practice, file, pending, now)
                if file.kind is ImportKind.CLIENTS
                else await book_visits(tx, practice, pending, by=actor_of(file), now=now)
            )
            await imports.settle(tx, file.practice_id, file.id, done)
            await _note(tx, file, done, now)
        if not pending:
            await _let_go(database, file)
            return


async def _let_go(database: Database, file: ImportFile) -> None:
    """Let go what the file said, a portion of lines at a time; the undo needs none of it."""
    after = 0
    while True:
        async with database.write() as tx:
            last = await imports.empty_cells(
                tx, file.practice_id, file.id, after=after, lines=_LINES
            )
        if last is None:
            return
        after = last


def actor_of(file: ImportFile) -> Actor:
    """Return the actor of an import, who was asked for permissions when it was confirmed."""
    return Actor(ActorKind.STAFF, file.by, practice_id=file.practice_id)


def evidence(file: ImportFile, line: int) -> str:
    """Return what is kept as evidence of consent: where it stood."""
    return f"{file.name}, line {line} (import {file.id})"


async def _note(
    tx: Transaction, file: ImportFile, done: Sequence[ImportRow], now: datetime
) -> None:
    counts = Counter(file.counts)
    counts.update(f"outcome.{row.outcome.value}" for row in done)
    values = {
        "counts": dict(counts),
        "done": file.done + len(done),
        "last_line": done[-1].line if done else file.last_line,
    }
    if done:
        values["leased_until"] = now + imports.LEASE
    else:
        values |= {"status": ImportStatus.DONE.value, "leased_until": None, "changed_at": now}
        await audit.record(
            *(tx, file.practice_id),
            by=actor_of(file),
            action="import.done",
            subject=file.name,
            now=now,
            detail={"added": counts["outcome.added"], "changed": counts["outcome.changed"]},
        )
    await imports.change(tx, file.practice_id, file.id, **values)


async def _written(
    tx: Transaction,
    practice: Practice,
    file: ImportFile,
    pending: Sequence[ImportRow],
    now: datetime,
) -> list[ImportRow]:
    known = await imported_clients.known(
        *(tx, practice.id),
        {row.entry["mobile"] for row in pending},
        {row.entry["email"] for row in pending if row.entry.get("email")},
    )
    found = [(row, meant(row.entry, known)) for row in pending]
    new = [row for row, client in found if client is None and row.client_id is None]
    by = actor_of(file)
    added = await clients.add_checked(
        *(tx, practice, [_new_client(row) for row in new]),
        by=by,
        now=now,
        terms=[row.entry["terms"] for row in new],
    )
    of_line = {row.line: client for row, client in zip(new, added, strict=True)}
    settled = [
        _added(row, of_line[row.line], file)
        if row.line in of_line
        else _changed(row, client, known, file)
        for row, client in found
    ]
    pairs = [
        (client, changed(client, row.changes))
        for (_, client), row in zip(found, settled, strict=True)
        if client is not None and row.outcome is RowOutcome.CHANGED and set(row.changes) - AGREED
    ]
    await imported_clients.change_many(tx, practice.id, pairs, by=by, now=now)
    await _agree(tx, practice, file, settled, now)
    return settled


def _new_client(row: ImportRow) -> NewClient:
    entry = row.entry
    return NewClient(
        *(entry["first"], entry["last"], entry["mobile"]),
        entry.get("email", ""),
        entry.get("locale", ""),
        Channel(entry.get("prefers", Channel.SMS.value)),
    )


def _added(row: ImportRow, client: Client, file: ImportFile) -> ImportRow:
    told = told_of_new({**row.entry, "email": client.email}, file.choices)
    return replace(row, outcome=RowOutcome.ADDED, client_id=client.id, changes=told)


def _changed(
    row: ImportRow, client: Client | None, known: KnownClients, file: ImportFile
) -> ImportRow:
    """Return what becomes of a row about a client: what the preview has shown, and no more."""
    changes = changes_of(client, row.entry, known, file.choices) if client else {}
    shown = row.changes if client and client.id == row.client_id else {}
    if client is None or any(shown.get(name) != change for name, change in changes.items()):
        return replace(row, outcome=RowOutcome.REFUSED, fault=str(_SINCE), changes={})
    outcome = RowOutcome.CHANGED if changes else RowOutcome.NONE
    verdict = row.verdict if changes else RowVerdict.SAME
    return replace(row, outcome=outcome, verdict=verdict, client_id=client.id, changes=changes)


async def _agree(
    tx: Transaction,
    practice: Practice,
    file: ImportFile,
    settled: Sequence[ImportRow],
    now: datetime,
) -> None:
    """Record the consent that rows tell, since when and how the file or staff say it was given."""
    by = actor_of(file)
    said = [
        ConsentStatement(
            *(row.client_id, channel, kind, ConsentHow(file.choices.how or ConsentHow.STAFF)),
            by,
            # a file does not say when somebody stopped: it holds from now on
            now if kind is ConsentKind.WITHDRAWN else _since(row, file, practice, now),
            evidence(file, row.line),
        )
        for row in settled
        if row.client_id is not None
        for channel, kind in consent_changes(row.changes).items()
    ]
    await consent.record(tx, practice.id, said, now=now, logged=False)
    of_kinds = [
        KindStatement(
            *(row.client_id, about, kind, ConsentHow(file.choices.how or ConsentHow.STAFF)),
            by,
            now
            if kind is ConsentKind.WITHDRAWN
            else _since(row, file, practice, now, f"since_{about}"),
            evidence(file, row.line),
        )
        for row in settled
        if row.client_id is not None
        for about, kind in kind_changes(row.changes).items()
    ]
    await kind_consents.record(tx, practice.id, of_kinds, now=now, logged=False)
    less = {one.client_id for one in said if one.kind is ConsentKind.WITHDRAWN}
    less |= {one.client_id for one in of_kinds if one.kind is ConsentKind.WITHDRAWN}
    await after_visits.recheck(tx, [(practice.id, one) for one in less], now)


def _since(
    row: ImportRow, file: ImportFile, practice: Practice, now: datetime, of_kind: str = ""
) -> datetime:
    day = row.entry.get(of_kind) or row.entry.get("since") or file.choices.since
    if not day:
        return now
    start = datetime.combine(date.fromisoformat(day), time(), ZoneInfo(practice.timezone))
    return min(start.astimezone(now.tzinfo), now)
