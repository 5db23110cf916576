"""Count messages, what waited for staff, and what was offered from the waiting list, over a span.

Ids increase with time: what was written in a span is found by a range of a practice's keys.
"""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, case, func, or_, select

from calendar_store.database import ids
from calendar_store.database.connection import Transaction
from calendar_store.model.report_figures import MessageCount, StaffAnswer, WaitingFigures
from calendar_store.model.statuses import (
    UNDELIVERED,
    Channel,
    MessageKind,
    MessageStatus,
    OfferStatus,
)
from calendar_store.schema import alerts, messages, offers, waiting_list

_TAKEN = (MessageStatus.ACCEPTED, MessageStatus.DELIVERED, MessageStatus.UNKNOWN)
"""Statuses of messages that a carrier has taken, whatever became of them."""
_LATER = timedelta(days=1)
"""How much later than its time a row's id may have been made: a transaction lasts seconds."""


async def written(
    tx: Transaction, practice_id: int, begins: datetime, ends: datetime
) -> list[MessageCount]:
    """Sum up the messages written in a span, but those to staff.

    Args:
        tx: any transaction.
        practice_id: the practice.
        begins: start of the span, UTC.
        ends: its end, exclusive, UTC.
    """
    table = messages.c
    billed = or_(table.status.in_(_TAKEN), table.cost != Decimal(0))
    statement = (
        select(
            *(table.channel, table.status, func.count()),
            *(func.sum(case((billed, table.parts), else_=0)), func.sum(table.cost)),
        )
        .where(_within(messages, table.created_at, practice_id, begins, ends))
        .where(table.kind.not_in((MessageKind.ACCOUNT, MessageKind.PAPER)))
        .group_by(table.channel, table.status)
    )
    return [
        MessageCount(Channel(row[0]), MessageStatus(row[1]), row[2], int(row[3]), row[4])
        for row in _rows(await tx.execute(statement))
    ]


async def for_staff(
    tx: Transaction, practice_id: int, begins: datetime, ends: datetime
) -> list[StaffAnswer]:
    """Return when what reached a person came in, and when somebody had seen to it.

    Args:
        tx: any transaction.
        practice_id: the practice.
        begins: start of the span, UTC.
        ends: its end, exclusive, UTC.
    """
    table = alerts.c
    statement = (
        select(func.min(table.at), func.max(table.resolved_at), func.count(table.resolved_at))
        .add_columns(func.count())
        .where(_within(alerts, table.at, practice_id, begins, ends))
        .where(table.inbound_id.is_not(None), table.kind.not_in(sorted(UNDELIVERED)))
        # a text may have raised several alerts
        .group_by(table.inbound_id)
    )
    return [
        StaffAnswer(row[0], row[1] if row[2] == row[3] else None)
        for row in _rows(await tx.execute(statement))
    ]


async def waiting(
    tx: Transaction, practice_id: int, begins: datetime, ends: datetime
) -> WaitingFigures:
    """Count entries of the waiting list made in a span, and the offers made in it.

    Args:
        tx: any transaction.
        practice_id: the practice.
        begins: start of the span, UTC.
        ends: its end, exclusive, UTC.
    """
    entries, table = waiting_list.c, offers.c
    joined = select(func.count()).where(
        _within(waiting_list, entries.created_at, practice_id, begins, ends)
    )
    made = select(table.status, table.practitioner_id, table.starts_at).where(
        _within(offers, table.offered_at, practice_id, begins, ends)
    )
    counts: dict[OfferStatus, int] = {}
    freed, filled = set(), set()
    for status, practitioner_id, starts_at in _rows(await tx.execute(made)):
        counts[OfferStatus(status)] = counts.get(OfferStatus(status), 0) + 1
        freed.add((practitioner_id, starts_at))
        if status == OfferStatus.TAKEN:
            filled.add((practitioner_id, starts_at))
    ((count,),) = _rows(await tx.execute(joined))
    return WaitingFigures(count, counts, frozenset(freed), frozenset(filled))


def _within(
    table: Table, at: ColumnElement[datetime], practice_id: int, begins: datetime, ends: datetime
) -> ColumnElement[bool]:
    return and_(
        table.c.practice_id == practice_id,
        table.c.id >= ids.since(begins),
        table.c.id < ids.first_at(ends + _LATER),
        at >= begins,
        at < ends,
    )


def _rows(result: Any) -> Any:
    """Return rows as plain tuples of whatever columns they have."""
    return result.all()
