"""Appointments written straight into the table, for tests of what looks at them."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import insert

from calendar_store.database.connection import Transaction
from calendar_store.model.clients import Client
from calendar_store.model.practices import Practitioner
from calendar_store.schema import appointments


async def book(
    tx: Transaction,
    client: Client,
    who: Practitioner,
    start: datetime,
    minutes: int,
    *,
    buffers: tuple[int, int] = (0, 0),
    status: str = "booked",
) -> int:
    """Write an appointment; the minutes of its buffers block the practitioner as well."""
    at = start.astimezone(UTC)
    end = at + timedelta(minutes=minutes)
    booked = tx.ids.new()
    row = {
        "practice_id": client.practice_id,
        "id": booked,
        "client_id": client.id,
        "practitioner_id": who.id,
        "service_id": None,
        "starts_at": at,
        "ends_at": end,
        "busy_from": at - timedelta(minutes=buffers[0]),
        "busy_until": end + timedelta(minutes=buffers[1]),
        "status": status,
        "version": 1,
        "cancelled_by": "",
        "cancelled_at": None,
        "created_at": at,
        "updated_at": at,
    }
    await tx.execute(insert(appointments), row)
    return booked
