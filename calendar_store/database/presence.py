"""Which services run on a store: each writes that it was seen, and takes that back when it ends.

The rows stand among the probes of writing, under names of their own.
"""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, select

from calendar_store.database.connection import Transaction
from calendar_store.database.upserts import insert_or_replace
from calendar_store.schema import probes

EVERY = timedelta(seconds=20)
"""How often a service writes it."""
STALE = timedelta(minutes=2)
"""Who was not seen for so long has ended, or hangs."""
_FORGOTTEN = timedelta(days=7)
_PREFIX = "service "
_OURS = probes.c.name.like(f"{_PREFIX}%")
_SEEN = select(probes).where(_OURS).order_by(probes.c.at.desc())
_GONE = delete(probes).where(probes.c.name == bindparam("b_name"))
_OLD = delete(probes).where(_OURS, probes.c.at < bindparam("b_before"))


async def seen(tx: Transaction, owner: str, now: datetime) -> None:
    """Write that a service runs."""
    await insert_or_replace(tx, probes, [{"name": f"{_PREFIX}{owner}", "at": now}])
    await tx.execute(_OLD, {"b_before": now - _FORGOTTEN})


async def gone(tx: Transaction, owner: str) -> None:
    """Write that a service has ended."""
    await tx.execute(_GONE, {"b_name": f"{_PREFIX}{owner}"})


async def services(tx: Transaction) -> list[tuple[str, datetime]]:
    """Return the services that did not say that they ended, the last one seen first."""
    return [(row.name.removeprefix(_PREFIX), row.at) for row in await tx.execute(_SEEN)]
