"""Whether the store takes writes: a row that is written anew whenever somebody asks."""

from datetime import datetime

from calendar_store.database import Transaction
from calendar_store.schema import probes
from calendar_store.upserts import insert_or_replace


async def write(tx: Transaction, name: str, now: datetime) -> None:
    """Write the row of a probe.

    Args:
        tx: a writing transaction; it has to be committed to tell anything.
        name: who probes.
        now: UTC.
    """
    await insert_or_replace(tx, probes, [{"name": name, "at": now}])
