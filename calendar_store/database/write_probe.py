"""Whether the store takes writes: a row that is written anew whenever somebody asks.

On PostgreSQL one table may be locked while others take rows, so those that the work of the service
goes into are asked for, too, as a row written to them would ask (its documentation, 13.3.1).
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
        tx: a writing transaction; it has to be committed to tell anything.
        name: who probes.
        now: UTC.
    """
    if tx.dialect == "postgresql":
        await tx.execute(_AS_A_ROW_WOULD)
    await insert_or_replace(tx, probes, [{"name": name, "at": now}])
