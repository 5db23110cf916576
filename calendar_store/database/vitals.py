"""What a database says of itself: its program, its clock, its size; read only."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text

from calendar_store.database.connection import Transaction

_POSTGRES = text(
    "SELECT clock_timestamp() AS at, current_setting('server_version') AS version,"
    " pg_database_size(current_database()) AS octets"
)


@dataclass(frozen=True, slots=True)
class Vitals:
    """A database as it stands.

    Attributes:
        program: "SQLite" or "PostgreSQL".
        version: of the program.
        octets: size of the store.
        clock: the time of the database server, UTC; None: it has no clock of its own.
    """

    program: str
    version: str
    octets: int
    clock: datetime | None


async def look(tx: Transaction) -> Vitals:
    """Return what the database says of itself.

    Args:
        tx: any transaction.
    """
    if tx.dialect == "postgresql":
        row = (await tx.execute(_POSTGRES)).one()
        return Vitals("PostgreSQL", str(row.version).split()[0], int(row.octets), row.at)
    version = (await tx.execute(text("SELECT sqlite_version()"))).scalar_one()
    pages = (await tx.execute(text("PRAGMA page_count"))).scalar_one()
    size = (await tx.execute(text("PRAGMA page_size"))).scalar_one()
    return Vitals("SQLite", str(version), int(pages) * int(size), None)
