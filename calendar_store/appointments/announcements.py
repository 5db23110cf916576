"""Announcements and who is told of which visit: add, claim what is due, settle, stop, list."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, and_, bindparam, func, insert, or_, select, true, update

from calendar_store import schema
from calendar_store.database.connection import Transaction
from calendar_store.database.keys import in_keys, key_params
from calendar_store.database.notify import Topic
from calendar_store.model.actors import Actor
from calendar_store.model.announcements import Announcement, Occasion, ToldAppointment
from calendar_store.model.errors import NotFound
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason, reason_of
from calendar_store.model.statuses import MessageStatus
from calendar_store.schema.columns import Instant, ReasonFacts, is_now

_A, _R = schema.announcements, schema.announcement_recipients
_KEY = (_R.c.practice_id, _R.c.announcement_id, _R.c.group_no)
_DUE_GROUPS = (
    select(*_KEY)
    .where(is_now(_R.c.status, MessageStatus.PLANNED), _R.c.due_at <= bindparam("b_now"))
    .group_by(*_KEY)
    .order_by(func.min(_R.c.due_at), *_KEY)
    .limit(bindparam("b_limit", type_=Integer))
)
_OF_ANNOUNCEMENTS = (
    select(_R)
    .where(in_keys(_R.c.practice_id, _R.c.announcement_id))
    .where(is_now(_R.c.status, MessageStatus.PLANNED))
    .order_by(_R.c.practice_id, _R.c.announcement_id, _R.c.appointment_id)
    .with_for_update()
)
_ONE = and_(
    _R.c.practice_id == bindparam("b_practice"),
    _R.c.announcement_id == bindparam("b_announcement"),
    _R.c.appointment_id == bindparam("b_appointment"),
)
_LOST = (
    *(MessageStatus.FAILED, MessageStatus.EXPIRED),
    *(MessageStatus.SKIPPED, MessageStatus.CANCELLED),
)
_SETTLE = (
    update(_R)
    .where(_ONE, is_now(_R.c.status, MessageStatus.PLANNED))
    .values(
        status=bindparam("b_status"),
        reason_code=bindparam("b_reason_code"),
        reason_facts=bindparam("b_reason_facts", type_=ReasonFacts),
        message_id=bindparam("b_message"),
        due_at=bindparam("b_due", type_=Instant),
        offered=bindparam("b_offered", type_=_R.c.offered.type),
    )
)

_AGAIN = (
    update(_R)
    .where(_ONE, _R.c.status == MessageStatus.QUEUED.value)
    .values(status=MessageStatus.PLANNED.value, due_at=bindparam("b_due", type_=Instant))
)


async def add(tx: Transaction, new: Announcement, rows: Sequence[ToldAppointment]) -> None:
    """Store an announcement with the appointments that it tells of, or that are left out.

    Args:
        tx: a writing transaction.
        new: the announcement.
        rows: the appointments.
    """
    await tx.execute(insert(_A), _row(new))
    await tx.executemany(insert(_R), [_told_row(one) for one in rows])
    tx.notify(Topic.ANNOUNCEMENTS, Topic.CALENDAR)


async def get(tx: Transaction, practice_id: int, announcement_id: int) -> Announcement:
    """Return an announcement.

    Raises:
        NotFound: if the practice has none with this id.
    """
    found = await by_ids(tx, [(practice_id, announcement_id)])
    try:
        return found[practice_id, announcement_id]
    except KeyError:
        raise NotFound(f"there is no announcement {announcement_id} in this practice") from None


async def by_ids(
    tx: Transaction, keys: Collection[tuple[int, int]]
) -> dict[tuple[int, int], Announcement]:
    """Return the announcements of (practice id, announcement id) `keys`, by key."""
    if not keys:
        return {}
    rows = await tx.execute(select(_A).where(in_keys(_A.c.practice_id, _A.c.id)), key_params(keys))
    return {(row.practice_id, row.id): _value(row) for row in rows}


async def listed(
    tx: Transaction, practice_id: int, *, limit: int, before: int | None = None
) -> list[Announcement]:
    """Return a practice's announcements, the newest first.

    Args:
        tx: any transaction.
        practice_id: the practice.
        limit: how many at most.
        before: only those older than the announcement with this id; None for all.
    """
    statement = select(_A).where(_A.c.practice_id == practice_id)
    if before is not None:
        statement = statement.where(_A.c.id < before)
    rows = await tx.execute(statement.order_by(_A.c.id.desc()).limit(limit))
    return [_value(row) for row in rows]


async def told_by(
    tx: Transaction, keys: Collection[tuple[int, int]]
) -> dict[int, list[ToldAppointment]]:
    """Return the appointments of announcements (practice id, id), by announcement, by start."""
    if not keys:
        return {}
    statement = (
        select(_R)
        .where(in_keys(_R.c.practice_id, _R.c.announcement_id))
        .order_by(_R.c.starts_at, _R.c.appointment_id)
    )
    found: dict[int, list[ToldAppointment]] = {}
    for row in await tx.execute(statement, key_params(keys)):
        found.setdefault(row.announcement_id, []).append(told(row))
    return found


async def of_appointments(
    tx: Transaction, practice_id: int, appointment_ids: Collection[int], *, lost: bool = False
) -> list[ToldAppointment]:
    """Return what was told of appointments, or is going to be, the oldest announcement first.

    Args:
        tx: any transaction.
        practice_id: the practice.
        appointment_ids: the appointments.
        lost: also what did not arrive, so that nobody was told.
    """
    if not appointment_ids:
        return []
    telling = (MessageStatus.PLANNED, MessageStatus.QUEUED)
    sent = schema.messages.c
    message = and_(sent.practice_id == _R.c.practice_id, sent.id == _R.c.message_id)
    statement = (
        select(_R)
        .join_from(_R, schema.messages, message, isouter=True)
        .where(in_keys(_R.c.practice_id, _R.c.appointment_id))
        .where(_R.c.status.in_(telling))
        .where(true() if lost else or_(sent.id.is_(None), sent.status.not_in(_LOST)))
        .order_by(_R.c.announcement_id)
    )
    keys = key_params([(practice_id, one) for one in appointment_ids])
    return [told(row) for row in await tx.execute(statement, keys)]


async def told_in(tx: Transaction, messages: Collection[tuple[int, int]]) -> list[ToldAppointment]:
    """Return the appointments that messages, (practice id, message id), have told."""
    if not messages:
        return []
    statement = (
        select(_R)
        .where(in_keys(_R.c.practice_id, _R.c.message_id))
        .where(_R.c.status == MessageStatus.QUEUED.value)
        .order_by(_R.c.practice_id, _R.c.announcement_id, _R.c.appointment_id)
    )
    return [told(row) for row in await tx.execute(statement, key_params(messages))]


async def tell_by_mail(tx: Transaction, rows: Sequence[ToldAppointment], now: datetime) -> None:
    """Let appointments be told once more, by mail, in place of the texts that they keep till then.

    Args:
        tx: the transaction that records that the texts did not arrive.
        rows: the appointments as `told_in` returned them.
        now: UTC.
    """
    values = [
        {"b_practice": one.practice_id, "b_announcement": one.announcement_id}
        | {"b_appointment": one.appointment_id, "b_due": now}
        for one in rows
    ]
    await tx.executemany(_AGAIN, values)
    if values:
        tx.notify(Topic.ANNOUNCEMENTS, Topic.CALENDAR)


async def next_due(tx: Transaction) -> datetime | None:
    """Return when the next appointment is told at the earliest; None if none waits."""
    statement = (
        select(_R.c.due_at)
        .where(is_now(_R.c.status, MessageStatus.PLANNED))
        .order_by(_R.c.due_at)
        .limit(1)
    )
    return (await tx.execute(statement)).scalar_one_or_none()


async def claim_due(tx: Transaction, now: datetime, limit: int) -> list[ToldAppointment]:
    """Return appointments to be told now, locked until this transaction ends, by message.

    Args:
        tx: a writing transaction; settle them in it.
        now: UTC.
        limit: of how many messages at most.
    """
    groups = {tuple(row) for row in await tx.execute(_DUE_GROUPS, {"b_now": now, "b_limit": limit})}
    if not groups:
        return []
    rows = await tx.execute(_OF_ANNOUNCEMENTS, key_params({group[:2] for group in groups}))
    due = (told(row) for row in rows)
    return [one for one in due if (one.practice_id, one.announcement_id, one.group) in groups]


async def settle(tx: Transaction, settled: Sequence[ToldAppointment]) -> None:
    """Write what became of claimed appointments; what was stopped meanwhile stays stopped."""
    rows = [
        {
            "b_practice": one.practice_id,
            "b_announcement": one.announcement_id,
            "b_appointment": one.appointment_id,
            "b_status": one.status,
            "b_reason_code": one.reason.code,
            "b_reason_facts": one.reason.facts_as_json(),
            "b_message": one.message_id,
            "b_due": one.due_at,
            "b_offered": _offered(one),
        }
        for one in settled
    ]
    await tx.executemany(_SETTLE, rows)
    if rows:
        tx.notify(Topic.CALENDAR)


async def stop(
    tx: Transaction, stopped: Announcement, reason: Reason, *, by: Actor, now: datetime
) -> list[ToldAppointment]:
    """Stop an announcement; return the appointments that are not told any more.

    Args:
        tx: a writing transaction.
        stopped: the announcement.
        reason: why the appointments are not told.
        by: the actor.
        now: UTC.
    """
    keys = key_params([(stopped.practice_id, stopped.id)])
    held = [told(row) for row in await tx.execute(_OF_ANNOUNCEMENTS, keys)]
    gone = [replace(one, status=MessageStatus.CANCELLED, reason=reason) for one in held]
    await settle(tx, gone)
    which = (_A.c.practice_id == stopped.practice_id) & (_A.c.id == stopped.id)
    await tx.execute(update(_A).where(which).values(stopped_at=now, stopped_by=by.label))
    return gone


async def withdraw(
    tx: Transaction, practice_id: int, message_ids: Collection[int], reason: Reason
) -> None:
    """Record that the appointments of messages are not told after all: they were not sent yet."""
    if message_ids:
        statement = (
            update(_R)
            .where(_R.c.practice_id == practice_id, _R.c.message_id.in_(list(message_ids)))
            .values(
                status=MessageStatus.CANCELLED,
                reason_code=reason.code,
                reason_facts=reason.facts_as_json(),
            )
        )
        await tx.execute(statement)
        tx.notify(Topic.CALENDAR)


async def remind_again(
    tx: Transaction, practice_id: int, appointment_ids: Collection[int], now: datetime
) -> None:
    """Plan the reminders again that were left out since an appointment cannot take place.

    Args:
        tx: a writing transaction.
        practice_id: the practice.
        appointment_ids: the appointments.
        now: UTC; what fell due meanwhile stays left out.
    """
    table = schema.reminders
    statement = (
        update(table)
        .where(in_keys(table.c.practice_id, table.c.appointment_id))
        .where(
            table.c.status == MessageStatus.CANCELLED,
            table.c.reason_code == ReasonCode.TOLD_OFF,
            table.c.due_at > now,
        )
        .values(status=MessageStatus.PLANNED, reason_code=ReasonCode.NONE, reason_facts={})
    )
    if appointment_ids:
        await tx.execute(statement, key_params([(practice_id, one) for one in appointment_ids]))
        tx.notify(Topic.REMINDERS)


def _row(one: Announcement) -> dict[str, Any]:
    return {column.name: getattr(one, column.name) for column in _A.c if column.name != "words"} | {
        "words": dict(one.words)
    }


def _value(row: Any) -> Announcement:
    fields = {column.name: getattr(row, column.name) for column in _A.c}
    return Announcement(**fields | {"occasion": Occasion(row.occasion)})


def _told_row(one: ToldAppointment) -> dict[str, Any]:
    return {
        "practice_id": one.practice_id,
        "announcement_id": one.announcement_id,
        "appointment_id": one.appointment_id,
        "version": one.version,
        "starts_at": one.starts_at,
        "group_no": one.group,
        "status": one.status,
        "reason_code": one.reason.code,
        "reason_facts": one.reason.facts_as_json(),
        "due_at": one.due_at,
        "message_id": one.message_id,
        "offered": _offered(one),
    }


def _offered(one: ToldAppointment) -> list[list[str]]:
    # ids are wider than the numbers of JSON
    return [[str(who), start.isoformat()] for who, start in one.offered]


def told(row: Any) -> ToldAppointment:
    """Return the value of a row that has the columns of the table."""
    return ToldAppointment(
        row.practice_id,
        row.announcement_id,
        row.appointment_id,
        row.version,
        row.starts_at,
        row.group_no,
        row.due_at,
        MessageStatus(row.status),
        reason_of(row.reason_code, row.reason_facts),
        row.message_id,
        tuple((int(who), datetime.fromisoformat(start)) for who, start in row.offered),
    )
