"""What a backup says of itself, and the counts by which a restored store is compared with it."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Self

from sqlalchemy import Connection, MetaData, Table, func, inspect, select, text

from calendar_store.database import audit_chain
from calendar_store.database.connection import Transaction
from calendar_store.database.version import version_of
from gateway.backups.errors import BackupUnreadable

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Contents:
    """What is in a store at one moment.

    Attributes:
        version: of the store.
        counts: rows by table.
        heads: the end of each practice's audit chain, by the practice's id.
    """

    version: str
    counts: Mapping[str, int]
    heads: Mapping[str, str]

    @property
    def rows(self) -> int:
        """Return the number of all rows."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Manifest:
    """The first file of a backup.

    Attributes:
        made_at: the moment of what is in it, UTC.
        database: "sqlite" or "postgresql".
        server: the major version of PostgreSQL's server; "" for SQLite.
        contents: what is in it.
        record: number of the record of a write-ahead log after which this copy was made; None for
            a backup by itself.
        format: of the backup.
    """

    made_at: datetime
    database: str
    server: str
    contents: Contents
    record: int | None = None
    format: int = field(default=FORMAT)

    def to_json(self) -> bytes:
        """Return the manifest as it is stored."""
        values = asdict(self) | {"made_at": self.made_at.isoformat()}
        return json.dumps(values, indent=1, sort_keys=True).encode() + b"\n"

    @classmethod
    def parse(cls, written: bytes) -> Self:
        """Read a manifest.

        Raises:
            BackupUnreadable: if it is none, or one of a later format.
        """
        try:
            values: dict[str, Any] = json.loads(written)
            if values["format"] > FORMAT:
                raise BackupUnreadable(
                    f"the backup is of format {values['format']}, this service reads {FORMAT};"
                    " install the version that wrote it, or a later one"
                )
            values["made_at"] = datetime.fromisoformat(values["made_at"])
            values["contents"] = Contents(**values["contents"])
            return cls(**values)
        except (ValueError, KeyError, TypeError) as error:
            raise BackupUnreadable("the backup has no manifest; it is none of ours") from error


async def contents_of(tx: Transaction) -> Contents:
    """Count the rows of every table, and read the ends of the audit chains."""
    found, names = await tx.run_sync(_tables)
    counts = {}
    for name in names:
        counted = select(func.count()).select_from(Table(name, MetaData()))
        counts[name] = int((await tx.execute(counted)).scalar_one())
    heads = {}
    if "audit_chain" in names:
        ids = await tx.execute(text("SELECT id FROM practices ORDER BY id"))
        for practice_id in ids.scalars().all():
            heads[str(practice_id)] = str(await audit_chain.head(tx, practice_id))
    return Contents(found or "", counts, heads)


def _tables(connection: Connection) -> tuple[str | None, list[str]]:
    return version_of(connection), sorted(inspect(connection).get_table_names())
