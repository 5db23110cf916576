"""Alerts to the staff of a practice: raise, list, change and resolve them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, case, func, insert, or_, select, update

from calendar_store.database import ids
from calendar_store.database.connection import Transaction
from calendar_store.database.keys import in_keys, key_params
from calendar_store.database.notify import Topic
from calendar_store.model.actors import Actor
from calendar_store.model.conversations import Alert
from calendar_store.model.errors import NotFound
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason, reason_of
from calendar_store.model.statuses import UNDELIVERED, AlertKind
from calendar_store.schema import alerts as table
from calendar_store.schema import inbound
from calendar_store.schema.columns import ReasonFacts

_INSERT = insert(table)
_OPEN = and_(
    table.c.practice_id == bindparam("b_practice"),
    table.c.id == bindparam("b_id"),
    table.c.resolved_at.is_(None),
)
_SAY_ELSE = (
    update(table)
    .where(_OPEN)
    .values(
        reason_code=bindparam("b_reason_code"),
        reason_facts=bindparam("b_reason_facts", type_=ReasonFacts),
    )
)
_WITHDRAW = (
    update(table)
    .where(in_keys(table.c.practice_id, table.c.message_id))
    .where(table.c.kind == AlertKind.NOT_DELIVERED, table.c.resolved_at.is_(None))
    .values(resolved_at=bindparam("b_now"), resolved_by=bindparam("b_by"))
)
_OF_MESSAGES = (
    select(table.c.practice_id, table.c.message_id, table.c.reason_code, func.count().label("open"))
    .where(in_keys(table.c.practice_id, table.c.message_id), table.c.resolved_at.is_(None))
    .group_by(table.c.practice_id, table.c.message_id, table.c.reason_code)
)
_RESOLVE = (
    update(table).where(_OPEN).values(resolved_at=bindparam("b_now"), resolved_by=bindparam("b_by"))
)


async def raise_all(tx: Transaction, new: Sequence[Alert]) -> None:
    """Store new alerts and show them to the practice."""
    await tx.executemany(
        _INSERT,
        [
            {
                "practice_id": alert.practice_id,
                "id": alert.id,
                "kind": alert.kind,
                "reason_code": alert.reason.code,
                "reason_facts": alert.reason.facts_as_json(),
                "client_id": alert.client_id,
                "appointment_id": alert.appointment_id,
                "inbound_id": alert.inbound_id,
                "message_id": alert.message_id,
                "at": alert.at,
                "resolved_at": None,
                "resolved_by": "",
            }
            for alert in new
        ],
    )
    if new:
        tx.notify(Topic.CALENDAR)


async def open_of(
    tx: Transaction,
    practice_id: int,
    limit: int = 200,
    *,
    of_texts: bool = True,
    undelivered: bool | None = None,
) -> list[Alert]:
    """Return a practice's open alerts.

    Args:
        tx: any transaction.
        practice_id: the practice.
        limit: most alerts to return.
        of_texts: whether to include alerts raised by a received text (`staff_queue` lists their
            conversations).
        undelivered: True: only alerts about undelivered texts; False: only other alerts; None:
            both.

    Returns:
        Emergencies first, then alerts of clients and of the practice, then alerts of strangers;
        the newest of each first.
    """
    rank = case(
        (table.c.kind == AlertKind.EMERGENCY, 0),
        (or_(table.c.client_id.is_not(None), table.c.inbound_id.is_(None)), 1),
        else_=2,
    )
    statement = (
        select(table)
        .where(table.c.practice_id == practice_id, table.c.resolved_at.is_(None))
        .order_by(rank, table.c.id.desc())
        .limit(limit)
    )
    if not of_texts:
        statement = statement.where(table.c.inbound_id.is_(None))
    if undelivered is not None:
        among_them = table.c.kind.in_(UNDELIVERED)
        statement = statement.where(among_them if undelivered else ~among_them)
    return [value(row) for row in await tx.execute(statement)]


async def listed(tx: Transaction, practice_id: int, limit: int = 200) -> list[Alert]:
    """Return a practice's alerts, open and resolved, newest first."""
    statement = (
        select(table)
        .where(table.c.practice_id == practice_id)
        .order_by(table.c.id.desc())
        .limit(limit)
    )
    return [value(row) for row in await tx.execute(statement)]


async def count_open(
    tx: Transaction, practice_id: int, *, of_texts: bool = True
) -> dict[AlertKind, int]:
    """Count a practice's open alerts by kind.

    Args:
        tx: any transaction.
        practice_id: the practice.
        of_texts: whether to count alerts raised by a received text too (`staff_queue` lists their
            conversations).
    """
    statement = (
        select(table.c.kind, func.count().label("open"))
        .where(table.c.practice_id == practice_id, table.c.resolved_at.is_(None))
        .group_by(table.c.kind)
    )
    if not of_texts:
        statement = statement.where(table.c.inbound_id.is_(None))
    return {AlertKind(row.kind): row.open for row in await tx.execute(statement)}


async def reasons_since(
    tx: Transaction, practice_id: int, kinds: Collection[AlertKind], since: datetime
) -> set[tuple[AlertKind, Reason]]:
    """Return (kind, reason) of the alerts raised since a moment, open and resolved.

    Args:
        tx: any transaction.
        practice_id: the practice.
        kinds: the kinds of alerts to return.
        since: the moment, UTC.
    """
    statement = (
        select(table.c.kind, table.c.reason_code, table.c.reason_facts)
        .where(table.c.practice_id == practice_id, table.c.kind.in_(list(kinds)))
        .where(table.c.id >= ids.since(since), table.c.at >= since)
    )
    return {
        (AlertKind(row.kind), reason_of(row.reason_code, row.reason_facts))
        for row in await tx.execute(statement)
    }


async def get_open(tx: Transaction, practice_id: int, alert_id: int) -> Alert:
    """Return an open alert.

    Raises:
        NotFound: if the practice has no such open alert.
    """
    statement = select(table).where(
        table.c.practice_id == practice_id, table.c.id == alert_id, table.c.resolved_at.is_(None)
    )
    row = (await tx.execute(statement)).one_or_none()
    if row is None:
        raise NotFound("that alert was already seen to, or never was")
    return value(row)


async def resolve(
    tx: Transaction, practice_id: int, alert_id: int, *, by: Actor, now: datetime
) -> None:
    """Resolve an alert.

    Raises:
        NotFound: if the practice has no such open alert.
    """
    statement = (
        update(table)
        .where(table.c.practice_id == practice_id, table.c.id == alert_id)
        .where(table.c.resolved_at.is_(None))
        .values(resolved_at=now, resolved_by=by.label)
    )
    if (await tx.execute(statement)).rowcount == 0:
        raise NotFound("that alert was already seen to, or never was")
    tx.notify(Topic.CALENDAR)


async def open_of_kind(tx: Transaction, kind: AlertKind) -> list[Alert]:
    """Return the open alerts of one kind, of all practices."""
    statement = select(table).where(table.c.kind == kind, table.c.resolved_at.is_(None))
    return [value(row) for row in await tx.execute(statement.order_by(table.c.id))]


async def open_of_messages(
    tx: Transaction, keys: Collection[tuple[int, int]]
) -> dict[tuple[int, int | None, ReasonCode], int]:
    """Count the open alerts about messages by (practice id, message id, reason code).

    Args:
        tx: any transaction.
        keys: (practice id, message id).
    """
    if not keys:
        return {}
    rows = await tx.execute(_OF_MESSAGES, key_params(keys))
    return {
        (row.practice_id, row.message_id, ReasonCode(row.reason_code)): row.open for row in rows
    }


async def change_reasons(
    tx: Transaction, reasons: Mapping[tuple[int, int], Reason]
) -> list[tuple[int, int]]:
    """Change the reasons of open alerts.

    Args:
        tx: the transaction.
        reasons: new reasons by (practice id, alert id).

    Returns:
        The keys of the alerts that were still open; resolved alerts keep their reasons.
    """
    statement = select(table.c.practice_id, table.c.id).where(
        in_keys(table.c.practice_id, table.c.id)
    )
    rows = await tx.execute(statement.where(table.c.resolved_at.is_(None)), key_params(reasons))
    still_open = [(row.practice_id, row.id) for row in rows]
    await tx.executemany(
        _SAY_ELSE,
        [
            {
                "b_practice": p,
                "b_id": one,
                "b_reason_code": reasons[p, one].code,
                "b_reason_facts": reasons[p, one].facts_as_json(),
            }
            for p, one in still_open
        ],
    )
    if still_open:
        tx.notify(Topic.CALENDAR)
    return still_open


async def resolve_all(
    tx: Transaction, keys: Collection[tuple[int, int]], *, by: Actor, now: datetime
) -> None:
    """Resolve the open alerts among (practice id, alert id) `keys`."""
    rows = [{"b_practice": p, "b_id": one, "b_by": by.label, "b_now": now} for p, one in keys]
    await tx.executemany(_RESOLVE, rows)
    if rows:
        tx.notify(Topic.CALENDAR)


async def resolve_raised_at(tx: Transaction, practice_id: int, at: datetime, *, by: Actor) -> None:
    """Resolve the open alerts of no text that were raised at a moment."""
    await tx.execute(
        update(table)
        .where(table.c.practice_id == practice_id, table.c.resolved_at.is_(None))
        .where(table.c.inbound_id.is_(None), table.c.at == at)
        .values(resolved_at=at, resolved_by=by.label)
    )
    tx.notify(Topic.CALENDAR)


async def resolve_of_texts(
    tx: Transaction, inbound_ids: Collection[int], *, by: Actor, now: datetime
) -> None:
    """Resolve the open alerts raised by received texts."""
    if not inbound_ids:
        return
    whose = select(inbound.c.practice_id).where(inbound.c.id.in_(inbound_ids))
    done = await tx.execute(
        update(table)
        .where(table.c.practice_id.in_(whose), table.c.resolved_at.is_(None))
        .where(table.c.inbound_id.in_(inbound_ids))
        .values(resolved_at=now, resolved_by=by.label)
    )
    if done.rowcount:
        tx.notify(Topic.CALENDAR)


async def withdraw(
    tx: Transaction, messages: Collection[tuple[int, int]], *, by: Actor, now: datetime
) -> None:
    """Resolve the NOT_DELIVERED alerts of (practice id, message id) `messages` now delivered."""
    if messages:
        await tx.execute(_WITHDRAW, key_params(messages) | {"b_by": by.label, "b_now": now})
        tx.notify(Topic.CALENDAR)


def value(row: Any) -> Alert:
    """Convert a row of `alerts` to an `Alert`."""
    return Alert(
        practice_id=row.practice_id,
        id=row.id,
        kind=AlertKind(row.kind),
        reason=reason_of(row.reason_code, row.reason_facts),
        at=row.at,
        client_id=row.client_id,
        appointment_id=row.appointment_id,
        inbound_id=row.inbound_id,
        message_id=row.message_id,
        resolved_at=row.resolved_at,
        resolved_by=row.resolved_by,
    )
