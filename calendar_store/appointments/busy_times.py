"""Busy times of outside calendars: blocks that are kept equal to what such a calendar says.

They are blocks like those of staff, so that everything that honours these honours them: free times,
booking, the pages of days, double bookings, visits to be dealt with. Only what differs is written,
and one entry of the log stands for all of it.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Interval, Select, bindparam, delete, insert, select, update

from calendar_store.database import audit
from calendar_store.database.connection import Transaction
from calendar_store.database.notify import Topic
from calendar_store.model.actors import SERVICE
from calendar_store.model.appointments import MAX_APPOINTMENT, MAX_BLOCK
from calendar_store.model.availability import Span
from calendar_store.model.outside_calendars import OutsideCalendar
from calendar_store.model.statuses import STANDING
from calendar_store.practices import hours
from calendar_store.schema import appointments
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
        table.c.practitioner_id == bindparam("b_practitioner"),
        table.c.calendar_id == bindparam("b_calendar"),
    )
    .order_by(table.c.starts_at)
)


def _visits_in(lengths: Any) -> Select[Any]:
    """Return the statement for `visits_in`; `lengths` is how a database has a length of time."""
    visits = appointments
    longest = {name: bindparam(f"b_{name}", type_=lengths) for name in ("visit", "block")}
    return (
        select(visits.c.practitioner_id, visits.c.starts_at, visits.c.ends_at)
        .distinct()
        .select_from(visits)
        .join(
            table,
            (table.c.practice_id == visits.c.practice_id)
            & (table.c.practitioner_id == visits.c.practitioner_id)
            & (table.c.starts_at < visits.c.ends_at)
            & (table.c.ends_at > visits.c.starts_at)
            # neither is longer: with these bounds an index finds the few relevant rows
            & (table.c.starts_at > visits.c.starts_at - longest["block"])
            & (visits.c.busy_from > table.c.starts_at - longest["visit"]),
        )
        .where(
            visits.c.practice_id == bindparam("b_practice"),
            visits.c.starts_at > bindparam("b_now"),
            visits.c.status.in_(sorted(STANDING)),
            table.c.calendar_id.is_not(None),
        )
    )


_VISITS_IN = {"sqlite": _visits_in(BigInteger()), "postgresql": _visits_in(Interval())}


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
    which = {
        "b_practice": calendar.practice_id,
        "b_practitioner": calendar.practitioner_id,
        "b_calendar": calendar.id,
    }
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
    mine = (
        table.c.practice_id == calendar.practice_id,
        table.c.practitioner_id == calendar.practitioner_id,
        table.c.calendar_id == calendar.id,
    )
    await tx.execute(delete(table).where(*mine))
    tx.notify(Topic.CALENDAR)


async def visits_in(
    tx: Transaction, practice_id: int, now: datetime
) -> list[tuple[int, datetime, datetime]]:
    """Return (practitioner, start, end) of the visits ahead that lie in such times.

    Args:
        tx: any transaction.
        practice_id: the practice.
        now: UTC.
    """

    def length(longest: timedelta) -> timedelta | int:
        return longest if tx.dialect == "postgresql" else longest // timedelta.resolution

    values = {
        "b_practice": practice_id,
        "b_now": now,
        "b_visit": length(MAX_APPOINTMENT),
        "b_block": length(MAX_BLOCK),
    }
    return [tuple(row) for row in await tx.execute(_VISITS_IN[tx.dialect], values)]


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
