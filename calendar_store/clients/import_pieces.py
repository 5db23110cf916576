"""Keep the file of an import, in pieces, until its rows are read for good."""

from sqlalchemy import delete, insert, select

from calendar_store.database.connection import Transaction
from calendar_store.schema import import_files as table

_ADD = insert(table)


async def add(
    tx: Transaction, practice_id: int, import_id: int, number: int, content: bytes
) -> None:
    """Store a piece of a file, by its number from 0."""
    row = {
        "practice_id": practice_id,
        "import_id": import_id,
        "piece": number,
        "content": content,
    }
    await tx.executemany(_ADD, [row])


async def get(tx: Transaction, practice_id: int, import_id: int, number: int) -> bytes | None:
    """Return a piece of a file; None after the last one."""
    wanted = select(table.c.content).where(
        table.c.practice_id == practice_id,
        table.c.import_id == import_id,
        table.c.piece == number,
    )
    found = (await tx.execute(wanted)).scalar_one_or_none()
    return None if found is None else bytes(found)


async def forget(tx: Transaction, practice_id: int, import_id: int) -> None:
    """Delete the pieces of a file whose rows are read for good."""
    await tx.execute(
        delete(table).where(table.c.practice_id == practice_id, table.c.import_id == import_id)
    )
