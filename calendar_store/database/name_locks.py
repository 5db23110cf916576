"""Names held until a commit, so that nobody waits in a circle for what two write at once.

PostgreSQL holds them as advisory locks (its documentation, 13.3.5); SQLite has one writer at a
time anyway.
"""

from collections.abc import Iterable

from sqlalchemy import text

from calendar_store.database.connection import Transaction

_HOLD = text(
    "SELECT pg_advisory_xact_lock(hash) FROM (SELECT DISTINCT hashtextextended(name, 0)"
    " AS hash FROM unnest(CAST(:names AS text[])) AS name ORDER BY hash) AS ordered"
)


async def hold(tx: Transaction, names: Iterable[str]) -> None:
    """Keep other processes from these names until the commit, in one order for all.

    Args:
        tx: the transaction.
        names: of what is to be written; none is no trip to the database.
    """
    if tx.dialect == "postgresql" and (sorted_names := sorted(names)):
        await tx.execute(_HOLD, {"names": sorted_names})
