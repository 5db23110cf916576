"""`textback calendar`: appointments, each with the fate of every message about it (F7)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from calendar_store.statuses import MessageStatus
from gateway.cli.options import ConfigOption, JsonOption, PracticeOption

if TYPE_CHECKING:
    from calendar_store.database import Transaction
    from calendar_store.values import Appointment, Client, Message, Practice, Reminder
    from gateway.cli.documents import Document

_WITHOUT_MESSAGE = frozenset({MessageStatus.PLANNED, MessageStatus.SKIPPED, MessageStatus.EXPIRED})
"""What a reminder can be that never became a message; a cancelled one is of no interest."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """An appointment with what was and will be sent about it."""

    appointment: Appointment
    client: Client
    messages: Sequence[Message]
    reminders: Sequence[Reminder]


def calendar(
    *,
    practice: PracticeOption = None,
    begin: Annotated[
        str | None, typer.Option("--from", metavar="D", help="First day, as 2026-11-24.")
    ] = None,
    days: Annotated[int, typer.Option("--days", metavar="N", min=1, max=366)] = 7,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show appointments with the fate of every message."""
    from gateway.cli import moments, output, store

    asked = moments.day(begin, "--from") if begin else None

    async def work(tx: Transaction) -> tuple[Practice, date, list[_Entry]]:
        where = await store.practice(tx, practice)
        zone = ZoneInfo(where.timezone)
        first = asked or store.now().astimezone(zone).date()
        last = _require_days(first, days)
        return where, first, await _load(tx, where, _midnight(first, zone), _midnight(last, zone))

    where, first, entries = store.read(config, work)
    if as_json:
        shown = [_document(entry, where.timezone) for entry in entries]
        output.document({"practice": where.name, "from": first.isoformat(), "appointments": shown})
        return
    until = first + timedelta(days=days - 1)
    span = f"{first:%a %-d %b %Y}" + (f" to {until:%a %-d %b %Y}" if days > 1 else "")
    if not entries:
        output.line(f"{where.name}: no appointments, {span}")
        return
    headings = ("when", "client", "with", "status", "messages", "id")
    rows = [_row(entry, where.timezone) for entry in entries]
    output.table(f"{where.name}: {span}, {where.timezone}", headings, rows)


def _require_days(first: date, days: int) -> date:
    """Return the day after the last one.

    Raises:
        BadParameter: if the calendar of the world ends before it.
    """
    try:
        return first + timedelta(days=days)
    except OverflowError:
        raise typer.BadParameter("no calendar goes so far", param_hint="'--from'") from None


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)


async def _load(
    tx: Transaction, practice: Practice, start: datetime, end: datetime
) -> list[_Entry]:
    from calendar_store import agenda, clients, outbox, reminders

    found = await agenda.between(tx, practice.id, start, end)
    ids = [one.id for one in found]
    people = await clients.get_many(tx, [(practice.id, one.client_id) for one in found])
    sent = await outbox.of_appointments(tx, practice.id, ids)
    planned = await reminders.of_appointments(tx, practice.id, ids)
    return [
        _Entry(
            one,
            people[practice.id, one.client_id],
            [message for message in sent if message.appointment_id == one.id],
            [reminder for reminder in planned if reminder.appointment_id == one.id],
        )
        for one in found
    ]


def _row(entry: _Entry, timezone: str) -> list[str]:
    from gateway.cli import glyphs
    from gateway.cli.moments import local

    appointment = entry.appointment
    zone = ZoneInfo(timezone)
    return [
        f"{local(appointment.starts_at, timezone)}-{appointment.ends_at.astimezone(zone):%H:%M}",
        entry.client.name,
        appointment.practitioner,
        glyphs.of_appointment(appointment.status),
        "\n".join(_fates(entry, timezone)),
        str(appointment.id),
    ]


def _fates(entry: _Entry, timezone: str) -> list[str]:
    """Return a line for each message, and for each reminder that has not become one."""
    from gateway.cli.glyphs import of_message
    from gateway.cli.moments import local

    lines = [
        f"{message.channel} {message.kind} {of_message(message.status)} "
        f"{local(message.updated_at or message.created_at, timezone)}{_because(message.words)}"
        for message in entry.messages
    ]
    return lines + [
        f"{reminder.channel} reminder {of_message(reminder.status)} "
        f"{local(reminder.due_at, timezone)}{_because(reminder.reason)}"
        for reminder in entry.reminders
        if reminder.message_id is None and reminder.status in _WITHOUT_MESSAGE
    ]


def _because(words: str) -> str:
    return f": {words}" if words else ""


def _document(entry: _Entry, timezone: str) -> Document:
    from gateway.cli import documents

    return documents.appointment(entry.appointment, timezone) | {
        "client": documents.client(entry.client),
        "messages": [documents.message(one, timezone) for one in entry.messages],
        "reminders": [documents.reminder(one, timezone) for one in entry.reminders],
    }
