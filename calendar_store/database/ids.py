"""Identities: 63-bit integers that rise with time, made by the process that writes the row.

Made here and not by the database, so that whole batches of rows and the rows that refer to them
are written without asking back, on one database or on a sharded one. Layout: milliseconds since
2026 (41 bits), a random node (10 bits), a sequence (12 bits).
"""

import secrets
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

EPOCH_MS = 1_767_225_600_000
"""2026-01-01T00:00:00Z in Unix milliseconds."""

_SEQUENCE_BITS = 12
_NODE_BITS = 10
_EPOCH = datetime.fromtimestamp(EPOCH_MS / 1000, UTC)
_CLOCKS_DIFFER = timedelta(hours=1)
"""More than the clocks of two machines, or of a row and its identity, are ever apart."""


def made_at(identity: int) -> datetime:
    """Return when an identity was made, UTC."""
    ms = EPOCH_MS + (identity >> (_NODE_BITS + _SEQUENCE_BITS))
    return datetime.fromtimestamp(ms / 1000, UTC)


def _now_ms() -> int:
    return time.time_ns() // 1_000_000


@dataclass(slots=True)
class Ids:
    """A source of identities; one for each open database."""

    node: int = field(default_factory=lambda: secrets.randbelow(1 << _NODE_BITS))
    _last: int = 0

    def new(self) -> int:
        """Return an identity larger than any this source gave before, clock steps included."""
        now = (_now_ms() - EPOCH_MS) << _SEQUENCE_BITS
        self._last = max(now, self._last + 1)
        moment, sequence = divmod(self._last, 1 << _SEQUENCE_BITS)
        return (moment << (_NODE_BITS + _SEQUENCE_BITS)) | (self.node << _SEQUENCE_BITS) | sequence


def since(moment: datetime) -> int:
    """Return an identity that no row written at or after a moment lies below.

    A query for what was written since then is a range of the primary key with it. The moment of
    writing has to be asked for all the same: an hour is left for clocks that differ.

    Args:
        moment: aware.
    """
    ms = (moment - _CLOCKS_DIFFER - _EPOCH) // timedelta(milliseconds=1)
    return max(0, ms) << (_NODE_BITS + _SEQUENCE_BITS)
