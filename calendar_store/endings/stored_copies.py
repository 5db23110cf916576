"""Whole copies that lie in the store for a practice's administrators, in pieces."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, or_, select, update

from calendar_store.database.connection import Transaction
from calendar_store.model.actors import Actor
from calendar_store.model.endings import COPY_LASTS, CopyStatus, StoredCopy
from calendar_store.schema import copy_pieces, practice_copies
from calendar_store.schema.columns import is_now

_T, _P = practice_copies, copy_pieces
PIECE = 1 << 20
"""Octets of a piece."""
_AT_ONCE = 20
"""Pieces that are removed in one transaction."""
_LEASE = timedelta(minutes=5)
_COLUMNS = (
    *(_T.c.practice_id, _T.c.id, _T.c.asked_at, _T.c.asked_by, _T.c.status, _T.c.size),
    *(_T.c.digest, _T.c.ready_at, _T.c.expires_at),
)
_READ = select(*_COLUMNS)
_WANTED = is_now(_T.c.status, CopyStatus.WANTED)


async def ask(tx: Transaction, practice_id: int, *, by: Actor, now: datetime) -> StoredCopy:
    """Ask for a copy; a worker makes it."""
    value = StoredCopy(
        *(practice_id, tx.ids.new(), now, by.label, CopyStatus.WANTED, 0, b"", None),
        now + COPY_LASTS,
    )
    row = {
        "practice_id": practice_id,
        "id": value.id,
        "asked_at": now,
        "asked_by": by.label,
        "status": value.status.value,
        "size": 0,
        "digest": b"",
        "ready_at": None,
        "expires_at": value.expires_at,
        "leased_until": None,
    }
    await tx.execute(insert(_T), row)
    return value


async def of_practice(tx: Transaction, practice_id: int) -> Sequence[StoredCopy]:
    """Return a practice's copies, the newest first."""
    theirs = _READ.where(_T.c.practice_id == practice_id).order_by(_T.c.id.desc())
    return [_value(row) for row in await tx.execute(theirs)]


async def get(tx: Transaction, practice_id: int, copy_id: int) -> StoredCopy | None:
    """Return a copy of a practice; None if it has none with this id."""
    one = _READ.where(_T.c.practice_id == practice_id, _T.c.id == copy_id)
    row = (await tx.execute(one)).first()
    return None if row is None else _value(row)


async def wanted(tx: Transaction, now: datetime) -> bool:
    """Tell whether a copy is to be made that nobody makes."""
    return (await tx.execute(_free(now))).first() is not None


async def claim(tx: Transaction, now: datetime) -> StoredCopy | None:
    """Take the next copy that is to be made, for some minutes; None if there is none."""
    row = (await tx.execute(_free(now).with_for_update(skip_locked=True))).first()
    if row is None:
        return None
    found = _value(row)
    await keep(tx, found, now)
    return found


def _free(now: datetime) -> Any:
    nobodys = or_(_T.c.leased_until.is_(None), _T.c.leased_until <= now)
    return _READ.where(_WANTED, nobodys).order_by(_T.c.id).limit(1)


async def keep(tx: Transaction, one: StoredCopy, now: datetime) -> None:
    """Keep a copy that one makes for some minutes more."""
    await tx.execute(_one(one).values(leased_until=now + _LEASE))


async def add_piece(tx: Transaction, one: StoredCopy, piece: int, content: bytes) -> None:
    """Write a piece of a copy that is being made."""
    row = {
        "practice_id": one.practice_id,
        "copy_id": one.id,
        "piece": piece,
        "content": content,
    }
    await tx.execute(insert(_P), row)


async def piece(tx: Transaction, one: StoredCopy, number: int) -> bytes | None:
    """Return a piece of a copy; None after the last."""
    found = select(_P.c.content).where(_of(one), _P.c.piece == number)
    row = (await tx.execute(found)).first()
    return None if row is None else bytes(row.content)


async def drop_some(tx: Transaction, one: StoredCopy) -> int:
    """Remove some pieces of a copy; return how many there were."""
    found = select(_P.c.piece).where(_of(one)).order_by(_P.c.piece).limit(_AT_ONCE)
    numbers = list((await tx.execute(found)).scalars())
    if numbers:
        await tx.execute(delete(_P).where(_of(one), _P.c.piece <= numbers[-1]))
    return len(numbers)


async def ready(
    tx: Transaction, one: StoredCopy, *, size: int, digest: bytes, now: datetime
) -> None:
    """Write that all pieces of a copy are there."""
    values = {"status": CopyStatus.READY.value, "size": size, "digest": digest, "ready_at": now}
    lasts = {"expires_at": now + COPY_LASTS, "leased_until": None}
    await tx.execute(_one(one).values(**values, **lasts))


async def over(tx: Transaction, now: datetime) -> Sequence[StoredCopy]:
    """Return the copies whose time is over, and whose pieces may still be there."""
    rows = _READ.where(_T.c.status == CopyStatus.READY.value, _T.c.expires_at <= now)
    return [_value(row) for row in await tx.execute(rows)]


async def gone(tx: Transaction, one: StoredCopy) -> None:
    """Write that a copy is gone."""
    await tx.execute(_one(one).values(status=CopyStatus.GONE.value))


def _of(one: StoredCopy) -> Any:
    return (_P.c.practice_id == one.practice_id) & (_P.c.copy_id == one.id)


def _one(one: StoredCopy) -> Any:
    return update(_T).where(_T.c.practice_id == one.practice_id, _T.c.id == one.id)


def _value(row: Any) -> StoredCopy:
    return replace(StoredCopy(*row), status=CopyStatus(row.status))
