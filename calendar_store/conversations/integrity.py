"""Check at start that a SQLite store is undamaged and holds all acknowledged texts.

SQLite silently drops the end of a write-ahead log whose checksums are wrong; the last commits are
then missing. Therefore the id of the last acknowledged text is written to a small file beside the
store, and looked up in the store at the next start.
"""

import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError

from calendar_store.conversations import alerts
from calendar_store.database import ids
from calendar_store.database.connection import Database, Transaction
from calendar_store.database.sequence import SequenceFile, UnreadNote
from calendar_store.model.conversations import Alert
from calendar_store.model.errors import StoreDamaged
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from calendar_store.model.statuses import AlertKind
from calendar_store.practices import practices
from calendar_store.schema import inbound

CHECKED_AT_ONCE = 256 * 2**20
"""Largest store in bytes that is checked before the service starts.

A larger store is checked while the service runs.
"""
_MOST_FAULTS = 3
_CLOCKS_DIFFER = timedelta(days=1)
_CHECKING_CACHE = -2048
"""Size of the page cache during the check: 2 MiB (negative: in KiB)."""


@dataclass(frozen=True, slots=True)
class Lost:
    """Acknowledged texts that are missing from the store.

    Attributes:
        after: when the last text in the store came, UTC; None if the store has no texts.
        until: when the last missing text was acknowledged, UTC.
    """

    after: datetime | None
    until: datetime

    @property
    def reason(self) -> Reason:
        """The reason shown to staff and written to the log."""
        until = self.until.isoformat(timespec="seconds")
        if self.after is None:
            return Reason(ReasonCode.ALL_TEXTS_LOST, {"until": until})
        after = self.after.isoformat(timespec="seconds")
        return Reason(ReasonCode.TEXTS_LOST, {"after": after, "until": until})


@dataclass(frozen=True, slots=True)
class Unchecked:
    """The result of a check for lost texts that could not be made.

    Attributes:
        words: the line for the log.
    """

    words: str


def is_small(database: Database) -> bool:
    """Tell whether the check of a store is quick enough to run before the start.

    PostgreSQL checks its own pages, so the result is always True.
    """
    if database.file is None:
        return True
    size = 0
    with suppress(OSError):
        size = os.stat(database.file).st_size  # noqa: PTH116 (one call, of a path that may go)
    return size <= CHECKED_AT_ONCE


async def require_whole(database: Database) -> None:
    """Refuse a SQLite store whose pages are damaged.

    Raises:
        StoreDamaged: if pages are damaged; the text of the error says what to do.
    """
    if database.dialect != "sqlite":
        return
    try:
        async with database.read() as tx:
            # every page is read, most of them once, so a large cache would only waste memory
            kept = (await tx.execute(text("PRAGMA cache_size"))).scalar_one()
            await tx.execute(text(f"PRAGMA cache_size={_CHECKING_CACHE}"))
            rows = await tx.execute(text(f"PRAGMA integrity_check({_MOST_FAULTS})"))
            faults = [" ".join(str(row[0]).split()) for row in rows]
            await tx.execute(text(f"PRAGMA cache_size={kept}"))
    except DatabaseError as error:
        faults = [str(error.orig)]
    if faults != ["ok"]:
        raise StoreDamaged("; ".join(faults))


async def look_for_lost(database: Database, now: datetime) -> Lost | Unchecked | None:
    """Compare the stored texts with the last acknowledged text; alert every practice once to a gap.

    Args:
        database: the store; only a SQLite store is checked.
        now: UTC.

    Returns:
        The gap, or why the check could not be made; None if no text is missing.
    """
    if database.file is None:
        return None
    beside = SequenceFile(database.file)
    async with database.write() as tx:
        last = (await tx.execute(select(func.max(inbound.c.id)))).scalar_one()
        try:
            noted = _noted(beside, tx.ids.new())
        except UnreadNote as error:
            # if no text ever came, none was acknowledged
            return None if last is None else _unchecked(beside, last, str(error))
        if last is not None and last >= noted:
            return None
        lost = Lost(ids.made_at(last) if last is not None else None, ids.made_at(noted))
        await _tell(tx, lost, now)
    beside.write(last or 0)
    return lost


def _noted(beside: SequenceFile, newest: int) -> int:
    noted = beside.read()
    if ids.made_at(noted) > ids.made_at(newest) + _CLOCKS_DIFFER:
        raise UnreadNote(f"{beside.path} holds a moment to come")
    return noted


def _unchecked(beside: SequenceFile, last: int, why: str) -> Unchecked:
    """Write the last stored text to the file for the next check; return why this one failed."""
    trouble = beside.write(last)
    then = f"it cannot be noted there either ({trouble})" if trouble else "it is noted anew"
    return Unchecked(f"{why}, where the last acknowledged text is noted; {then}")


async def _tell(tx: Transaction, lost: Lost, now: datetime) -> None:
    everybody = await practices.all_practices(tx)
    told = [
        Alert(one.id, tx.ids.new(), AlertKind.TEXTS_LOST, lost.reason, now) for one in everybody
    ]
    await alerts.raise_all(tx, told)
