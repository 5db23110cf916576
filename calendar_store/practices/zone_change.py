"""Correct a practice's time zone and keep the local times of future appointments.

If the zone was entered wrongly, staff have entered the appointments by the local clock, and clients
were told these local times; so the appointments' UTC times must change. If the UTC times are right
and shall stay, nothing in this module is needed.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, update

from calendar_store.clients import clients
from calendar_store.database.connection import Transaction
from calendar_store.database.notify import Topic
from calendar_store.model import local_time
from calendar_store.model.errors import SlotTaken
from calendar_store.model.practices import Practice
from calendar_store.model.statuses import MessageKind, MessageStatus, OfferStatus
from calendar_store.schema import appointments, blocks, messages, offers, reminders
from calendar_store.schema.columns import is_now

_A = appointments
_FURTHEST = timedelta(days=2)
"""Upper bound of the difference between two zones plus the length of an appointment."""


async def ahead(tx: Transaction, practice_id: int, now: datetime) -> int:
    """Count a practice's appointments that have not ended, without cancelled ones."""
    statement = (
        select(func.count())
        .select_from(_A)
        .where(_A.c.practice_id == practice_id, _A.c.ends_at > now, _A.c.status != "cancelled")
    )
    return int((await tx.execute(statement)).scalar_one())


async def keep_local_hours(
    tx: Transaction, before: Practice, after: Practice, now: datetime
) -> int:
    """Change the UTC times of future appointments so that their local times stay the same.

    Args:
        tx: the transaction that changes the zone; call `replanning.replan` after this function.
        before: the practice with the old zone.
        after: the practice with the new zone.
        now: UTC.

    Returns:
        Number of appointments moved.

    Raises:
        SlotTaken: if two appointments would overlap: in an hour that clocks repeat or skip, or with
            an appointment that is over. The message names both.
    """
    old, new = ZoneInfo(before.timezone), ZoneInfo(after.timezone)
    statement = (
        select(_A)
        .where(_A.c.practice_id == after.id, _A.c.ends_at > now - _FURTHEST)
        .order_by(_A.c.starts_at, _A.c.id)
        .with_for_update()
    )
    rows = (await tx.execute(statement)).all()
    staying = [row for row in rows if row.ends_at <= now]
    shifts = [(row, _shift(row.starts_at, old, new)) for row in rows if row.ends_at > now]
    await _require_room(tx, shifts, staying, new)
    later = [(row, by) for row, by in shifts if by > timedelta(0)]
    earlier = [(row, by) for row, by in shifts if by < timedelta(0)]
    # in this order each appointment moves into time that its neighbour has already left
    for row, by in [*reversed(later), *earlier]:
        await _move(tx, row.practice_id, row.id, _moments(row, by))
    await _offers(tx, after.id, old, new)
    await _blocks(tx, after.id, now, old, new)
    if shifts:
        tx.notify(Topic.CALENDAR)
    return len(later) + len(earlier)


async def _require_room(
    tx: Transaction, shifts: Sequence[tuple[Any, timedelta]], staying: Sequence[Any], zone: ZoneInfo
) -> None:
    """Refuse a change after which two appointments of a practitioner would overlap.

    Raises:
        SlotTaken: if two appointments would overlap; the message names them.
    """
    over = {row.id for row in staying}
    placed = [
        (row.busy_from + by, row.busy_until + by, row.starts_at + by, row)
        for row, by in [*shifts, *((row, timedelta(0)) for row in staying)]
        # who was overbooked on purpose meets somebody in either zone
        if row.status != "cancelled" and not row.overbooked
    ]
    placed.sort(key=lambda one: (one[-1].practitioner_id, one[0]))
    for (_, until, _, first), (begins, _, starts_at, second) in pairwise(placed):
        if first.practitioner_id != second.practitioner_id or begins >= until:
            continue
        people = await clients.get_many(
            tx, {(one.practice_id, one.client_id) for one in (first, second)}
        )
        names = [
            people[one.practice_id, one.client_id].name + (" (over)" if one.id in over else "")
            for one in (first, second)
        ]
        raise SlotTaken(
            f"in {zone.key} the visits of {names[0]} and {names[1]} would meet at"
            f" {starts_at.astimezone(zone):%a %-d %b %Y %H:%M}; move one of them first, or keep"
            " the moments of all"
        )


def _shift(at: datetime, old: ZoneInfo, new: ZoneInfo) -> timedelta:
    local = at.astimezone(old)
    return local_time.moment(local.date(), local.time(), new) - at


def _moments(row: object, by: timedelta) -> dict[str, datetime]:
    names = ("starts_at", "ends_at", "busy_from", "busy_until")
    return {name: getattr(row, name) + by for name in names}


async def _move(
    tx: Transaction, practice_id: int, appointment_id: int, moments: dict[str, datetime]
) -> None:
    of_it = (_A.c.practice_id == practice_id) & (_A.c.id == appointment_id)
    await tx.execute(update(_A).where(of_it).values(moments))
    for table, statuses in (
        (reminders, (MessageStatus.PLANNED,)),
        (messages, (MessageStatus.PLANNED, MessageStatus.QUEUED)),
    ):
        kinds: Sequence[MessageKind] = (MessageKind.REMINDER, MessageKind.BOOKED)
        about = update(table).where(
            table.c.practice_id == practice_id,
            table.c.appointment_id == appointment_id,
            table.c.status.in_(statuses),
        )
        if table is messages:
            about = about.where(table.c.kind.in_(kinds))
        # `expires_at` of these rows is the start of the appointment
        await tx.execute(about.values(expires_at=moments["starts_at"]))


async def _offers(tx: Transaction, practice_id: int, old: ZoneInfo, new: ZoneInfo) -> None:
    """Move the freed times of open offers too: clients were told their local times."""
    table = offers
    open_now = table.c.practice_id == practice_id, is_now(table.c.status, OfferStatus.OFFERED)
    for row in (await tx.execute(select(table).where(*open_now))).all():
        by = _shift(row.starts_at, old, new)
        await tx.execute(
            update(table)
            .where(table.c.practice_id == practice_id, table.c.id == row.id)
            .values(starts_at=row.starts_at + by, ends_at=row.ends_at + by)
        )


async def _blocks(
    tx: Transaction, practice_id: int, now: datetime, old: ZoneInfo, new: ZoneInfo
) -> None:
    """Move the blocks ahead too: staff have entered them by the local clock.

    Those that follow an outside calendar stay until it is read again, which is soon.
    """
    table = blocks
    ahead_of_now = (
        table.c.practice_id == practice_id,
        table.c.starts_at > now - _FURTHEST,
        table.c.calendar_id.is_(None),
    )
    for row in (await tx.execute(select(table).where(*ahead_of_now))).all():
        by = _shift(row.starts_at, old, new)
        await tx.execute(
            update(table)
            .where(table.c.practice_id == practice_id, table.c.id == row.id)
            .values(starts_at=row.starts_at + by, ends_at=row.ends_at + by)
        )
