"""Outside calendars of practitioners: add, find, remove, claim for reading, and note readings.

Their addresses are secrets, which stand sealed in the store; those of before are sealed when they
are read next.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, or_, select, update

from calendar_store.database import audit, sealing, signing_keys
from calendar_store.database.connection import Transaction
from calendar_store.database.notify import Topic
from calendar_store.model.actors import Actor
from calendar_store.model.errors import NotFound
from calendar_store.model.outside_calendars import CalendarReading, OutsideCalendar
from calendar_store.model.reasons import reason_of
from calendar_store.schema import blocks, practitioners
from calendar_store.schema import outside_calendars as table

KEPT_FOR = timedelta(minutes=10)
"""How long a removed calendar can be put back; then its address is forgotten."""
_T, _P = table, practitioners
_STANDS = _T.c.removed_at.is_(None)
_WORKS = or_(_P.c.retired_at.is_(None), _P.c.retired_at > bindparam("b_now"))
_OF_WORKING = (_P.c.practice_id == _T.c.practice_id) & (_P.c.id == _T.c.practitioner_id)
_NEXT = (
    select(_T.c.next_at)
    .join(_P, _OF_WORKING)
    .where(_STANDS, _WORKS)
    .order_by(_T.c.next_at)
    .limit(1)
)
_DUE = (
    select(_T)
    .join(_P, _OF_WORKING)
    .where(_STANDS, _WORKS, _T.c.next_at <= bindparam("b_now"))
    .order_by(_T.c.next_at)
    .with_for_update(of=_T, skip_locked=True)
)
_CLAIM = (
    update(_T)
    .where(_T.c.practice_id == bindparam("b_practice"), _T.c.id == bindparam("b_id"))
    .values(next_at=bindparam("b_next"))
)
_SEAL = (
    update(_T)
    .where(_T.c.practice_id == bindparam("b_practice"), _T.c.id == bindparam("b_id"))
    .values(address=bindparam("b_address"))
)
_REMOVED = select(func.min(_T.c.removed_at))
_FORGOTTEN = _T.c.removed_at <= bindparam("b_until")


async def add(
    tx: Transaction,
    practice_id: int,
    practitioner_id: int,
    address: str,
    *,
    by: Actor,
    now: datetime,
) -> OutsideCalendar:
    """Add an outside calendar; it is read soon.

    Args:
        tx: a writing transaction.
        practice_id: the practice.
        practitioner_id: whose calendar it is; has to exist.
        address: as `entry.calendar_addresses` returns it.
        by: the actor, for the audit log.
        now: UTC.
    """
    value = OutsideCalendar(
        *(practice_id, tx.ids.new(), practitioner_id, address, now, by.label, now)
    )
    row = {
        **{name: getattr(value, name) for name in ("practice_id", "id", "practitioner_id")},
        **{name: getattr(value, name) for name in ("created_at", "created_by")},
        "address": sealing.seal(await signing_keys.within(tx, now), address, _row_of(value)),
        "next_at": now,
        **_columns(value.reading),
    }
    await tx.execute(insert(_T), row)
    await _record(tx, value, "calendar.added", by=by, now=now)
    return value


async def of_practice(tx: Transaction, practice_id: int) -> Sequence[OutsideCalendar]:
    """Return the outside calendars of a practice, the oldest first."""
    rows = await tx.execute(
        select(_T).where(_T.c.practice_id == practice_id, _STANDS).order_by(_T.c.id)
    )
    return await _values(tx, rows)


async def get(
    tx: Transaction,
    practice_id: int,
    calendar_id: int,
    *,
    lock: bool = False,
    removed: bool = False,
) -> OutsideCalendar:
    """Return one outside calendar.

    Args:
        tx: any transaction.
        practice_id: the practice.
        calendar_id: the calendar.
        lock: lock it until the commit of a writing transaction.
        removed: return one that was removed a moment ago, in place of one that stands.

    Raises:
        NotFound: if the practice has no such calendar.
    """
    which = _T.c.practice_id == practice_id, _T.c.id == calendar_id
    statement = select(_T).where(*which, ~_STANDS if removed else _STANDS)
    row = (await tx.execute(statement.with_for_update() if lock else statement)).one_or_none()
    if row is None:
        raise NotFound(f"there is no other calendar {calendar_id} in this practice")
    return _value(row, await signing_keys.known(tx))


async def remove(tx: Transaction, one: OutsideCalendar, *, by: Actor, now: datetime) -> None:
    """Remove an outside calendar; it can be put back for some minutes."""
    await tx.execute(update(_T).where(*_key(one)).values(removed_at=now))
    await _record(tx, one, "calendar.removed", by=by, now=now)


async def put_back(tx: Transaction, one: OutsideCalendar, *, by: Actor, now: datetime) -> None:
    """Put back an outside calendar that was removed; it is read soon."""
    anew = {"removed_at": None, "next_at": now, "digest": ""}
    await tx.execute(update(_T).where(*_key(one)).values(**anew))
    await _record(tx, one, "calendar.added", by=by, now=now)


async def read_soon(tx: Transaction, one: OutsideCalendar, now: datetime) -> None:
    """Have an outside calendar read as soon as the service can."""
    await tx.execute(update(_T).where(*_key(one)).values(next_at=now))
    tx.notify(Topic.OUTSIDE_CALENDARS)


async def read_anew(tx: Transaction, practice_id: int, now: datetime) -> None:
    """Have the events of all outside calendars of a practice looked at anew, unchanged or not."""
    anew = {"next_at": now, "digest": ""}
    mine = _T.c.practice_id == practice_id
    done = await tx.execute(update(_T).where(mine, _STANDS).values(**anew))
    if done.rowcount:
        tx.notify(Topic.OUTSIDE_CALENDARS)


async def next_due(tx: Transaction, now: datetime) -> datetime | None:
    """Return when a calendar of any practice is to be read, or forgotten, UTC; None for none."""
    due = (await tx.execute(_NEXT, {"b_now": now})).scalar_one_or_none()
    removed = (await tx.execute(_REMOVED)).scalar_one_or_none()
    ends = None if removed is None else removed + KEPT_FOR
    return min((one for one in (due, ends) if one is not None), default=None)


async def claim(
    tx: Transaction, now: datetime, limit: int, *, next_at: datetime
) -> list[OutsideCalendar]:
    """Return calendars that are due; no other process reads them before `next_at`.

    Args:
        tx: a writing transaction.
        now: UTC.
        limit: most calendars.
        next_at: when they are read next, UTC.
    """
    rows = (await tx.execute(_DUE.limit(limit), {"b_now": now})).all()
    keys = [{"b_practice": row.practice_id, "b_id": row.id, "b_next": next_at} for row in rows]
    await tx.executemany(_CLAIM, keys)
    found = await _values(tx, rows)
    plain = {row.id for row in rows if not sealing.is_sealed(row.address)}
    if plain:
        secret = await signing_keys.within(tx, now)
        await tx.executemany(_SEAL, [_sealed(secret, one) for one in found if one.id in plain])
    return found


async def note(tx: Transaction, one: OutsideCalendar, reading: CalendarReading) -> None:
    """Store what is known of the last readings of a calendar, and wake who waits for it."""
    await tx.execute(update(_T).where(*_key(one)).values(**_columns(reading)))
    tx.notify(Topic.OUTSIDE_CALENDARS)


async def forget(tx: Transaction, now: datetime) -> None:
    """Forget the calendars that were removed some time ago, with their addresses."""
    await tx.execute(delete(_T).where(_FORGOTTEN), {"b_until": now - KEPT_FOR})


async def busy_ahead(tx: Transaction, practice_id: int, now: datetime) -> dict[int, int]:
    """Count the blocks ahead that follow each outside calendar of a practice, by its id."""
    following = blocks.c.calendar_id.is_not(None), blocks.c.ends_at > now
    statement = (
        select(blocks.c.calendar_id, func.count().label("ahead"))
        .where(blocks.c.practice_id == practice_id, *following)
        .group_by(blocks.c.calendar_id)
    )
    return {row.calendar_id: row.ahead for row in await tx.execute(statement)}


def _key(one: OutsideCalendar) -> tuple[Any, Any]:
    return _T.c.practice_id == one.practice_id, _T.c.id == one.id


def _columns(reading: CalendarReading) -> dict[str, Any]:
    return {
        "etag": reading.etag,
        "last_modified": reading.last_modified,
        "digest": reading.digest,
        "tried_at": reading.tried_at,
        "read_at": reading.read_at,
        "reason_code": reading.trouble.code,
        "reason_facts": reading.trouble.facts_as_json(),
        "trouble_since": reading.trouble_since,
    }


async def _record(
    tx: Transaction, one: OutsideCalendar, action: str, *, by: Actor, now: datetime
) -> None:
    """Record a change of a calendar; its address is a secret, its host is not."""
    detail, subject = {"id": one.id, "host": one.host}, str(one.practitioner_id)
    await audit.record(
        tx, one.practice_id, by=by, action=action, subject=subject, detail=detail, now=now
    )
    tx.notify(Topic.OUTSIDE_CALENDARS)


async def _values(tx: Transaction, rows: Iterable[Any]) -> list[OutsideCalendar]:
    found = list(rows)
    keys = await signing_keys.known(tx) if found else ()
    return [_value(row, keys) for row in found]


def _row_of(one: Any) -> str:
    """Return what an address belongs to, as it is sealed with it."""
    return f"outside calendar {one.practice_id} {one.id}"


def _sealed(keys: Sequence[bytes], one: OutsideCalendar) -> dict[str, Any]:
    address = sealing.seal(keys, one.address, _row_of(one))
    return {"b_practice": one.practice_id, "b_id": one.id, "b_address": address}


def _value(row: Any, keys: Sequence[bytes]) -> OutsideCalendar:
    address = sealing.opened(keys, row.address, _row_of(row))
    return OutsideCalendar(
        *(row.practice_id, row.id, row.practitioner_id, address, row.created_at),
        *(row.created_by, row.next_at, row.removed_at),
        reading=CalendarReading(
            *(row.etag, row.last_modified, row.digest, row.tried_at),
            *(row.read_at, reason_of(row.reason_code, row.reason_facts), row.trouble_since),
        ),
    )
