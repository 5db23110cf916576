"""Lock names until the commit, to serialise transactions that write the same thing.

On PostgreSQL the locks are advisory locks (PostgreSQL documentation, 13.3.5), taken in one order to
avoid deadlocks. SQLite has one writer at a time and needs no locks.
"""

from collections.abc import Iterable

from sqlalchemy import text

from calendar_store.database.connection import Transaction

_HOLD = text(
    "SELECT pg_advisory_xact_lock(hash) FROM (SELECT DISTINCT hashtextextended(name, 0)"
    " AS hash FROM unnest(CAST(:names AS text[])) AS name ORDER BY hash) AS ordered"
)


async def hold(tx: Transaction, names: Iterable[str]) -> None:
    """Lock names against other transactions until the commit.

    Args:
        tx: the transaction.
        names: names of the things to be written; without names no statement is run.
    """
    if tx.dialect == "postgresql" and (sorted_names := sorted(names)):
        await tx.execute(_HOLD, {"names": sorted_names})
