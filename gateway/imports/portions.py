"""What writing and undoing an import have in common: portions, how far it is, and who it is by."""

import time
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from calendar_store.clients import doubles, imports
from calendar_store.database import audit
from calendar_store.database.connection import Database, Transaction
from calendar_store.model.actors import Actor, ActorKind
from calendar_store.model.imports import ImportFile, ImportRow, ImportStatus

FIRST = 400
"""Rows of the first transaction of an import."""
_FEWEST = 50
_LONGEST = 0.25
"""Seconds that others who write wait for a portion, about; on a slow machine it has fewer rows."""
_AT_ONCE = 2.0
"""How many times as many rows the next portion may have."""


class PortionPace:
    """Finds how many rows one transaction takes, so that others who write never wait for long.

    Args:
        most: rows of one transaction, at most.

    Attributes:
        rows: how many rows the next transaction has.
    """

    MOST = 4000
    """Rows of one transaction, at most."""

    def __init__(self, most: int = MOST) -> None:
        self.rows = FIRST
        self._most = most

    def took(self, rows: int, seconds: float) -> None:
        """Learn how long a transaction of some rows has taken."""
        if rows < self.rows:
            return  # the last ones
        faster = min(_AT_ONCE, _LONGEST / max(seconds, 1e-6))
        self.rows = round(min(self._most, max(_FEWEST, self.rows * faster)))

    @asynccontextmanager
    async def portion(self, database: Database) -> AsyncIterator[Transaction]:
        """Open the transaction of a portion, whose time counts from when it has its turn."""
        rows, began = self.rows, 0.0
        async with database.write() as tx:
            began = time.perf_counter()
            yield tx
        self.took(rows, time.perf_counter() - began)


@dataclass(frozen=True, slots=True)
class PortionEnd:
    """What is noted once the last portion is done.

    Attributes:
        status: the status of the import then.
        action: the action in the log.
        told: names in the log by the outcomes that they count.
    """

    status: ImportStatus
    action: str
    told: Mapping[str, str]


def actor_of(file: ImportFile) -> Actor:
    """Return the actor of an import, who was asked for permissions when it was confirmed."""
    return Actor(ActorKind.STAFF, file.by, practice_id=file.practice_id)


def evidence(file: ImportFile, line: int) -> str:
    """Return what is kept as evidence of consent: where it stood."""
    return f"{file.name}, line {line} (import {file.id})"


async def note(
    tx: Transaction, file: ImportFile, done: Sequence[ImportRow], end: PortionEnd, now: datetime
) -> None:
    """Note how far an import is; without rows, it is at its end, and the log tells of it.

    Args:
        tx: the transaction of the portion.
        file: the import.
        done: the rows of the portion.
        end: what is noted at the end.
        now: UTC.
    """
    counts = Counter(file.counts)
    counts.update(f"outcome.{row.outcome.value}" for row in done)
    values = {
        "counts": dict(counts),
        "done": file.done + len(done),
        "last_line": done[-1].line if done else file.last_line,
    }
    if done:
        values["leased_until"] = now + imports.PORTION_LEASE
    else:
        values |= {"status": end.status.value, "leased_until": None, "changed_at": now}
        await doubles.rebuild(tx, file.practice_id)
        await audit.record(
            *(tx, file.practice_id),
            by=actor_of(file),
            action=end.action,
            subject=file.name,
            now=now,
            detail={name: counts[f"outcome.{outcome}"] for name, outcome in end.told.items()},
        )
    await imports.change(tx, file.practice_id, file.id, **values)
