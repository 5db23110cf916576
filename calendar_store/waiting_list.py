"""The waiting list: who would like a time that is not free yet (F16)."""

from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from calendar_store import audit, clients, schema
from calendar_store.changes import Topic
from calendar_store.database import Transaction
from calendar_store.errors import InvalidInput, NotFound
from calendar_store.statuses import WaitingStatus
from calendar_store.values import WaitingEntry, require_aware

_T = schema.waiting_list
# identities rise with time, so that the first to come stands first
_READ = select(
    _T.c.practice_id,
    _T.c.id,
    _T.c.client_id,
    _T.c.starts_at,
    _T.c.ends_at,
    _T.c.status,
    _T.c.practitioner_id,
    _T.c.service_id,
    _T.c.appointment_id,
).order_by(_T.c.id)


async def join(
    tx: Transaction,
    practice_id: int,
    client_id: int,
    *,
    starts_at: datetime,
    ends_at: datetime,
    by: str,
    now: datetime,
    practitioner_id: int | None = None,
    service_id: int | None = None,
    appointment_id: int | None = None,
) -> WaitingEntry:
    """Put a client on the list.

    Args:
        tx: a writing transaction.
        practice_id: where.
        client_id: who.
        starts_at: the earliest start that suits, aware.
        ends_at: until when it suits, aware.
        by: who enters it, for the audit log.
        now: when.
        practitioner_id: with whom; None for anybody.
        service_id: for what; None for any.
        appointment_id: the one to move when a time is taken; None to book one.

    Raises:
        InvalidInput: if the time ends before it starts, is over, or has no time zone.
        NotFound: if the practice has no such client.
    """
    starts = require_aware(starts_at, "the earliest time")
    ends = require_aware(ends_at, "the latest time")
    if ends <= starts or ends <= now:
        raise InvalidInput("the time waited for ends after it starts, and is still to come")
    await clients.get(tx, practice_id, client_id)
    status = WaitingStatus.WAITING
    value = WaitingEntry(
        practice_id,
        tx.ids.new(),
        *(client_id, starts, ends, status, practitioner_id, service_id, appointment_id),
    )
    row = {
        "practice_id": practice_id,
        "id": value.id,
        "client_id": client_id,
        "practitioner_id": practitioner_id,
        "service_id": service_id,
        "appointment_id": appointment_id,
        "starts_at": starts,
        "ends_at": ends,
        "status": status.value,
        "created_at": require_aware(now, "the time of a change"),
    }
    await tx.execute(insert(_T), row)
    subject = str(client_id)
    await audit.record(tx, practice_id, by=by, action="waiting.joined", subject=subject, now=now)
    tx.touch(Topic.CALENDAR)
    return value


async def waiting(tx: Transaction, practice_id: int, now: datetime) -> tuple[WaitingEntry, ...]:
    """Return who still waits for a time to come, the first to come first."""
    statement = _READ.where(
        _T.c.practice_id == practice_id,
        _T.c.status == WaitingStatus.WAITING.value,
        _T.c.ends_at > now,
    )
    return tuple(_value(row) for row in await tx.execute(statement))


async def withdraw(
    tx: Transaction, practice_id: int, entry_id: int, *, by: str, now: datetime
) -> None:
    """Take an entry off the list.

    Raises:
        NotFound: if the practice has no such entry that still waits.
    """
    result = await tx.execute(
        update(_T)
        .where(
            _T.c.practice_id == practice_id,
            _T.c.id == entry_id,
            _T.c.status.in_([WaitingStatus.WAITING.value, WaitingStatus.OFFERED.value]),
        )
        .values(status=WaitingStatus.WITHDRAWN.value)
    )
    if result.rowcount == 0:
        raise NotFound(f"nobody waits under {entry_id} in this practice")
    subject = str(entry_id)
    await audit.record(tx, practice_id, by=by, action="waiting.withdrawn", subject=subject, now=now)
    tx.touch(Topic.CALENDAR)


def _value(row: Any) -> WaitingEntry:
    return WaitingEntry(
        row.practice_id,
        row.id,
        row.client_id,
        *(row.starts_at, row.ends_at, WaitingStatus(row.status)),
        *(row.practitioner_id, row.service_id, row.appointment_id),
    )
