"""Stores for the bench: a practice with many clients, appointments, reminders and messages."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from calendar_store.conversations import conversation_state
from calendar_store.database.connection import Database, Transaction
from calendar_store.database.migrate import migrate
from calendar_store.model.appointments import Appointment
from calendar_store.model.conversations import Conversation, ConversationKey
from calendar_store.model.practices import Practice, Practitioner
from calendar_store.model.statuses import AppointmentStatus, Channel
from calendar_store.practices import hours, practices, practitioners
from calendar_store.schema import (
    appointments,
    clients,
    consent_events,
    message_parts,
    messages,
    reminders,
)
from dialogs.conversation import State
from dialogs.wording.reminders import reminder_question
from tests.support.actors import named

OURS = "+390699000111"
_ROWS = 20_000


@dataclass(frozen=True, slots=True)
class Sample:
    """A seeded store."""

    database: Database
    practice: Practice
    practitioners: tuple[Practitioner, ...]
    now: datetime


def mobile(number: int) -> str:
    """Return the number of the client with that index."""
    return f"+39347{number:07d}"


@asynccontextmanager
async def sample(
    path: Path, *, doctors: int = 1, week: str = "mon-sun 00:00-24:00"
) -> AsyncIterator[Sample]:
    """Yield a store with a practice, its practitioners and their hours."""
    database = Database.connect(f"sqlite:///{path}")
    await migrate(database)
    now = datetime.now(UTC)
    async with database.write() as tx:
        practice = await practices.add(
            tx,
            name="Studio Aurora",
            timezone="Europe/Rome",
            locale="en",
            sender=OURS,
            quiet=(None, None),
            # what is measured is the service, not how it stops
            daily_cap=None,
            now=now,
        )
        added = []
        for number in range(doctors):
            one = await practitioners.add(
                tx, practice.id, f"Aurora {number}", by=named("bench"), now=now
            )
            parsed = hours.parse(week, one.id)
            await hours.set_week(tx, practice.id, one.id, parsed, by=named("bench"), now=now)
            added.append(one)
    try:
        yield Sample(database, practice, tuple(added), now)
    finally:
        await database.close()


async def people(sample: Sample, count: int, channel: Channel = Channel.SMS) -> list[int]:
    """Add clients who have consented to messages on a channel; return their ids."""
    async with sample.database.write() as tx:
        ids = [tx.ids.new() for _ in range(count)]
        await _many(tx, clients, (_client(sample, one, n, channel) for n, one in enumerate(ids)))
        await _many(tx, consent_events, (_consent(tx, sample, one, channel) for one in ids))
    return ids


async def appointments_of(
    sample: Sample, client_ids: list[int], first: datetime, minutes: int = 10
) -> list[Appointment]:
    """Give every client an appointment, one after the other, shared out over practitioners."""
    made = []
    async with sample.database.write() as tx:
        doctors = len(sample.practitioners)
        for n, client in enumerate(client_ids):
            doctor = sample.practitioners[n % doctors]
            start = first + timedelta(minutes=minutes) * (n // doctors)
            made.append(
                Appointment(
                    sample.practice.id,
                    tx.ids.new(),
                    client,
                    doctor.id,
                    start,
                    start + timedelta(minutes=minutes),
                    AppointmentStatus.BOOKED,
                    1,
                    practitioner=doctor.name,
                )
            )
        await _many(tx, appointments, (_appointment(sample, one) for one in made))
    return made


BUSY_SLOTS = tuple(slot for slot in range(18) if slot not in (6, 13))
"""Half hours from nine to six that are taken; two are free every day."""


async def busy_years(sample: Sample, client_ids: list[int]) -> None:
    """Fill the days around now, the same number before and after, half an hour each."""
    doctors = len(sample.practitioners)
    days = len(client_ids) // (doctors * len(BUSY_SLOTS))
    midnight = sample.now.replace(hour=0, minute=0, second=0, microsecond=0)
    first = midnight - timedelta(days=days // 2)
    half_hour = timedelta(minutes=30)
    async with sample.database.write() as tx:
        made = []
        for n, client in enumerate(client_ids):
            day, slot = divmod(n // doctors, len(BUSY_SLOTS))
            start = first + timedelta(days=day, hours=9) + half_hour * BUSY_SLOTS[slot]
            doctor = sample.practitioners[n % doctors].id
            made.append(
                Appointment(
                    *(sample.practice.id, tx.ids.new(), client, doctor),
                    *(start, start + half_hour, AppointmentStatus.BOOKED, 1),
                )
            )
        await _many(tx, appointments, (_appointment(sample, one) for one in made))


async def due_reminders(
    sample: Sample, made: list[Appointment], channel: Channel = Channel.SMS
) -> None:
    """Plan a reminder for every appointment, due now."""
    async with sample.database.write() as tx:
        await _many(
            tx,
            reminders,
            (
                {
                    "practice_id": one.practice_id,
                    "appointment_id": one.id,
                    "version": 1,
                    "step": 2,
                    "id": tx.ids.new(),
                    "channel": channel,
                    "due_at": sample.now,
                    "expires_at": one.starts_at,
                    "unless_confirmed": False,
                    "status": "planned",
                    "reason_code": "",
                    "reason_facts": {},
                    "message_id": None,
                    "rule": "before",
                    "before": timedelta(days=2),
                    "days": 0,
                    "at": time(0),
                }
                for one in made
            ),
        )


async def open_questions(sample: Sample, made: list[Appointment]) -> None:
    """Leave a reminder's question open with every client."""
    async with sample.database.write() as tx:
        talks = [
            Conversation(
                sample.practice.id,
                ConversationKey(Channel.SMS, OURS, mobile(n)),
                State(question=reminder_question((one,), sample.now)).to_json(),
                0,
                sample.now,
            )
            for n, one in enumerate(made)
        ]
        await conversation_state.save(tx, talks, sample.now)


async def accepted_messages(sample: Sample, made: list[Appointment]) -> None:
    """Put an accepted message for every appointment, with the carrier ids 1, 2, 3 …"""
    async with sample.database.write() as tx:
        ids = [tx.ids.new() for _ in made]
        await _many(
            tx,
            messages,
            (
                {
                    "practice_id": sample.practice.id,
                    "id": one,
                    "kind": "reminder",
                    "channel": "sms",
                    "client_id": made[n].client_id,
                    "appointment_id": made[n].id,
                    "sender": OURS,
                    "recipient": mobile(n),
                    "text": "Studio Aurora: see you tomorrow at 15:00.",
                    "carrier": "bench",
                    "priority": 5,
                    "status": "accepted",
                    "reason_code": "",
                    "reason_facts": {},
                    "attempt": 1,
                    "parts": 1,
                    "price": Decimal(0),
                    "cost": Decimal(0),
                    "refused_by": "",
                    "created_at": sample.now,
                    "not_before": sample.now,
                    "expires_at": made[n].starts_at,
                    "updated_at": sample.now,
                    "leased_by": "",
                    "lease_until": None,
                    "awaits_receipt": True,
                }
                for n, one in enumerate(ids)
            ),
        )
        await _many(
            tx,
            message_parts,
            (
                {
                    "practice_id": sample.practice.id,
                    "message_id": one,
                    "attempt": 1,
                    "part": 1,
                    "total": 1,
                    "carrier": "bench",
                    "bind": "bench/1",
                    "sent_at": sample.now,
                    "carrier_id": str(n + 1),
                    "carrier_key": str(n + 1),
                    "status": "accepted",
                }
                for n, one in enumerate(ids)
            ),
        )


async def _many(tx: Transaction, table, rows: Iterator[dict[str, Any]]) -> None:
    batch = []
    for row in rows:
        batch.append(row)
        if len(batch) == _ROWS:
            await tx.executemany(insert(table), batch)
            batch = []
    await tx.executemany(insert(table), batch)


def _client(sample: Sample, one: int, number: int, channel: Channel) -> dict[str, Any]:
    by_mail = channel is Channel.EMAIL
    return {
        "practice_id": sample.practice.id,
        "id": one,
        "first": "Ada",
        "last": "Byron",
        "mobile": mobile(number),
        "email": f"client{number}@domain{number % 50}.example" if by_mail else "",
        "locale": "en",
        "prefers": channel,
        "mobile_bad": False,
        "created_at": sample.now,
    }


def _consent(tx: Transaction, sample: Sample, one: int, channel: Channel) -> dict[str, Any]:
    return {
        "practice_id": sample.practice.id,
        "id": tx.ids.new(),
        "client_id": one,
        "channel": channel,
        "kind": "granted",
        "how": "spoken",
        "by": "bench",
        "evidence": "",
        "at": sample.now,
    }


def _appointment(sample: Sample, one: Appointment) -> dict[str, Any]:
    return {
        "practice_id": one.practice_id,
        "id": one.id,
        "client_id": one.client_id,
        "practitioner_id": one.practitioner_id,
        "service_id": None,
        "starts_at": one.starts_at,
        "ends_at": one.ends_at,
        "busy_from": one.starts_at,
        "busy_until": one.ends_at,
        "status": one.status,
        "version": 1,
        "cancelled_by": "",
        "cancelled_at": None,
        "created_at": sample.now,
        "updated_at": sample.now,
    }
