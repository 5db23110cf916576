"""Identities: 63-bit integers that rise with time, made by the process that writes the row.

Made here and not by the database, so that whole batches of rows and the rows that refer to them
are written without asking back, on one database or on a sharded one. Layout: milliseconds since
2026 (41 bits), a random node (10 bits), a sequence (12 bits).
"""

import secrets
import time
from dataclasses import dataclass, field

EPOCH_MS = 1_767_225_600_000
"""2026-01-01T00:00:00Z in Unix milliseconds."""

_SEQUENCE_BITS = 12
_NODE_BITS = 10


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
