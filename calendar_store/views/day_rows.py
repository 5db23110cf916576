"""Load the rows for the day view: everything about given appointments, one query for each table.

Each query uses an index that begins with the practice, so its cost does not grow with the store.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Select, Table, select

from calendar_store import schema
from calendar_store.clients import clients as stored
from calendar_store.conversations import alerts as raised_alerts
from calendar_store.conversations import inbox
from calendar_store.database.connection import Transaction
from calendar_store.database.keys import in_keys, key_params
from calendar_store.messages import message_rows
from calendar_store.messages import reminders as planned_reminders
from calendar_store.model.clients import Client, listed_name
from calendar_store.model.conversations import Alert, Inbound
from calendar_store.model.messages import Message, Reminder
from calendar_store.model.statuses import Channel

T = TypeVar("T", Message, Reminder, Alert)

_CLIENTS = select(*(schema.clients.c[field.name] for field in fields(Client)))
_NAMES = select(schema.clients.c.id, schema.clients.c.first, schema.clients.c.last).where(
    in_keys(schema.clients.c.practice_id, schema.clients.c.id)
)
_MOST_TEXTS = 1000


async def clients(tx: Transaction, practice_id: int, ids: Iterable[int]) -> dict[int, Client]:
    """Return clients of a practice by id."""
    table = schema.clients
    statement = _CLIENTS.where(table.c.practice_id == practice_id, table.c.id.in_(set(ids)))
    return {row.id: stored.value(row) for row in (await tx.execute(statement)).all()}


async def listed_names(tx: Transaction, practice_id: int, ids: Iterable[int]) -> dict[int, str]:
    """Return the names of clients by id, as lists sort them."""
    found = await tx.execute(_NAMES, key_params([(practice_id, one) for one in set(ids)]))
    return {row.id: listed_name(row.first, row.last) for row in found.all()}


async def messages(
    tx: Transaction, practice_id: int, ids: Sequence[int]
) -> Mapping[int, list[Message]]:
    """Return the messages about appointments by appointment id, oldest first.

    The messages are sorted here: with ORDER BY id, SQLite would read all messages of the practice.
    """
    rows = await tx.execute(_about(schema.messages, practice_id, ids))
    return _grouped(sorted(map(message_rows.value, rows.all()), key=lambda message: message.id))


async def shared_messages(
    tx: Transaction,
    practice_id: int,
    planned: Mapping[int, Sequence[Reminder]],
    known: Mapping[int, Message],
) -> Mapping[int, list[Message]]:
    """Return combined messages that belong to another appointment, by appointment id.

    Args:
        tx: any transaction.
        practice_id: the practice.
        planned: reminders by appointment id; they link to the messages.
        known: messages already loaded, by id; each belongs to one of these appointments.
    """
    ids = {r.message_id for some in planned.values() for r in some if r.message_id}
    ids.difference_update(known)
    found = dict(known)
    if ids:
        table = schema.messages
        statement = select(table).where(table.c.practice_id == practice_id, table.c.id.in_(ids))
        found |= {row.id: message_rows.value(row) for row in await tx.execute(statement)}
    spoken_of = {
        appointment_id: {r.message_id: found[r.message_id] for r in some if r.message_id in found}
        for appointment_id, some in planned.items()
    }
    return {
        appointment_id: [m for m in some.values() if m.appointment_id != appointment_id]
        for appointment_id, some in spoken_of.items()
    }


async def reminders(
    tx: Transaction, practice_id: int, ids: Sequence[int]
) -> Mapping[int, list[Reminder]]:
    """Return the reminders of appointments, of every version, by appointment id."""
    rows = await tx.execute(_about(schema.reminders, practice_id, ids))
    return _grouped(map(planned_reminders.value, rows.all()))


async def alerts(
    tx: Transaction, practice_id: int, ids: Sequence[int]
) -> Mapping[int, list[Alert]]:
    """Return the open alerts about appointments by appointment id, newest first."""
    table = schema.alerts
    statement = _about(table, practice_id, ids).where(table.c.resolved_at.is_(None))
    rows = await tx.execute(statement.order_by(table.c.id.desc()))
    return _grouped(map(raised_alerts.value, rows))


async def texts(
    tx: Transaction, practice_id: int, addresses: Iterable[tuple[Channel, str]], since: datetime
) -> dict[tuple[Channel, str], list[Inbound]]:
    """Return what was received from (channel, address) `addresses` since a moment, oldest first."""
    table = schema.inbound
    statement = (
        select(table)
        .where(in_keys(table.c.practice_id, table.c.channel, table.c.their_address))
        .where(table.c.received_at >= since)
        .order_by(table.c.received_at.desc(), table.c.id.desc())
        .limit(_MOST_TEXTS)
    )
    wanted = key_params([(practice_id, *one) for one in set(addresses)])
    found: dict[tuple[Channel, str], list[Inbound]] = {}
    for row in (await tx.execute(statement, wanted)).all()[::-1]:
        text = inbox.value(row)
        found.setdefault((text.key.channel, text.key.their_address), []).append(text)
    return found


def _about(table: Table, practice_id: int, ids: Sequence[int]) -> Select[Any]:
    return select(table).where(table.c.practice_id == practice_id, table.c.appointment_id.in_(ids))


def _grouped(rows: Iterable[T]) -> Mapping[int, list[T]]:
    found: dict[int, list[T]] = {}
    for row in rows:
        if row.appointment_id is not None:
            found.setdefault(row.appointment_id, []).append(row)
    return found
