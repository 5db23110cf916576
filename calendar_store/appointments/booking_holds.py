"""Holds of times for people who book by web: make, find, change, count and forget them.

A held time is not offered to others (`slot_search`), but no constraint protects it: an appointment
of staff may take it. Transactions that hold a time of one practitioner run in turn.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, case, delete, func, insert, select, update

from calendar_store import schema
from calendar_store.database.connection import Transaction
from calendar_store.database.name_locks import hold as hold_names
from calendar_store.model.booking_holds import LIVE_HOLDS, BookingHold, HoldStatus
from calendar_store.model.statuses import Channel

_T = schema.booking_holds
_READ = select(
    *(
        _T.c[name]
        for name in (
            *("practice_id", "id", "practitioner_id", "service_id", "starts_at", "ends_at"),
            *("busy_from", "busy_until", "expires_at", "channel", "address", "entered"),
            *("code_hash", "tries", "visitor", "status", "created_at", "appointment_id"),
        )
    )
)
_LIVE = _T.c.status.in_([status.value for status in LIVE_HOLDS])
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
COUNTED_FOR = timedelta(days=2)
"""How long a hold is kept after it was made: longer than any bound that counts holds."""


@dataclass(frozen=True, slots=True)
class HoldCounts:
    """How many codes were sent, for the bounds on codes; every hold is one code.

    Attributes:
        address_hour: to one number or address in the last hour, for all practices.
        address_day: to it in the last day.
        visitor_hour: for one visitor in the last hour.
        visitor_live: holds of the visitor that wait for their codes.
        visitor_day: for the visitor by the practice in the last day, booked or not.
        practice_hour: by the practice in the last hour, on all channels.
        practice_texts_hour: by the practice in the last hour, by text.
    """

    address_hour: int = 0
    address_day: int = 0
    visitor_hour: int = 0
    visitor_live: int = 0
    visitor_day: int = 0
    practice_hour: int = 0
    practice_texts_hour: int = 0


async def lock(tx: Transaction, new: BookingHold) -> None:
    """Let transactions that hold times of one practitioner, or codes of one person, run in turn.

    Args:
        tx: a writing transaction; call this before times are searched and holds are counted.
        new: the hold to be made.
    """
    names = [
        f"booking code {new.channel} {new.address}",
        f"booking visitor {new.visitor}",
        f"booking codes {new.practice_id}",
    ]
    if new.holds_time:
        names.append(f"booking hold {new.practitioner_id}")
    await hold_names(tx, names)


async def add(tx: Transaction, new: BookingHold) -> None:
    """Store a hold."""
    await tx.execute(insert(_T), _row(new))


async def get(tx: Transaction, practice_id: int, hold_id: int) -> BookingHold | None:
    """Return a hold, whatever its status; None if it is forgotten or never was."""
    return await _one(tx, _READ, practice_id, hold_id)


async def locked(tx: Transaction, practice_id: int, hold_id: int) -> BookingHold | None:
    """Return a hold, locked until the transaction ends; None as `get`."""
    return await _one(tx, _READ.with_for_update(), practice_id, hold_id)


async def change(tx: Transaction, before: BookingHold, **changes: Any) -> None:
    """Change fields of a hold that `locked` has returned."""
    where = (_T.c.practice_id == before.practice_id) & (_T.c.id == before.id)
    await tx.execute(update(_T).where(where).values(changes))


async def live(tx: Transaction, channel: Channel, address: str, now: datetime) -> list[BookingHold]:
    """Return the holds that wait for a code sent to a number or address, at any practice."""
    statement = (
        _READ.where(_T.c.channel == channel.value, _T.c.address == address)
        .where(_T.c.created_at > now - _DAY, _T.c.expires_at > now, _LIVE)
        .order_by(_T.c.id)
    )
    return [_value(row) for row in await tx.execute(statement)]


async def counts(tx: Transaction, new: BookingHold, now: datetime) -> HoldCounts:
    """Count the codes that limit one more code.

    Args:
        tx: a writing transaction in which `lock` was called.
        new: the hold to be made; its practice, address and visitor are counted.
        now: UTC.
    """
    hour = _T.c.created_at > now - _HOUR
    of_address = and_(_T.c.channel == new.channel.value, _T.c.address == new.address)
    waits = and_(_T.c.expires_at > now, _LIVE)
    texts = _T.c.channel == Channel.SMS.value
    address = (
        await tx.execute(
            select(func.count().label("day"), _sum(hour).label("hour")).where(
                of_address, _T.c.created_at > now - _DAY
            )
        )
    ).one()
    visitor = (
        await tx.execute(
            select(
                _sum(hour).label("hour"),
                _sum(waits).label("live"),
                _sum(_T.c.practice_id == new.practice_id).label("day"),
            ).where(_T.c.visitor == new.visitor, _T.c.created_at > now - _DAY)
        )
    ).one()
    practice = (
        await tx.execute(
            select(func.count().label("hour"), _sum(texts).label("texts")).where(
                _T.c.practice_id == new.practice_id, hour
            )
        )
    ).one()
    return HoldCounts(
        *(address.hour, address.day, visitor.hour, visitor.live, visitor.day),
        *(practice.hour, practice.texts),
    )


async def meets(
    tx: Transaction,
    practice_id: int,
    practitioner_id: int,
    span: tuple[datetime, datetime],
    now: datetime,
) -> bool:
    """Tell whether a time of a practitioner overlaps a held time.

    Args:
        tx: any transaction.
        practice_id: the practice.
        practitioner_id: the practitioner.
        span: start and end, UTC.
        now: UTC.
    """
    statement = (
        select(_T.c.id)
        .where(_T.c.practice_id == practice_id, _T.c.practitioner_id == practitioner_id)
        .where(_T.c.status == HoldStatus.HELD.value, _T.c.expires_at > now)
        .where(_T.c.busy_from < span[1], _T.c.busy_until > span[0])
        .limit(1)
    )
    return (await tx.execute(statement)).first() is not None


async def forget(tx: Transaction, now: datetime) -> None:
    """Forget what people entered whose holds have ended, and holds that no bound counts any more.

    Addresses are counted for a day; what else was entered goes as soon as the hold has ended and
    the page that says what was booked has had its time.

    Args:
        tx: a writing transaction.
        now: UTC.
    """
    ended = and_(_T.c.expires_at <= now - _HOUR, _T.c.code_hash != b"")
    await tx.execute(update(_T).where(ended).values(entered={}, code_hash=b""))
    await tx.execute(delete(_T).where(_T.c.created_at <= now - COUNTED_FOR))


def _sum(condition: Any) -> Any:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


async def _one(
    tx: Transaction, statement: Any, practice_id: int, hold_id: int
) -> BookingHold | None:
    where = (_T.c.practice_id == practice_id, _T.c.id == hold_id)
    row = (await tx.execute(statement.where(*where))).one_or_none()
    return _value(row) if row else None


def _row(value: BookingHold) -> dict[str, Any]:
    return {
        "practice_id": value.practice_id,
        "id": value.id,
        "practitioner_id": value.practitioner_id,
        "service_id": value.service_id,
        "starts_at": value.starts_at,
        "ends_at": value.ends_at,
        "busy_from": value.busy_from,
        "busy_until": value.busy_until,
        "expires_at": value.expires_at,
        "channel": value.channel.value,
        "address": value.address,
        "entered": value.entered,
        "code_hash": value.code_hash,
        "tries": value.tries,
        "visitor": value.visitor,
        "status": value.status.value,
        "appointment_id": value.appointment_id,
        "created_at": value.created_at,
    }


def _value(row: Any) -> BookingHold:
    fields = dict(row._mapping)  # noqa: SLF001 (SQLAlchemy's public name for a row's columns)
    fields |= {"channel": Channel(row.channel), "status": HoldStatus(row.status)}
    return BookingHold(**fields)
