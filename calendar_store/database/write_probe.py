"""Probe whether the store accepts writes, by writing a row.

On PostgreSQL one table may be locked while others accept rows. The probe therefore also takes the
lock that an insert takes (PostgreSQL documentation, 13.3.1), on the main tables of the service.
"""

from datetime import datetime

from sqlalchemy import text

from calendar_store.database.connection import Transaction
from calendar_store.database.upserts import insert_or_replace
from calendar_store.schema import appointments, inbound, messages, probes

_WORK = ", ".join(sorted(table.name for table in (appointments, inbound, messages)))
_AS_A_ROW_WOULD = text(f"LOCK TABLE {_WORK} IN ROW EXCLUSIVE MODE")


async def write(tx: Transaction, name: str, now: datetime) -> None:
    """Write the row of a probe.

    Args:
        tx: a writing transaction; only its commit proves that writes are accepted.
        name: name of the probing part of the service.
        now: UTC.
    """
    if tx.dialect == "postgresql":
        await tx.execute(_AS_A_ROW_WOULD)
    await insert_or_replace(tx, probes, [{"name": name, "at": now}])
