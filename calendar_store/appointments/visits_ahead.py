"""Read the appointments ahead: those in some days, of a practitioner, of a service.

Each statement is bounded by what it returns, not by how far ahead a calendar is full.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from calendar_store.appointments import agenda
from calendar_store.database.connection import Transaction
from calendar_store.model.appointments import MAX_APPOINTMENT, Appointment
from calendar_store.model.statuses import STANDING
from calendar_store.schema import appointments as table

CalendarSpan = tuple[int | None, datetime, datetime]
"""A practitioner, or None for everybody; from when, until when, UTC."""
_SPANS_AT_ONCE = 50


async def in_spans(
    tx: Transaction, practice_id: int, spans: Collection[CalendarSpan], now: datetime
) -> list[Appointment]:
    """Return the appointments ahead that overlap some spans, by start, each once.

    Args:
        tx: any transaction.
        practice_id: the practice.
        spans: the spans; each is looked for by an index.
        now: UTC; appointments that have begun are left out.
    """
    found: dict[int, Appointment] = {}
    each = list(dict.fromkeys(spans))
    for some in (each[n : n + _SPANS_AT_ONCE] for n in range(0, len(each), _SPANS_AT_ONCE)):
        statement = agenda.READ.where(or_(*(_overlaps(practice_id, span) for span in some)))
        standing = statement.where(table.c.status.in_(sorted(STANDING)))
        # compared here: with a bound of the start, SQLite would read all that is ahead
        rows = map(agenda.value, await tx.execute(standing))
        found |= {one.id: one for one in rows if one.starts_at > now}
    return sorted(found.values(), key=lambda one: (one.starts_at, one.id))


async def of(
    tx: Transaction,
    practice_id: int,
    whose: ColumnElement[bool],
    now: datetime,
    most: int | None = None,
) -> list[Appointment]:
    """Return appointments ahead, by start.

    Args:
        tx: any transaction.
        practice_id: the practice.
        whose: which: `of_practitioner` or `of_service`.
        now: UTC.
        most: most appointments to return; None: all.
    """
    statement = _of(agenda.READ, practice_id, whose, now)
    statement = statement.order_by(table.c.starts_at, table.c.id).limit(most)
    return [agenda.value(row) for row in await tx.execute(statement)]


async def count(
    tx: Transaction, practice_id: int, whose: ColumnElement[bool], now: datetime
) -> int:
    """Return how many appointments ahead there are, as `of` finds them."""
    statement = _of(select(func.count()).select_from(table), practice_id, whose, now)
    return int((await tx.execute(statement)).scalar_one())


def of_practitioner(practitioner_id: int) -> ColumnElement[bool]:
    """Return the condition for the appointments of a practitioner."""
    return table.c.practitioner_id == practitioner_id


def of_service(service_id: int) -> ColumnElement[bool]:
    """Return the condition for the appointments of a service."""
    return table.c.service_id == service_id


def _of(
    read: Select[Any], practice_id: int, whose: ColumnElement[bool], now: datetime
) -> Select[Any]:
    return read.where(table.c.practice_id == practice_id, whose, *_ahead(now))


def _ahead(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return table.c.status.in_(sorted(STANDING)), table.c.starts_at > now


def _overlaps(practice_id: int, span: CalendarSpan) -> ColumnElement[bool]:
    whose, begin, end = span
    # no appointment lasts longer: bounded on both sides, the span is a range of an index
    earliest = begin - MAX_APPOINTMENT
    within = [table.c.practice_id == practice_id, table.c.ends_at > begin]
    if whose is None:
        within += [table.c.starts_at > earliest, table.c.starts_at < end]
    else:
        # an index begins with what is blocked, which is never after the start
        within += [table.c.practitioner_id == whose, table.c.starts_at < end]
        within += [table.c.busy_from > earliest, table.c.busy_from < end]
    return and_(*within)
