"""Deletions by rule: begun, counted on portion by portion, and certified at their end."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update

from calendar_store.database.connection import Transaction
from calendar_store.schema import deletions

_T = deletions
_COLUMNS = (
    *(_T.c.practice_id, _T.c.id, _T.c.practice_name, _T.c.whole, _T.c.started_at, _T.c.rules),
    *(_T.c.counts, _T.c.done_at, _T.c.digest),
)


@dataclass(frozen=True, slots=True)
class Deletion:
    """A deletion by rule.

    Attributes:
        whole: whether it is all of a suspended practice.
        rules: by kind: for how many days it was kept, and before which moment it goes.
        counts: rows that are gone, by table.
        done_at: when it was done, UTC; None: it is under way.
        digest: SHA-256 of its certificate, as hexadecimal digits.
    """

    practice_id: int
    id: int
    practice_name: str
    whole: bool
    started_at: datetime
    rules: Mapping[str, Any]
    counts: Mapping[str, int]
    done_at: datetime | None = None
    digest: str = ""


async def begin(
    tx: Transaction,
    practice_id: int,
    name: str,
    *,
    whole: bool,
    rules: Mapping[str, Any],
    now: datetime,
) -> Deletion:
    """Write that a deletion begins."""
    value = Deletion(practice_id, tx.ids.new(), name, whole, now, dict(rules), {})
    row = {
        "practice_id": practice_id,
        "id": value.id,
        "practice_name": name,
        "whole": whole,
        "started_at": now,
        "rules": dict(rules),
        "counts": {},
        "done_at": None,
        "certificate": b"",
        "pdf": b"",
        "digest": "",
    }
    await tx.execute(insert(_T), row)
    return value


async def under_way(tx: Transaction) -> Sequence[Deletion]:
    """Return the deletions that are under way."""
    rows = await tx.execute(select(*_COLUMNS).where(_T.c.done_at.is_(None)).order_by(_T.c.id))
    return [_value(row) for row in rows]


async def held(tx: Transaction, one: Deletion) -> Deletion | None:
    """Return a deletion as it is now, for this transaction alone; None if it is done."""
    mine = _of(one) & _T.c.done_at.is_(None)
    row = (await tx.execute(select(*_COLUMNS).where(mine).with_for_update())).first()
    return None if row is None else _value(row)


async def count_on(tx: Transaction, one: Deletion, counts: Mapping[str, int]) -> Deletion:
    """Add what went, in the transaction in which it goes."""
    both = {
        name: one.counts.get(name, 0) + counts.get(name, 0)
        for name in sorted({*one.counts, *counts})
    }
    await tx.execute(update(_T).where(_of(one)).values(counts=both))
    return Deletion(
        *(one.practice_id, one.id, one.practice_name, one.whole, one.started_at, one.rules, both)
    )


async def certify(
    tx: Transaction, one: Deletion, *, certificate: bytes, pdf: bytes, digest: str, now: datetime
) -> None:
    """Write the certificate of a deletion that is done."""
    values = {"done_at": now, "certificate": certificate, "pdf": pdf, "digest": digest}
    await tx.execute(update(_T).where(_of(one)).values(**values))


async def forget(tx: Transaction, one: Deletion) -> None:
    """Remove a deletion by which nothing went."""
    await tx.execute(delete(_T).where(_of(one), _T.c.done_at.is_(None)))


async def listed(tx: Transaction, practice_id: int | None) -> Sequence[Deletion]:
    """Return deletions that are done, the newest first; of all practices for None."""
    done = select(*_COLUMNS).where(_T.c.done_at.is_not(None)).order_by(_T.c.id.desc())
    if practice_id is not None:
        done = done.where(_T.c.practice_id == practice_id)
    return [_value(row) for row in await tx.execute(done.limit(500))]


async def last_done(tx: Transaction, practice_id: int) -> datetime | None:
    """Return when the last deletion of a practice began, done or not; None for none."""
    last = select(_T.c.started_at).where(_T.c.practice_id == practice_id)
    row = (await tx.execute(last.order_by(_T.c.id.desc()).limit(1))).first()
    return None if row is None else row.started_at


async def document(
    tx: Transaction, practice_id: int, deletion_id: int
) -> tuple[bytes, bytes] | None:
    """Return the certificate of a deletion, as JSON and as PDF; None if there is none."""
    one = (_T.c.practice_id == practice_id) & (_T.c.id == deletion_id) & _T.c.done_at.is_not(None)
    row = (await tx.execute(select(_T.c.certificate, _T.c.pdf).where(one))).first()
    return None if row is None else (bytes(row.certificate), bytes(row.pdf))


def _of(one: Deletion) -> Any:
    return (_T.c.practice_id == one.practice_id) & (_T.c.id == one.id)


def _value(row: Any) -> Deletion:
    return Deletion(*row)
