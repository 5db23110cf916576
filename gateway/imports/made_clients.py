"""Clients who are added from rows of visits, where staff have chosen so, and removed by the undo.

Only a row with a person's whole name and a mobile number tells enough. Whoever is added so has
agreed to nothing: nothing is sent to them before somebody has asked.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from calendar_store.clients import imported_clients
from calendar_store.database.connection import Transaction
from calendar_store.entry.search_terms import plain
from calendar_store.model.clients import Client
from calendar_store.model.errors import InvalidInput
from calendar_store.model.imports import ImportFile, ImportRow, RowOutcome
from calendar_store.model.practices import Practice
from gateway.imports.judging import Entry

_MADE = "client"
"""Names the client whom a row has added, among its changes."""
_FIELDS = ("first", "last", "mobile", "email")


def stranger(entry: Entry) -> tuple[str, str] | None:
    """Return number and name of the person of a row of visits; None if it tells too little."""
    person = entry.get("person")
    if not person or not entry.get("mobile"):
        return None
    return entry["mobile"], plain(" ".join(person))


def as_client(entry: Entry) -> dict[str, str]:
    """Return the fields of the client whom a row of visits adds."""
    first, last = entry["person"]
    return {
        "first": first,
        "last": last,
        "mobile": entry["mobile"],
        "email": entry.get("email", ""),
    }


async def make(
    tx: Transaction, practice: Practice, rows: Sequence[ImportRow], now: datetime
) -> list[ImportRow]:
    """Add the clients of rows, each once; return the rows with them.

    Args:
        tx: a writing transaction.
        practice: the practice.
        rows: rows whose client the practice does not have, each with a `stranger`.
        now: UTC.
    """
    people: dict[tuple[str, str], ImportRow] = {}
    for row in rows:
        people.setdefault(_key(row), row)
    entries = [as_client(row.entry) for row in people.values()]
    ids = await imported_clients.add(tx, practice.id, entries, now)
    of_person = dict(zip(people, ids, strict=True))
    made = []
    for row in rows:
        client_id = of_person[_key(row)]
        is_first = people[_key(row)] is row
        changes = {_MADE: ["", str(client_id)]} if is_first else {}
        made.append(replace(row, client_id=client_id, changes=changes))
    return made


async def unmake(tx: Transaction, file: ImportFile, rows: Sequence[ImportRow]) -> list[ImportRow]:
    """Remove the clients whom rows have added; return the rows whose client has to stay."""
    made = {row.client_id: row for row in rows if _MADE in row.changes and row.client_id}
    ids = [one for one in made if one is not None]
    if not ids:
        return []
    current = await imported_clients.current(tx, file.practice_id, ids)
    said = await imported_clients.consents(tx, file.practice_id, ids)
    used = await imported_clients.in_use(tx, file.practice_id, ids, file.id)
    gone: list[Client] = []
    kept: list[ImportRow] = []
    for client_id, row in made.items():
        client = current.get(client_id or 0)
        if client is None:
            continue
        wanted = as_client(row.entry) if row.entry.get("person") else {}
        if client.id in used or client.id in said:
            why = InvalidInput("the client has visits or messages by now")
        elif any(getattr(client, name) != wanted.get(name) for name in _FIELDS):
            why = InvalidInput("the client was changed since")
        else:
            gone.append(client)
            continue
        kept.append(replace(row, outcome=RowOutcome.KEPT, fault=str(why)))
    await imported_clients.remove(tx, file.practice_id, gone)
    return kept


def _key(row: ImportRow) -> tuple[str, str]:
    key = stranger(row.entry)
    assert key is not None  # noqa: S101 (judged so, by the same entry)
    return key
