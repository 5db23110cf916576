"""Series: which appointments were booked together. Each of them stands for itself."""

from datetime import datetime

from sqlalchemy import insert

from calendar_store.database.connection import Transaction
from calendar_store.model.actors import Actor
from calendar_store.schema import series as table


async def add(
    tx: Transaction,
    practice_id: int,
    *,
    client_id: int,
    practitioner_id: int,
    service_id: int | None,
    every_weeks: int,
    by: Actor,
    now: datetime,
) -> int:
    """Add a series; its appointments are booked with the id that is returned.

    Args:
        tx: the transaction that books the appointments.
        practice_id: the practice.
        client_id: the client.
        practitioner_id: the practitioner of the first appointment.
        service_id: the service; None for none.
        every_weeks: weeks from one appointment to the next.
        by: the actor.
        now: UTC.
    """
    made = tx.ids.new()
    await tx.execute(
        insert(table),
        {
            "practice_id": practice_id,
            "id": made,
            "client_id": client_id,
            "practitioner_id": practitioner_id,
            "service_id": service_id,
            "every_weeks": every_weeks,
            "created_at": now,
            "created_by": by.label,
        },
    )
    return made
