"""Messages that staff sent again: which message repeats which."""

from typing import Any

from sqlalchemy import insert, select

from calendar_store.database.connection import Transaction
from calendar_store.model.messages import MessageResend
from calendar_store.schema import message_resends as table


async def add(tx: Transaction, one: MessageResend) -> None:
    """Record that a message repeats another one; call it in the transaction that queues it."""
    names = ("practice_id", "message_id", "appointment_id", "repeats_id", "at", "by")
    await tx.execute(insert(table), {name: getattr(one, name) for name in names})


async def of_appointment(
    tx: Transaction, practice_id: int, appointment_id: int
) -> list[MessageResend]:
    """Return the messages about an appointment that were sent again, oldest first."""
    statement = (
        select(table)
        .where(table.c.practice_id == practice_id, table.c.appointment_id == appointment_id)
        .order_by(table.c.message_id)
    )
    return [_resend(row) for row in await tx.execute(statement)]


def _resend(row: Any) -> MessageResend:
    return MessageResend(
        *(row.practice_id, row.message_id, row.appointment_id, row.repeats_id, row.at, row.by)
    )
