"""Whether a SQLite store is whole when it is opened, and has everything that was acknowledged.

SQLite leaves out the end of a write-ahead log that is damaged (its checksums say so), and tells
nobody: what was committed last is then not there. So the last text that was acknowledged is noted
in a small file beside the store, and looked for at the next start.
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
"""Bytes of a store that is checked before the service starts; a larger one is checked beside it."""
_MOST_FAULTS = 3
_CLOCKS_DIFFER = timedelta(days=1)
_CHECKING_CACHE = -2048
"""Size of the page cache during the check: 2 MiB (negative: in KiB)."""


@dataclass(frozen=True, slots=True)
class Lost:
    """Texts that were acknowledged and are not there.

    Attributes:
        after: when the last text came that is there, None where there is none; UTC.
        until: when the last one was acknowledged that is not, UTC.
    """

    after: datetime | None
    until: datetime

    @property
    def reason(self) -> Reason:
        """What staff and the log are told."""
        until = self.until.isoformat(timespec="seconds")
        if self.after is None:
            return Reason(ReasonCode.ALL_TEXTS_LOST, {"until": until})
        after = self.after.isoformat(timespec="seconds")
        return Reason(ReasonCode.TEXTS_LOST, {"after": after, "until": until})


@dataclass(frozen=True, slots=True)
class Unchecked:
    """What keeps the check for lost texts from being made.

    Attributes:
        words: what the log is told.
    """

    words: str


def is_small(database: Database) -> bool:
    """Tell whether a store is so small that its check delays no start; PostgreSQL has its own."""
    if database.file is None:
        return True
    size = 0
    with suppress(OSError):
        size = os.stat(database.file).st_size  # noqa: PTH116 (one call, of a path that may go)
    return size <= CHECKED_AT_ONCE


async def require_whole(database: Database) -> None:
    """Refuse a SQLite store whose pages are damaged.

    Raises:
        StoreDamaged: if they are; its line says what to do.
    """
    if database.dialect != "sqlite":
        return
    try:
        async with database.read() as tx:
            # every page is read, most of them once: they would fill the cache for nothing
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
    """Compare what is there with what was acknowledged; tell every practice of a gap, once.

    Args:
        database: a SQLite store; any other one has nothing to compare.
        now: UTC.

    Returns:
        What is missing, or why nobody knows whether anything is; None when nothing is.
    """
    if database.file is None:
        return None
    beside = SequenceFile(database.file)
    async with database.write() as tx:
        last = (await tx.execute(select(func.max(inbound.c.id)))).scalar_one()
        try:
            noted = _noted(beside, tx.ids.new())
        except UnreadNote as error:
            # where no text ever came, nothing was acknowledged
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
    """Note the last text that is there, for the next check, and say why there is none now."""
    trouble = beside.write(last)
    then = f"it cannot be noted there either ({trouble})" if trouble else "it is noted anew"
    return Unchecked(f"{why}, where the last acknowledged text is noted; {then}")


async def _tell(tx: Transaction, lost: Lost, now: datetime) -> None:
    everybody = await practices.all_practices(tx)
    told = [
        Alert(one.id, tx.ids.new(), AlertKind.TEXTS_LOST, lost.reason, now) for one in everybody
    ]
    await alerts.raise_all(tx, told)
