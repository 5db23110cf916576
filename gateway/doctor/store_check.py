"""Checks of the store: it answers, is of this version, its pages are sound."""

import sqlite3
import time
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

from calendar_store.database import version
from gateway.doctor.bounded import in_thread
from gateway.doctor.examined import Examined, StoreFacts, StoreMissing
from gateway.doctor.findings import Area, Finding, FindingCode, Level, found, size

_STORE = Area.STORE
_READ_FOR = 3.0
"""Seconds for which pages are read; the service itself reads all of them when it starts."""
_STEPS = 20_000
"""Steps of SQLite between two looks at the clock."""


async def check_store(examined: Examined) -> list[Finding]:
    """Check that the store answers and has this program's version."""
    try:
        facts = await examined.store
    except StoreMissing as error:
        return [found(_STORE, Level.TROUBLE, FindingCode.STORE_MISSING, facts={"path": error})]
    return [judged(facts)]


def judged(facts: StoreFacts) -> Finding:
    """Return how the version of a store that answers stands."""
    needed = version.newest()
    if facts.version is None:
        return found(_STORE, Level.TROUBLE, FindingCode.STORE_EMPTY)
    if facts.version not in version.known():
        newer = {"found": facts.version, "needed": needed}
        return found(_STORE, Level.TROUBLE, FindingCode.STORE_NEW, facts=newer)
    if facts.version != needed:
        older = {"found": facts.version, "needed": needed}
        return found(_STORE, Level.TROUBLE, FindingCode.STORE_OLD, facts=older)
    return found(
        *(_STORE, Level.FINE, FindingCode.STORE_FINE),
        facts={
            "program": facts.vitals.program,
            "version": facts.version,
            "size": size(facts.vitals.octets),
            "ms": f"{facts.seconds * 1000:.0f}",
        },
    )


async def check_pages(examined: Examined) -> list[Finding]:
    """Read the pages of a SQLite store for some seconds; PostgreSQL checks its own."""
    file = examined.asked.store_file
    if file is None or await examined.facts() is None:
        return []
    faults = await in_thread(lambda: read_pages(file, _READ_FOR))
    if faults is None:
        part = {"seconds": f"{_READ_FOR:.0f}"}
        return [found(_STORE, Level.FINE, FindingCode.STORE_PART_READ, facts=part)]
    if faults:
        return [found(_STORE, Level.TROUBLE, FindingCode.STORE_DAMAGED, facts={"said": faults})]
    return [found(_STORE, Level.FINE, FindingCode.STORE_SOUND)]


def read_pages(file: Path, seconds: float) -> str | None:
    """Check the pages of a SQLite store.

    Args:
        file: the store.
        seconds: how long.

    Returns:
        What is wrong, "" for nothing; None where the time was not enough.
    """
    until = time.monotonic() + seconds
    address = f"file:{quote(str(file.absolute()))}?mode=ro"
    with closing(sqlite3.connect(address, uri=True, timeout=1.0)) as store:
        store.set_progress_handler(lambda: time.monotonic() > until, _STEPS)
        try:
            rows = store.execute("PRAGMA quick_check(1)").fetchall()
        except sqlite3.OperationalError as error:
            if "interrupted" in str(error):
                return None
            raise
        except sqlite3.DatabaseError as error:
            return " ".join(str(error).split())
    said = " ".join(str(rows[0][0]).split()) if rows else "ok"
    return "" if said == "ok" else said[:200]
