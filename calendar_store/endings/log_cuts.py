"""Cuts of the audit log: its oldest entries go by rule, and its chain begins with the cut's hash.

A cut is written before anything goes, with an entry of the log that tells it; the triggers of the
tables let go what is before a cut, and nothing else (`migrations/append_only.py`).
"""

from datetime import datetime

from sqlalchemy import delete, func, insert, select

from calendar_store.database import audit, audit_chain
from calendar_store.database.audit_chain import ChainHead
from calendar_store.database.connection import Transaction
from calendar_store.database.keys import in_keys, key_params
from calendar_store.model.actors import Actor
from calendar_store.schema import audit_chain as chain
from calendar_store.schema import audit_cuts, audit_log

CUT = "retention.log_cut"
"""The action of the entry that tells a cut; its subject is the head up to which entries went."""


async def end_of(tx: Transaction, practice_id: int, before: datetime) -> ChainHead | None:
    """Return the last seal of those before a moment, to cut there; None where none is."""
    younger = (
        select(func.min(chain.c.seq))
        .join(
            audit_log,
            (audit_log.c.practice_id == chain.c.practice_id) & (audit_log.c.id == chain.c.entry_id),
        )
        .where(chain.c.practice_id == practice_id, audit_log.c.at >= before)
    )
    first_kept = (await tx.execute(younger)).scalar()
    last = select(chain.c.seq, chain.c.hash).where(chain.c.practice_id == practice_id)
    if first_kept is not None:
        last = last.where(chain.c.seq < first_kept)
    row = (await tx.execute(last.order_by(chain.c.seq.desc()).limit(1))).first()
    return None if row is None else ChainHead(row.seq, row.hash)


async def is_cut_by(tx: Transaction, practice_id: int, deletion_id: int) -> bool:
    """Tell whether a deletion has cut the log already."""
    theirs = (audit_cuts.c.practice_id == practice_id) & (audit_cuts.c.deletion_id == deletion_id)
    return (await tx.execute(select(audit_cuts.c.seq).where(theirs))).first() is not None


async def count(tx: Transaction, practice_id: int, end: ChainHead) -> int:
    """Return how many entries a cut takes."""
    theirs = (chain.c.practice_id == practice_id) & (chain.c.seq <= end.seq)
    counted = select(func.count()).select_from(chain).where(theirs)
    return int((await tx.execute(counted)).scalar_one())


async def cut(
    tx: Transaction,
    practice_id: int,
    end: ChainHead,
    deletion_id: int,
    *,
    by: Actor,
    now: datetime,
) -> None:
    """Write a cut, before anything goes; it is written once."""
    await audit_chain.hold(tx, practice_id)
    known = await audit_chain.cut_of(tx, practice_id)
    if known.seq >= end.seq:
        return
    row = {
        "practice_id": practice_id,
        "seq": end.seq,
        "hash": end.hash,
        "at": now,
        "deletion_id": deletion_id,
    }
    await tx.execute(insert(audit_cuts), row)
    await audit.record(tx, practice_id, by=by, action=CUT, subject=str(end), now=now)


async def some_before(tx: Transaction, practice_id: int, limit: int) -> int:
    """Delete a portion of what is before the last cut; return how many entries it was."""
    await audit_chain.hold(tx, practice_id)
    end = await audit_chain.cut_of(tx, practice_id)
    old = (
        select(chain.c.seq, chain.c.entry_id)
        .where(chain.c.practice_id == practice_id, chain.c.seq <= end.seq)
        .order_by(chain.c.seq)
        .limit(limit)
    )
    found = list(await tx.execute(old))
    if found:
        entries = key_params([(practice_id, row.entry_id) for row in found])
        gone = delete(audit_log).where(in_keys(audit_log.c.practice_id, audit_log.c.id))
        await tx.execute(gone, entries)
        seals = key_params([(practice_id, row.seq) for row in found])
        await tx.execute(delete(chain).where(in_keys(chain.c.practice_id, chain.c.seq)), seals)
    return len(found)
