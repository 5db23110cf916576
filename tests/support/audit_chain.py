"""The audit log with its triggers off, as somebody with the database's own tools has it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from sqlalchemy import text

from calendar_store.database import audit_chain
from calendar_store.database.connection import Database, Transaction

LATER = timedelta(minutes=2)


async def seal_all(database: Database, practice_id: int, limit: int = 1000) -> int:
    """Seal all that was written up to now, in as many batches as it takes."""
    count = 0
    while True:
        async with database.write() as tx:
            now = datetime.now(UTC) + LATER
            done = await audit_chain.seal(tx, practice_id, now=now, limit=limit)
        count += done
        if not done:
            return count


@asynccontextmanager
async def unguarded(database: Database) -> AsyncIterator[Transaction]:
    """A transaction that no trigger of the log stops; the triggers are gone afterwards."""
    async with database.write() as tx:
        if tx.dialect == "postgresql":
            await tx.execute(text("SET LOCAL session_replication_role = replica"))
        else:
            for table in ("audit_log", "audit_chain"):
                for event in ("update", "delete"):
                    await tx.execute(text(f"DROP TRIGGER IF EXISTS append_only_{table}_{event}"))
        yield tx
