"""Working hours: weekly hours of practitioners, and exceptions such as holidays.

Times in this module are local; `slot_search` converts them to UTC.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, insert, or_, select, update

from calendar_store import schema
from calendar_store.database import audit, ids, name_locks
from calendar_store.database.connection import Transaction
from calendar_store.database.keys import in_keys, key_params
from calendar_store.database.notify import Topic
from calendar_store.entry.hours_text import (
    Span,
    clock_time,
    parse,
    refuse_backwards,
    refuse_overlaps,
    shown,
)
from calendar_store.model.actors import Actor
from calendar_store.model.errors import InvalidInput, NotFound
from calendar_store.model.practices import HoursException, UsualHours, WeeklyHours
from calendar_store.practices import practitioners

__all__ = [
    "Span",
    "add_exception",
    "changed_since",
    "clock_time",
    "cut_exception",
    "load",
    "lock",
    "parse",
    "remove_exception",
    "set_week",
    "usual",
]

_CHANGES = (
    *("hours.changed", "hours_exception.added", "hours_exception.changed"),
    "hours_exception.removed",
    *("block.added", "block.removed"),
)
"""Audit-log actions that change when practitioners work."""
_DAY = timedelta(days=1)
_WEEK = schema.weekly_hours
_P = schema.practitioners
_USUAL = (
    select(
        _WEEK.c.practice_id,
        _WEEK.c.weekday,
        func.min(_WEEK.c.opens).label("opens"),
        func.max(_WEEK.c.closes).label("closes"),
    )
    .join(
        _P,
        (_P.c.practice_id == _WEEK.c.practice_id)
        & (_P.c.id == _WEEK.c.practitioner_id)
        & _P.c.retired_at.is_(None),
    )
    .where(in_keys(_WEEK.c.practice_id))
    .group_by(_WEEK.c.practice_id, _WEEK.c.weekday)
)
_EXCEPTIONS = schema.hours_exceptions
_READ_WEEK = select(
    _WEEK.c.practitioner_id, _WEEK.c.weekday, _WEEK.c.opens, _WEEK.c.closes
).order_by(_WEEK.c.practitioner_id, _WEEK.c.weekday, _WEEK.c.opens)
_READ_EXCEPTIONS = select(
    _EXCEPTIONS.c.id,
    _EXCEPTIONS.c.practitioner_id,
    _EXCEPTIONS.c.first,
    _EXCEPTIONS.c.last,
    _EXCEPTIONS.c.opens,
    _EXCEPTIONS.c.closes,
    _EXCEPTIONS.c.reason,
).order_by(_EXCEPTIONS.c.first, _EXCEPTIONS.c.id)


async def lock(tx: Transaction, practice_id: int) -> None:
    """Lock a practice's hours against changes until the commit of this transaction.

    Args:
        tx: a writing transaction that reads the hours and writes data that depends on them.
        practice_id: the practice.
    """
    await name_locks.hold(tx, [f"hours {practice_id}"])


async def set_week(
    tx: Transaction,
    practice_id: int,
    practitioner_id: int,
    week: Sequence[WeeklyHours],
    *,
    by: Actor,
    now: datetime,
) -> None:
    """Replace a practitioner's weekly hours; appointments outside the new hours stay.

    Args:
        tx: a writing transaction.
        practice_id: the practice.
        practitioner_id: the practitioner; the same in every value of `week`.
        week: the new hours; () for a practitioner without hours.
        by: the actor, for the audit log.
        now: time of the change, aware.

    Raises:
        InvalidInput: if a span ends before it starts, or two overlap.
        NotFound: if the practice has no such practitioner.
    """
    refuse_overlaps(week)
    await lock(tx, practice_id)
    await practitioners.get(tx, practice_id, practitioner_id)
    theirs = (_WEEK.c.practice_id == practice_id) & (_WEEK.c.practitioner_id == practitioner_id)
    before = [_weekly(row) for row in await tx.execute(_READ_WEEK.where(theirs))]
    await tx.execute(delete(_WEEK).where(theirs))
    rows = [
        {
            "practice_id": practice_id,
            "practitioner_id": practitioner_id,
            "weekday": span.weekday,
            "opens": span.opens,
            "closes": span.closes,
        }
        for span in week
    ]
    await tx.executemany(insert(_WEEK), rows)
    detail = {"hours": as_shown(week), "before": as_shown(before)}
    await audit.record(
        tx,
        practice_id,
        by=by,
        action="hours.changed",
        subject=str(practitioner_id),
        now=now,
        detail=detail,
    )
    tx.notify(Topic.CALENDAR)


async def add_exception(
    tx: Transaction,
    practice_id: int,
    *,
    first: date,
    last: date,
    by: Actor,
    now: datetime,
    practitioner_id: int | None = None,
    hours: Span | None = None,
    reason: str = "",
) -> HoursException:
    """Add an exception to the weekly hours; appointments on its days stay.

    Args:
        tx: a writing transaction.
        practice_id: the practice.
        first: first local day.
        last: last local day, included.
        by: the actor, for the audit log.
        now: time of the change, aware.
        practitioner_id: the practitioner; None: the whole practice (a holiday).
        hours: the hours on these days; None: closed all day.
        reason: reason for staff to read; never used in a message.

    Raises:
        InvalidInput: if the days or the hours end before they start.
        NotFound: if the practice has no such practitioner.
    """
    if last < first:
        raise InvalidInput(f"{last} is before {first}; the last day comes after the first")
    opens, closes = hours or (None, None)
    if opens is not None and closes is not None:
        refuse_backwards(opens, closes)
    await lock(tx, practice_id)
    if practitioner_id is not None:
        await practitioners.get(tx, practice_id, practitioner_id)
    value = HoursException(tx.ids.new(), practitioner_id, first, last, opens, closes, reason)
    row = {"practice_id": practice_id} | {
        name: getattr(value, name)
        for name in ("id", "practitioner_id", "first", "last", "opens", "closes", "reason")
    }
    await tx.execute(insert(_EXCEPTIONS), row)
    await audit.record(
        tx,
        practice_id,
        by=by,
        action="hours_exception.added",
        subject=f"{first} to {last}",
        now=now,
        detail={"id": value.id, "practitioner_id": practitioner_id, "reason": reason},
    )
    tx.notify(Topic.CALENDAR)
    return value


async def remove_exception(
    tx: Transaction, practice_id: int, exception_id: int, *, by: Actor, now: datetime
) -> None:
    """Remove an exception; the weekly hours apply again on its days.

    Raises:
        NotFound: if the practice has no such exception.
    """
    await lock(tx, practice_id)
    result = await tx.execute(
        delete(_EXCEPTIONS).where(
            _EXCEPTIONS.c.practice_id == practice_id, _EXCEPTIONS.c.id == exception_id
        )
    )
    if result.rowcount == 0:
        raise NotFound(f"there is no exception {exception_id} in this practice's hours")
    await audit.record(
        tx,
        practice_id,
        by=by,
        action="hours_exception.removed",
        subject=str(exception_id),
        now=now,
    )
    tx.notify(Topic.CALENDAR)


async def cut_exception(
    tx: Transaction,
    practice_id: int,
    one: HoursException,
    days: tuple[date, date],
    *,
    by: Actor,
    now: datetime,
) -> None:
    """Take days out of an exception; on those before and after them it holds as before.

    Args:
        tx: a writing transaction.
        practice_id: the practice.
        one: the exception, as it is.
        days: first and last local day that are taken out, included.
        by: the actor, for the audit log.
        now: time of the change, aware.
    """
    first, last = days
    before = (one.first, min(one.last, first - _DAY))
    after = (max(one.first, last + _DAY), one.last)
    pieces = [(since, until) for since, until in (before, after) if since <= until]
    if not pieces:
        await remove_exception(tx, practice_id, one.id, by=by, now=now)
        return
    (kept, *more) = pieces
    statement = update(_EXCEPTIONS).where(
        _EXCEPTIONS.c.practice_id == practice_id, _EXCEPTIONS.c.id == one.id
    )
    await tx.execute(statement.values(first=kept[0], last=kept[1]))
    await audit.record(
        tx,
        practice_id,
        by=by,
        action="hours_exception.changed",
        subject=f"{kept[0]} to {kept[1]}",
        now=now,
        detail={"id": one.id, "practitioner_id": one.practitioner_id, "reason": one.reason},
    )
    hours = None if one.opens is None or one.closes is None else (one.opens, one.closes)
    for since, until in more:
        await add_exception(
            *(tx, practice_id),
            first=since,
            last=until,
            by=by,
            now=now,
            practitioner_id=one.practitioner_id,
            hours=hours,
            reason=one.reason,
        )
    tx.notify(Topic.CALENDAR)


async def load(
    tx: Transaction,
    practice_id: int,
    practitioner_ids: Sequence[int] | None,
    first: date,
    last: date,
) -> tuple[tuple[WeeklyHours, ...], tuple[HoursException, ...]]:
    """Return the weekly hours and the exceptions for a range of days.

    Args:
        tx: any transaction.
        practice_id: the practice.
        practitioner_ids: the practitioners; None: all.
        first: first local day.
        last: last local day, included.

    Returns:
        The weekly hours, and the exceptions that overlap these days, including the exceptions of
        the whole practice.
    """
    week = _READ_WEEK.where(_WEEK.c.practice_id == practice_id)
    if practitioner_ids is not None:
        week = week.where(_WEEK.c.practitioner_id.in_(practitioner_ids))
    return (
        tuple(_weekly(row) for row in await tx.execute(week)),
        await exceptions(tx, practice_id, practitioner_ids, first, last),
    )


async def exceptions(
    tx: Transaction,
    practice_id: int,
    practitioner_ids: Sequence[int] | None,
    first: date,
    last: date,
) -> tuple[HoursException, ...]:
    """Return the exceptions that overlap a range of days, by first day; see `load`."""
    found = _READ_EXCEPTIONS.where(
        _EXCEPTIONS.c.practice_id == practice_id,
        _EXCEPTIONS.c.last >= first,
        _EXCEPTIONS.c.first <= last,
    )
    if practitioner_ids is not None:
        own = _EXCEPTIONS.c.practitioner_id
        found = found.where(or_(own.is_(None), own.in_(practitioner_ids)))
    return tuple(_exception(row) for row in await tx.execute(found))


async def exception(tx: Transaction, practice_id: int, exception_id: int) -> HoursException:
    """Return one exception.

    Raises:
        NotFound: if the practice has no such exception.
    """
    statement = _READ_EXCEPTIONS.where(
        _EXCEPTIONS.c.practice_id == practice_id, _EXCEPTIONS.c.id == exception_id
    )
    row = (await tx.execute(statement)).one_or_none()
    if row is None:
        raise NotFound(f"there is no exception {exception_id} in this practice's hours")
    return _exception(row)


async def changed_since(tx: Transaction, practice_id: int, since: datetime) -> bool:
    """Tell whether weekly hours or exceptions of a practice were changed since a moment."""
    log = schema.audit_log
    statement = (
        select(log.c.id)
        .where(log.c.practice_id == practice_id, log.c.id >= ids.since(since), log.c.at >= since)
        .where(log.c.action.in_(_CHANGES))
        .limit(1)
    )
    return (await tx.execute(statement)).first() is not None


async def usual(tx: Transaction, practice_ids: Sequence[int]) -> dict[int, UsualHours]:
    """Return the earliest opening, the latest closing and the weekdays of practices.

    Returns:
        The usual hours by practice id; a practice without hours is absent.
    """
    rows = await tx.execute(_USUAL, key_params([(one,) for one in practice_ids]))
    found: dict[int, UsualHours] = {}
    for row in rows:
        so_far = found.get(row.practice_id, UsualHours(row.opens, row.closes, frozenset()))
        found[row.practice_id] = UsualHours(
            min(so_far.opens, row.opens),
            max(so_far.closes, row.closes),
            so_far.weekdays | {row.weekday},
        )
    return found


def as_shown(week: Iterable[WeeklyHours]) -> list[str]:
    """Return weekly hours as the audit log keeps them: "mon 09:00-13:00", a span each, in order."""
    ordered = sorted(week, key=lambda span: (span.weekday, span.opens))
    return [shown(span.opens, span.closes, span.weekday) for span in ordered]


def _weekly(row: Any) -> WeeklyHours:
    return WeeklyHours(*row)


def _exception(row: Any) -> HoursException:
    return HoursException(*row)
