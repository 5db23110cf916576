"""Busy times of outside calendars: blocks that are kept equal to what such a calendar says.

They are blocks like those of staff, so that everything that honours these honours them: free times,
booking, the pages of days, double bookings, visits to be dealt with. Only what differs is written,
and one entry of the log stands for all of it.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update

from calendar_store.database import audit
from calendar_store.database.connection import Transaction
from calendar_store.database.notify import Topic
from calendar_store.model.actors import SERVICE
from calendar_store.model.availability import Span
from calendar_store.model.outside_calendars import OutsideCalendar
from calendar_store.practices import hours
from calendar_store.schema import blocks as table

_ONE = (
    table.c.practice_id == bindparam("b_practice"),
    table.c.id == bindparam("b_id"),
)
_INSERT = insert(table)
_MOVE = (
    update(table)
    .where(*_ONE)
    .values(starts_at=bindparam("b_starts_at"), ends_at=bindparam("b_ends_at"))
)
_DELETE = delete(table).where(*_ONE)
_FOLLOWING = (
    select(table.c.id, table.c.starts_at, table.c.ends_at)
    .where(
        table.c.practice_id == bindparam("b_practice"),
        table.c.calendar_id == bindparam("b_calendar"),
    )
    .order_by(table.c.starts_at)
)


@dataclass(frozen=True, slots=True)
class FollowedChanges:
    """How many busy times a reading has added, changed and removed."""

    added: int = 0
    changed: int = 0
    removed: int = 0

    def __bool__(self) -> bool:
        """Tell whether there were any."""
        return bool(self.added or self.changed or self.removed)


async def follow(
    tx: Transaction,
    calendar: OutsideCalendar,
    spans: Sequence[Span],
    *,
    since: datetime,
    now: datetime,
) -> FollowedChanges:
    """Make the blocks of an outside calendar equal to its busy times; appointments in them stay.

    A block that overlaps what takes its place keeps its id, so that an appointment that staff have
    kept in it on purpose stays kept. Blocks that have passed are removed without being counted.

    Args:
        tx: a writing transaction.
        calendar: the calendar.
        spans: its busy times from `since` on, as `model.busy_days` returns them.
        since: start of today in the practice, UTC.
        now: UTC.
    """
    await hours.lock(tx, calendar.practice_id)
    which = {"b_practice": calendar.practice_id, "b_calendar": calendar.id}
    rows = (await tx.execute(_FOLLOWING, which)).all()
    passed = [row for row in rows if row.ends_at <= since]
    wanted = set(spans)
    standing = [row for row in rows if row.ends_at > since]
    gone = [row for row in standing if (row.starts_at, row.ends_at) not in wanted]
    new = sorted(wanted - {(row.starts_at, row.ends_at) for row in standing})
    moved, added, removed = _paired(gone, new)
    await _write(tx, calendar, moved=moved, added=added, removed=removed + passed, now=now)
    changes = FollowedChanges(len(added), len(moved), len(removed))
    if changes:
        await audit.record(
            *(tx, calendar.practice_id),
            by=SERVICE,
            action="calendar.followed",
            subject=str(calendar.practitioner_id),
            now=now,
            detail={
                "id": calendar.id,
                "added": changes.added,
                "changed": changes.changed,
                "removed": changes.removed,
            },
        )
        tx.notify(Topic.CALENDAR)
    return changes


async def clear(tx: Transaction, calendar: OutsideCalendar) -> None:
    """Remove all blocks of an outside calendar; their times can be booked again."""
    await hours.lock(tx, calendar.practice_id)
    mine = table.c.practice_id == calendar.practice_id, table.c.calendar_id == calendar.id
    await tx.execute(delete(table).where(*mine))
    tx.notify(Topic.CALENDAR)


def _paired(
    gone: Sequence[Any], new: Sequence[Span]
) -> tuple[list[tuple[Any, Span]], list[Span], list[Any]]:
    """Return blocks with the times that take their places; times and blocks without any.

    Args:
        gone: blocks that no busy time equals any more, by start, apart from each other.
        new: busy times that no block equals, by start, apart from each other.
    """
    left = deque(gone)
    moved: list[tuple[Any, Span]] = []
    added: list[Span] = []
    removed: list[Any] = []
    for span in new:
        while left and left[0].ends_at <= span[0]:
            removed.append(left.popleft())
        if left and left[0].starts_at < span[1]:
            moved.append((left.popleft(), span))
        else:
            added.append(span)
    return moved, added, [*removed, *left]


async def _write(
    tx: Transaction,
    calendar: OutsideCalendar,
    *,
    moved: Sequence[tuple[Any, Span]],
    added: Sequence[Span],
    removed: Sequence[Any],
    now: datetime,
) -> None:
    mine = {"b_practice": calendar.practice_id}
    await tx.executemany(_DELETE, [mine | {"b_id": row.id} for row in removed])
    moves = [
        mine | {"b_id": row.id, "b_starts_at": start, "b_ends_at": end}
        for row, (start, end) in moved
    ]
    await tx.executemany(_MOVE, moves)
    rows = [
        {
            "practice_id": calendar.practice_id,
            "id": tx.ids.new(),
            "practitioner_id": calendar.practitioner_id,
            "starts_at": start,
            "ends_at": end,
            "reason": "",
            "created_by": SERVICE.label,
            "created_at": now,
            "calendar_id": calendar.id,
        }
        for start, end in added
    ]
    await tx.executemany(_INSERT, rows)
