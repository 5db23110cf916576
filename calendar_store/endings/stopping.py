"""Stops all that waits to be sent for a practice that is suspended, and lets it go on again.

Each row keeps its reason, so staff see what was not sent, and what goes on again is what was
stopped, and nothing else.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update

from calendar_store import schema
from calendar_store.database.connection import Transaction
from calendar_store.database.notify import Topic
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.statuses import (
    MessageStatus,
    OfferStatus,
    WaitingStatus,
)
from calendar_store.schema.columns import is_now

_WHY: Mapping[str, Any] = {"reason_code": ReasonCode.PRACTICE_SUSPENDED, "reason_facts": {}}
_PLANNED_TABLES = (schema.reminders, schema.follow_ups, schema.announcement_recipients)
_UNSENT = (MessageStatus.QUEUED, MessageStatus.PLANNED)


async def stop(tx: Transaction, practice_id: int, now: datetime) -> None:
    """Stop planned reminders and messages after visits, announcements, offers and unsent messages.

    Args:
        tx: the transaction in which the suspension begins.
        practice_id: the practice.
        now: UTC.
    """
    for table in _PLANNED_TABLES:
        # by the partial index of planned rows, which is short
        planned = is_now(table.c.status, MessageStatus.PLANNED)
        theirs = planned & (table.c.practice_id == practice_id)
        skipped = {"status": MessageStatus.SKIPPED.value, **_WHY}
        await tx.execute(update(table).where(theirs).values(**skipped))
    for status in _UNSENT:
        await _cancel_messages(tx, practice_id, status, now)
    await _end_offers(tx, practice_id)
    freed = schema.freed_times
    await tx.execute(delete(freed).where(freed.c.practice_id == practice_id))
    holds = schema.booking_holds
    await tx.execute(delete(holds).where(holds.c.practice_id == practice_id))
    tx.notify(Topic.CALENDAR, Topic.OUTBOX)


async def _cancel_messages(
    tx: Transaction, practice_id: int, status: MessageStatus, now: datetime
) -> None:
    m = schema.messages
    theirs = (m.c.practice_id == practice_id) & is_now(m.c.status, status)
    # mails to staff about their accounts still go
    theirs &= m.c.kind != "account"
    found = list(await tx.execute(select(m.c.id, m.c.attempt, m.c.carrier).where(theirs)))
    cancelled = {"status": MessageStatus.CANCELLED.value, "updated_at": now, **_WHY}
    await tx.execute(update(m).where(theirs).values(**cancelled))
    history = [
        {
            "practice_id": practice_id,
            "id": tx.ids.new(),
            "message_id": one.id,
            "at": now,
            "status": MessageStatus.CANCELLED.value,
            "attempt": one.attempt,
            "carrier": one.carrier,
            **_WHY,
        }
        for one in found
    ]
    await tx.executemany(_HISTORY, history)


_HISTORY = insert(schema.message_history)


async def _end_offers(tx: Transaction, practice_id: int) -> None:
    """End open offers; who waits for a time waits on."""
    offers, waiting = schema.offers, schema.waiting_list
    is_open = is_now(offers.c.status, OfferStatus.OFFERED) & (offers.c.practice_id == practice_id)
    await tx.execute(update(offers).where(is_open).values(status=OfferStatus.EXPIRED.value))
    offered = (waiting.c.practice_id == practice_id) & (
        waiting.c.status == WaitingStatus.OFFERED.value
    )
    await tx.execute(update(waiting).where(offered).values(status=WaitingStatus.WAITING.value))


async def go_on(tx: Transaction, practice_id: int, now: datetime) -> None:
    """Let the reminders of visits that are still ahead, and messages after visits, go on.

    What was queued is not sent any more, neither are announcements: their time is over.

    Args:
        tx: the transaction in which the practice is reactivated.
        practice_id: the practice.
        now: UTC.
    """
    stopped = ReasonCode.PRACTICE_SUSPENDED.value
    planned = {
        "status": MessageStatus.PLANNED.value,
        "reason_code": ReasonCode.NONE.value,
        "reason_facts": {},
    }
    r = schema.reminders
    ahead = (r.c.practice_id == practice_id) & (r.c.reason_code == stopped) & (r.c.expires_at > now)
    await tx.execute(update(r).where(ahead, r.c.status == "skipped").values(**planned))
    f = schema.follow_ups
    theirs = (f.c.practice_id == practice_id) & (f.c.reason_code == stopped)
    await tx.execute(update(f).where(theirs, f.c.status == "skipped").values(**planned))
    tx.notify(Topic.REMINDERS, Topic.CALENDAR)
