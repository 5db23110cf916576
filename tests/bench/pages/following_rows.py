"""What follows from the appointments of a large store, written by the database from them."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    Table,
    cast,
    insert,
    literal,
    literal_column,
    null,
    select,
    type_coerce,
)

from calendar_store import schema
from calendar_store.schema.columns import Instant
from tests.bench.pages.bulk import BulkWriter
from tests.bench.pages.calendar_rows import ASKED_BEFORE
from tests.bench.pages.shape import BOOKED_BEFORE, NOW, shift

_A = schema.appointments
_C = schema.clients
_SENT_AFTER = BOOKED_BEFORE - ASKED_BEFORE
_MICROSECOND = timedelta(microseconds=1)
_UNIX = datetime(1970, 1, 1, tzinfo=UTC)
_NO_FACTS: ColumnElement[Any] = literal_column("'{}'")


async def write(writer: BulkWriter, senders: dict[int, str]) -> None:
    """Write history, reminders, notes, and messages with their parts and histories.

    Args:
        writer: writes where the appointments are.
        senders: the number of each practice.
    """
    on = writer.dialect.name
    booked, ended = literal("booked"), _A.c.status
    await _from(writer, schema.appointment_history, _history(booked, _A.c.created_at, 1))
    done = _history(ended, _A.c.updated_at, 2).where(_A.c.starts_at < _moment(on))
    await _from(writer, schema.appointment_history, done)
    sent = _A.c.starts_at < _moment(on, ASKED_BEFORE)
    await _from(writer, schema.reminders, _reminder(on, 1, timedelta(0), "queued").where(sent))
    await _from(writer, schema.reminders, _reminder(on, 2, _SENT_AFTER, "queued").where(sent))
    await _from(writer, schema.reminders, _reminder(on, 2, _SENT_AFTER, "planned").where(~sent))
    for practice, sender in senders.items():
        theirs = _messages(on, sender).where(_A.c.practice_id == practice, sent)
        await _from(writer, schema.messages, theirs)
    for number, status in enumerate(("queued", "sending", "accepted", "delivered")):
        await _from(writer, schema.message_history, _fate(number, status))
    await _from(writer, schema.message_parts, _part())
    noted = _note().where(_A.c.id % 20 == 0)
    await _from(writer, schema.appointment_notes, noted)


async def _from(writer: BulkWriter, table: Table, rows: Select[Any]) -> None:
    names = [column.name for column in rows.selected_columns]
    await writer.run(insert(table).from_select(names, rows))


def _history(change: ColumnElement[str], at: ColumnElement[Any], version: int) -> Select[Any]:
    return select(
        *(_A.c.practice_id, (_A.c.id + version).label("id")),
        _A.c.id.label("appointment_id"),
        *(literal(version).label("version"), at.label("at"), literal("bench").label("by")),
        change.label("change"),
        *(_A.c.starts_at, _A.c.practitioner_id),
    )


def _reminder(on: str, step: int, after: timedelta, status: str) -> Select[Any]:
    message = null() if step == 1 or status == "planned" else _A.c.id + shift(after)
    return select(
        _A.c.practice_id,
        _A.c.id.label("appointment_id"),
        *(literal(1).label("version"), literal(step).label("step")),
        (_A.c.id + step).label("id"),
        literal("sms").label("channel"),
        _later(on, _A.c.created_at, after).label("due_at"),
        _A.c.starts_at.label("expires_at"),
        literal(False).label("unless_confirmed"),
        *(literal(status).label("status"), literal("").label("reason_code")),
        _NO_FACTS.label("reason_facts"),
        cast(message, BigInteger).label("message_id"),
        literal("booked" if step == 1 else "before").label("rule"),
        literal(timedelta(0), schema.reminders.c.before.type).label("before"),
        *(literal(0).label("days"), literal(time(0), schema.reminders.c.at.type).label("at")),
    )


def _messages(on: str, sender: str) -> Select[Any]:
    at = _later(on, _A.c.created_at, _SENT_AFTER)
    zero = literal(0)
    return select(
        _A.c.practice_id,
        (_A.c.id + shift(_SENT_AFTER)).label("id"),
        *(literal("reminder").label("kind"), literal("sms").label("channel")),
        *(_A.c.client_id, _A.c.id.label("appointment_id")),
        *(literal(sender).label("sender"), _C.c.mobile.label("recipient")),
        literal("Studio Aurora: see you on Monday at 15:00. 1 = yes, 2 = no.").label("text"),
        *(literal("bench").label("carrier"), literal(5).label("priority")),
        *(literal("delivered").label("status"), literal("").label("reason_code")),
        _NO_FACTS.label("reason_facts"),
        *(literal(1).label("attempt"), literal(1).label("parts")),
        *(zero.label("price"), zero.label("cost"), literal("").label("refused_by")),
        *(at.label("created_at"), at.label("not_before")),
        *(_A.c.starts_at.label("expires_at"), at.label("updated_at")),
        literal("").label("leased_by"),
        literal(False).label("awaits_receipt"),
        literal(False).label("invites"),
    ).join(_C, (_C.c.practice_id == _A.c.practice_id) & (_C.c.id == _A.c.client_id))


def _fate(number: int, status: str) -> Select[Any]:
    one = schema.messages
    return select(
        *(one.c.practice_id, (one.c.id + number).label("id"), one.c.id.label("message_id")),
        *(one.c.created_at.label("at"), literal(status).label("status"), one.c.attempt),
        *(one.c.carrier, one.c.reason_code, one.c.reason_facts),
    )


def _part() -> Select[Any]:
    one = schema.messages
    return select(
        *(one.c.practice_id, one.c.id.label("message_id"), one.c.attempt),
        *(literal(1).label("part"), literal(1).label("total"), one.c.carrier),
        *(literal("bench/1").label("bind"), one.c.created_at.label("sent_at")),
        *(literal("7").label("carrier_id"), (one.c.sender + one.c.recipient).label("carrier_key")),
        literal("delivered").label("status"),
    )


def _note() -> Select[Any]:
    return select(
        *(_A.c.practice_id, (_A.c.id + 9).label("id"), _A.c.id.label("appointment_id")),
        *(_A.c.created_at.label("at"), literal("bench").label("by")),
        literal("comes by car").label("text"),
    )


def _moment(on: str, later: timedelta = timedelta(0)) -> ColumnElement[Any]:
    moment = NOW + later
    if on == "postgresql":
        return literal_column(f"timestamptz '{moment.isoformat()}'")
    return literal_column(str((moment - _UNIX) // _MICROSECOND))


def _later(on: str, moment: ColumnElement[Any], by: timedelta) -> ColumnElement[Any]:
    """Return a moment, later by a length of time, in the database's own arithmetic."""
    if on == "postgresql":
        added: ColumnElement[Any] = literal_column(f"interval '{by.total_seconds():.0f} seconds'")
    else:
        added = literal_column(str(by // _MICROSECOND))
    return type_coerce(type_coerce(moment, BigInteger).op("+")(added), Instant())
