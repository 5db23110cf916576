"""Load what answers answer: our messages, and the appointments as these told them."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import select

from calendar_store.database.connection import Transaction
from calendar_store.database.keys import in_keys, key_params
from calendar_store.model.actors import OF_CLIENTS
from calendar_store.model.answered_messages import AnsweredMessage, ToldVisit
from calendar_store.model.statuses import MessageKind
from calendar_store.schema import appointment_history as history
from calendar_store.schema import messages

_MESSAGES = select(
    *(messages.c.practice_id, messages.c.id, messages.c.kind, messages.c.text),
    *(messages.c.created_at, messages.c.expires_at, messages.c.appointment_id),
).where(in_keys(messages.c.practice_id, messages.c.id))
_EVENTS = (
    select(history)
    .where(in_keys(history.c.practice_id, history.c.appointment_id))
    .order_by(history.c.version)
)


async def load(
    tx: Transaction, keys: Collection[tuple[int, int]]
) -> dict[tuple[int, int], AnsweredMessage]:
    """Return messages by (practice id, message id), with the appointments that they are about.

    Args:
        tx: any transaction.
        keys: (practice id, message id); messages that are gone are absent from the result.
    """
    if not keys:
        return {}
    rows = list(await tx.execute(_MESSAGES, key_params(keys)))
    visits = {(row.practice_id, row.appointment_id) for row in rows if row.appointment_id}
    events: dict[tuple[int, int], list[Any]] = {}
    for event in await tx.execute(_EVENTS, key_params(visits)) if visits else ():
        events.setdefault((event.practice_id, event.appointment_id), []).append(event)
    return {
        (row.practice_id, row.id): _value(
            row, events.get((row.practice_id, row.appointment_id), ())
        )
        for row in rows
    }


def _value(row: Any, events: Sequence[Any]) -> AnsweredMessage:
    last = events[-1] if events else None
    by_client = last is not None and last.change == "cancelled" and last.by in OF_CLIENTS
    return AnsweredMessage(
        kind=MessageKind(row.kind),
        at=row.created_at,
        text=row.text,
        visit=_told(row, events),
        cancelled_at=last.at if last is not None and by_client else None,
    )


def _told(row: Any, events: Sequence[Any]) -> ToldVisit | None:
    """Return the appointment of a message as it was when the message was written."""
    if row.appointment_id is None:
        return None
    before = [event for event in events if event.at <= row.created_at] or events[:1]
    if not before:
        # a message about an appointment is of use until the appointment starts
        return ToldVisit(row.appointment_id, 0, row.expires_at or row.created_at)
    return ToldVisit(row.appointment_id, before[-1].version, before[-1].starts_at)
