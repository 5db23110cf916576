"""Tell PostgreSQL how tables have grown while an import fills them.

Its plans follow statistics that it renews by itself a minute later at the earliest; until then it
reads a table of a hundred thousand rows as if it were empty, for each portion from one end to the
other.
"""

from collections.abc import Sequence

from sqlalchemy import Table, text

from calendar_store.database.connection import Database


class TableGrowth:
    """Tells when tables have grown so much that what is known of their size is wrong."""

    _FIRST = 1000
    _TIMES = 4

    def __init__(self) -> None:
        self._rows = 0
        self._bound = self._FIRST

    def by(self, rows: int) -> bool:
        """Count rows that were added; return whether the statistics are to be renewed."""
        self._rows += rows
        if self._rows < self._bound:
            return False
        self._bound = self._rows * self._TIMES
        return True


async def renew(database: Database, tables: Sequence[Table]) -> None:
    """Renew what PostgreSQL knows of the sizes of tables; SQLite plans without it."""
    if database.dialect != "postgresql":
        return
    async with database.write() as tx:
        await tx.execute(text(f"ANALYZE {', '.join(table.name for table in tables)}"))
