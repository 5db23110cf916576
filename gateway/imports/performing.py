"""Writes the rows of a confirmed import, a portion in each transaction.

A portion is judged again by what the store holds by then. What was done of a row is kept with it in
the same transaction, so that nothing is done twice after a restart, and all of it can be undone.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from calendar_store import schema
from calendar_store.appointments import many_bookings
from calendar_store.clients import import_rows, imported_clients, imports, kind_consents
from calendar_store.clients.imported_clients import KnownClients
from calendar_store.clients.kind_consents import KindStatement
from calendar_store.database import statistics
from calendar_store.database.connection import Database, Transaction
from calendar_store.database.statistics import TableGrowth
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
from calendar_store.model.practices import Practice
from calendar_store.model.statuses import ConsentHow, ConsentKind
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
from gateway.imports.portions import PortionEnd, PortionPace, actor_of, evidence, note
from gateway.imports.taking_in import Clock
from gateway.imports.visits import book_visits

_LINES = 2000
"""Rows whose texts are let go in one transaction."""
_SINCE = InvalidInput("changed since the preview; import the file again to see how")
_TO_WRITE = (RowVerdict.NEW, RowVerdict.WITH_CLIENT, RowVerdict.CHANGED)
_FILLED = {
    ImportKind.CLIENTS: (schema.clients, schema.client_terms, schema.consent_events),
    ImportKind.VISITS: (schema.appointments, schema.appointment_history, schema.reminders),
}
"""The tables that an import fills, by its kind."""
_OF_STRANGERS = (schema.clients, schema.client_terms)
"""The tables that visits fill of people whom the practice did not have."""
_END = PortionEnd(
    ImportStatus.DONE,
    "import.done",
    {"added": RowOutcome.ADDED.value, "changed": RowOutcome.CHANGED.value},
)


async def perform(database: Database, file: ImportFile, clock: Clock) -> None:
    """Write the rows of an import that is PERFORMING; it is DONE afterwards.

    Args:
        database: the store.
        file: the import.
        clock: gives aware UTC times.
    """
    pace = PortionPace(many_bookings.MOST if file.kind is ImportKind.VISITS else PortionPace.MOST)
    growth, strangers = TableGrowth(), TableGrowth()
    while True:
        async with pace.portion(database) as tx:
            now = clock()
            file = await imports.held(tx, file.practice_id, file.id)
            if file.status is not ImportStatus.PERFORMING:
                return
            practice = await practices.get(tx, file.practice_id)
            pending = await import_rows.found(
                *(tx, file.practice_id, file.id),
                verdicts=_TO_WRITE,
                outcomes=[RowOutcome.NONE],
                after=file.last_line,
                limit=pace.rows,
                cells=False,
            )
            done = (
                await _written(tx, practice, file, pending, now)
                if file.kind is ImportKind.CLIENTS
                else await book_visits(tx, practice, pending, by=actor_of(file), now=now)
            )
            await import_rows.settle(tx, file.practice_id, file.id, done)
            await note(tx, file, done, _END, now)
        if growth.by(len(done)):
            await statistics.renew(database, _FILLED[file.kind])
        if strangers.by(sum(row.verdict is RowVerdict.WITH_CLIENT for row in done)):
            await statistics.renew(database, _OF_STRANGERS)
        if not pending:
            await _let_go(database, file)
            return


async def _let_go(database: Database, file: ImportFile) -> None:
    """Let go what the file said in the rows that were not written; the undo needs none of it."""
    after = 0
    while True:
        async with database.write() as tx:
            last = await import_rows.let_go(
                tx, file.practice_id, file.id, after=after, lines=_LINES
            )
        if last is None:
            return
        after = last


async def _written(
    tx: Transaction,
    practice: Practice,
    file: ImportFile,
    pending: Sequence[ImportRow],
    now: datetime,
) -> list[ImportRow]:
    known = await imported_clients.known(
        *(tx, practice.id),
        {row.entry["mobile"] for row in pending if row.entry},
        {row.entry["email"] for row in pending if row.entry.get("email")},
    )
    found = [(row, meant(row.entry, known) if row.entry else None) for row in pending]
    new = [row for row, client in found if client is None and row.client_id is None and row.entry]
    by = actor_of(file)
    added = await imported_clients.add(tx, practice.id, [row.entry for row in new], now)
    of_line = {row.line: client_id for row, client_id in zip(new, added, strict=True)}
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


def _added(row: ImportRow, client_id: int, file: ImportFile) -> ImportRow:
    told = told_of_new(row.entry, file.choices)
    return ImportRow(
        *(row.line, (), row.verdict, "", row.entry),
        *(client_id, told, RowOutcome.ADDED),
    )


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
    how = ConsentHow(file.choices.how or ConsentHow.STAFF)
    since = _Since(file, practice, now)
    said = [
        # a file does not say when somebody stopped: it holds from now on
        (
            *(row.client_id, channel, kind),
            now if kind is ConsentKind.WITHDRAWN else since.of(row),
            evidence(file, row.line),
        )
        for row in settled
        if row.client_id is not None
        for channel, kind in consent_changes(row.changes).items()
    ]
    by = actor_of(file)
    await imported_clients.agree(tx, practice.id, said, how=how, by=by)
    of_kinds = [
        KindStatement(
            *(row.client_id, about, kind, how, by),
            now if kind is ConsentKind.WITHDRAWN else since.of(row, f"since_{about}"),
            evidence(file, row.line),
        )
        for row in settled
        if row.client_id is not None
        for about, kind in kind_changes(row.changes).items()
    ]
    await kind_consents.record(tx, practice.id, of_kinds, now=now, logged=False)
    less = {one[0] for one in said if one[2] is ConsentKind.WITHDRAWN}
    less |= {one.client_id for one in of_kinds if one.kind is ConsentKind.WITHDRAWN}
    await after_visits.recheck(tx, [(practice.id, one) for one in less], now)


class _Since:
    """Tells since when the consent of rows holds."""

    def __init__(self, file: ImportFile, practice: Practice, now: datetime) -> None:
        self._chosen = file.choices.since
        self._zone = ZoneInfo(practice.timezone)
        self._now = now
        self._known: dict[str, datetime] = {"": now}

    def of(self, row: ImportRow, of_kind: str = "") -> datetime:
        """Return since when a row's person agrees, UTC; at the latest now.

        Args:
            row: the row.
            of_kind: the field of a day of its own, which counts before the others.
        """
        day = row.entry.get(of_kind) or row.entry.get("since") or self._chosen
        found = self._known.get(day)
        if found is None:
            start = datetime.combine(date.fromisoformat(day), time(), self._zone)
            found = min(start.astimezone(self._now.tzinfo), self._now)
            self._known[day] = found
        return found
