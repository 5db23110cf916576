"""The audit log searched and exported, by whoever may read it."""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from calendar_store.database import audit, audit_search
from calendar_store.database.audit_search import AuditFound, AuditQuery
from calendar_store.database.connection import Database, Transaction
from calendar_store.model.actors import Actor, Permission, require
from calendar_store.model.practices import AuditEntry, Practice
from gateway.csv_text import PLAIN, CsvForm, csv_text
from gateway.use_cases import client_search

_MOST_WORDS = 8
_AT_ONCE = 1000
_COLUMNS = ("id", "at", "by", "action", "subject", "detail")


class LogFileForm(StrEnum):
    """The forms of an exported log."""

    CSV = "csv"
    JSONL = "jsonl"


def words_of(text: str) -> list[str]:
    """Return the words of a search."""
    return text.split()[:_MOST_WORDS]


async def found(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    query: AuditQuery,
    *,
    limit: int,
    before: int | None = None,
) -> AuditFound:
    """Search the log; words that are a client's name find what is about the client.

    Args:
        tx: any transaction.
        actor: who reads.
        practice: the practice.
        query: what is looked for.
        limit: most entries.
        before: go on with entries older than the one with this id.

    Raises:
        NotPermitted: if the actor may not read the log.
    """
    require(actor, Permission.READ_AUDIT, practice.id)
    asked = await _with_clients(tx, actor, practice, query)
    return await audit_search.search(tx, practice.id, asked, limit=limit, before=before)


async def _with_clients(
    tx: Transaction, actor: Actor, practice: Practice, query: AuditQuery
) -> AuditQuery:
    # details have clients' numbers, which must not be found out letter by letter
    query = replace(query, shallow=actor.masked)
    if not query.words or not actor.may(Permission.READ_CLIENTS, practice.id):
        return query
    theirs = await client_search.search(tx, actor, practice, " ".join(query.words))
    return replace(query, about=[str(one.id) for one in theirs])


async def exported(
    database: Database,
    actor: Actor,
    practice: Practice,
    query: AuditQuery,
    *,
    form: LogFileForm,
    now: datetime,
    sheet: CsvForm = PLAIN,
) -> AsyncIterator[str]:
    """Yield the entries that fit as a file, newest first; that it was exported is recorded.

    Args:
        database: the store.
        actor: who reads.
        practice: the practice.
        query: what is looked for.
        form: the form of the file.
        now: UTC.
        sheet: the separators of a CSV file.

    Raises:
        NotPermitted: if the actor may not read the log.
    """
    require(actor, Permission.READ_AUDIT, practice.id)
    async with database.write() as tx:
        asked = await _with_clients(tx, actor, practice, query)
        await audit.record(
            *(tx, practice.id), by=actor, action="log.exported", subject=form.value, now=now
        )
    if form is LogFileForm.CSV:
        yield csv_text(_COLUMNS, (), sheet)
    before: int | None = None
    while True:
        async with database.read() as tx:
            page = await audit_search.search(tx, practice.id, asked, limit=_AT_ONCE, before=before)
        if page.entries:
            yield _written(page.entries, form, sheet)
        if page.before is None:
            return
        before = page.before


def _written(entries: Sequence[AuditEntry], form: LogFileForm, sheet: CsvForm) -> str:
    rows = [_row(one) for one in entries]
    if form is LogFileForm.JSONL:
        return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    lines = csv_text((), ([_cell(row[name]) for name in _COLUMNS] for row in rows), sheet)
    return lines.removeprefix("\r\n")


def _row(entry: AuditEntry) -> Mapping[str, object]:
    return {
        "id": str(entry.id),
        "at": entry.at.isoformat(),
        "by": entry.by,
        "action": entry.action,
        "subject": entry.subject,
        "detail": entry.detail,
    }


def _cell(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
