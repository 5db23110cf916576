"""A plan of backups for a test's store, with a key, and what is read from restored stores."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from gateway.backups.keys import identities_in, new_key
from gateway.backups.plan import BackupPlan


@dataclass(frozen=True, slots=True)
class BackedUp:
    """How a store is backed up.

    Attributes:
        plan: the plan, with the key for drills.
        key: file of the secret key.
        to: the folder of backups.
    """

    plan: BackupPlan
    key: Path
    to: Path

    @property
    def identities(self) -> list[Any]:
        """The secret keys."""
        return identities_in(self.key)

    def other(self, **changes: Any) -> "BackedUp":
        """Return the same with changes of the plan."""
        return replace(self, plan=replace(self.plan, **changes))


def backed_up(url: str, folder: Path) -> BackedUp:
    """Return a plan for a store, with a new key, into a folder that is not there yet."""
    key = folder / "backup.key"
    public = new_key(key)
    to = folder / "backups"
    return BackedUp(BackupPlan(url, to, (public,), drill_key=key), key, to)


def count(store: Path, table: str) -> int:
    """Return how many rows a table of a SQLite file has."""
    with closing(sqlite3.connect(store)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        (found,) = connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()  # noqa: S608
    return int(found)


def utc_now() -> datetime:
    """Return the machine's time."""
    return datetime.now(UTC)
