"""The chain of the audit log: each entry sealed with a hash over itself and all entries before it.

The hash is SHA-256 of the hash before it and of the entry in a canonical form. In that form the
details are a salted hash of their own: when a person is erased, the details and the salt go, the
rest stays sealed, and nobody can guess a name from its hash.

Entries are sealed a while after they were written, by a worker, so that no change waits for
another. What a seal cannot show by itself is that the end of the chain was cut off, or that all of
it was made anew: whoever wants to know keeps a head, which `textback log check` prints.
"""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import and_, func, insert, null, select, update

from calendar_store.database import ids, name_locks
from calendar_store.database.connection import Transaction
from calendar_store.database.keys import in_keys, key_params
from calendar_store.model.practices import AuditEntry
from calendar_store.schema import audit_chain, audit_cuts, audit_log, practices

SEALED_AFTER = timedelta(seconds=60)
"""How old an entry is when it is sealed: what another transaction wrote before it is there too."""
START = bytes(32)
"""The hash before the first entry."""
_SALT = 16
_UNIX = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

_C, _L = audit_chain.c, audit_log.c
_ADD = insert(audit_chain)
_ENTRY = (_L.practice_id, _L.id, _L.at, _L.by, _L.action, _L.subject, _L.detail)
_OF_ENTRY = and_(_C.practice_id == _L.practice_id, _C.entry_id == _L.id)


@dataclass(frozen=True, slots=True)
class Seal:
    """A row of the chain.

    Attributes:
        seq: 1 for the first of a practice, without gaps.
        entry_id: the entry.
        salt: of the details' hash; None once the details were emptied.
        detail_hash: the salted hash of the details.
        hash: over the hash before it and the entry.
    """

    seq: int
    entry_id: int
    salt: bytes | None
    detail_hash: bytes
    hash: bytes


@dataclass(frozen=True, slots=True)
class ChainHead:
    """The end of a chain: whoever keeps it can tell later that nothing was cut off or made anew.

    Attributes:
        seq: how many entries are sealed.
        hash: of the last one.
    """

    seq: int = 0
    hash: bytes = START

    def __str__(self) -> str:
        """Return the head as people keep it: "1204:9f2c…"."""
        return f"{self.seq}:{self.hash.hex()}"


def detail_hash(detail: Mapping[str, Any], salt: bytes) -> bytes:
    """Return the salted hash of an entry's details."""
    return sha256(salt + _canonical(dict(detail))).digest()


def link(before: bytes, entry: AuditEntry, details: bytes) -> bytes:
    """Return the hash that seals an entry.

    Args:
        before: the hash of the entry before it.
        entry: the entry.
        details: the salted hash of its details.
    """
    at = (entry.at - _UNIX) // _MICROSECOND
    form = [entry.practice_id, entry.id, at, entry.by, entry.action, entry.subject, details.hex()]
    return sha256(before + _canonical(form)).digest()


def _canonical(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


async def head(tx: Transaction, practice_id: int) -> ChainHead:
    """Return the end of a practice's chain."""
    last = select(_C.seq, _C.hash).where(_C.practice_id == practice_id).order_by(_C.seq.desc())
    row = (await tx.execute(last.limit(1))).first()
    return ChainHead(row.seq, row.hash) if row else await cut_of(tx, practice_id)


async def cut_of(tx: Transaction, practice_id: int) -> ChainHead:
    """Return up to where a practice's log was deleted by rule; the chain goes on from there."""
    t = audit_cuts.c
    last = select(t.seq, t.hash).where(t.practice_id == practice_id).order_by(t.seq.desc())
    row = (await tx.execute(last.limit(1))).first()
    return ChainHead(row.seq, row.hash) if row else ChainHead()


async def behind(tx: Transaction, now: datetime) -> list[int]:
    """Return the practices that have entries to seal, by two look-ups in an index for each."""
    latest = select(func.max(_C.entry_id)).where(_C.practice_id == practices.c.id)
    old_enough = _L.id < ids.first_at(now - SEALED_AFTER)
    written = select(func.max(_L.id)).where(_L.practice_id == practices.c.id, old_enough)
    found = select(practices.c.id).where(
        written.scalar_subquery() > func.coalesce(latest.scalar_subquery(), 0)
    )
    return list((await tx.execute(found)).scalars())


async def seal(tx: Transaction, practice_id: int, *, now: datetime, limit: int) -> int:
    """Seal a practice's entries that are old enough, in the order of their ids.

    An entry that came late, by a slow transaction or another machine's clock, is sealed after the
    others, if it is less than an hour older than they are.

    Args:
        tx: a writing transaction of its own.
        practice_id: the practice.
        now: UTC, by the clock that ids are made with.
        limit: most entries.

    Returns:
        How many were sealed.
    """
    await hold(tx, practice_id)
    last = await head(tx, practice_id)
    unsealed = (
        select(*_ENTRY)
        .where(_L.practice_id == practice_id, _L.id >= await _from(tx, practice_id))
        .where(_L.id < ids.first_at(now - SEALED_AFTER))
        .where(~select(_C.seq).where(_OF_ENTRY).exists())
        .order_by(_L.id)
        .limit(limit)
    )
    rows, found = [], _rows(await tx.execute(unsealed))
    seq, before = last.seq, last.hash
    for row in found:
        entry, salt = AuditEntry(*row), secrets.token_bytes(_SALT)
        details = detail_hash(entry.detail, salt)
        seq, before = seq + 1, link(before, entry, details)
        rows.append(
            {
                "practice_id": practice_id,
                "seq": seq,
                "entry_id": entry.id,
                "salt": salt,
                "detail_hash": details,
                "hash": before,
            }
        )
    await tx.executemany(_ADD, rows)
    return len(rows)


async def hold(tx: Transaction, practice_id: int) -> None:
    """Wait for whoever seals, or empties, entries of a practice, until the commit."""
    await name_locks.hold(tx, [f"audit chain {practice_id}"])


async def _from(tx: Transaction, practice_id: int) -> int:
    """Return the id from which on entries may still be sealed."""
    latest = select(func.max(_C.entry_id)).where(_C.practice_id == practice_id)
    found = (await tx.execute(latest)).scalar()
    return 0 if found is None else ids.since(ids.made_at(found))


async def forget(tx: Transaction, keys: Sequence[tuple[int, int]]) -> None:
    """Forget the salts of entries whose details are emptied; call `hold` before the entries go.

    Args:
        tx: a writing transaction.
        keys: (practice, entry).
    """
    if keys:
        theirs = in_keys(_C.practice_id, _C.entry_id) & _C.salt.is_not(None)
        await tx.execute(update(audit_chain).where(theirs).values(salt=null()), key_params(keys))


async def sealed(
    tx: Transaction, practice_id: int, *, after: int, limit: int
) -> list[tuple[Seal, AuditEntry | None]]:
    """Return seals in their order, each with its entry; None for an entry that is gone.

    Args:
        tx: any transaction.
        practice_id: the practice.
        after: the seals after this one; 0 for the first.
        limit: most seals.
    """
    statement = (
        select(_C.seq, _C.entry_id, _C.salt, _C.detail_hash, _C.hash, *_ENTRY)
        .select_from(audit_chain.outerjoin(audit_log, _OF_ENTRY))
        .where(_C.practice_id == practice_id, _C.seq > after)
        .order_by(_C.seq)
        .limit(limit)
    )
    found = []
    for row in _rows(await tx.execute(statement)):
        seal_of, entry = Seal(*row[:5]), row[5:]
        found.append((seal_of, None if entry[1] is None else AuditEntry(*entry)))
    return found


async def unsealed(tx: Transaction, practice_id: int) -> tuple[int, int | None]:
    """Return how many entries wait to be sealed, and the first that is too old to be sealed ever.

    The second was not there when its neighbours were sealed: it was added behind; None for none.
    """
    bound = await _from(tx, practice_id)
    without = select(func.count(), func.min(_L.id)).where(
        _L.practice_id == practice_id, ~select(_C.seq).where(_OF_ENTRY).exists()
    )
    (waiting,) = _rows(await tx.execute(without.where(_L.id >= bound)))
    (added,) = _rows(await tx.execute(without.where(_L.id < bound)))
    return waiting[0], added[1]


def _rows(result: Any) -> Any:
    """Return rows as plain tuples of whatever columns they have."""
    return result.all()
