"""Make row ids: 63-bit integers that increase with time.

The process that writes a row makes the id, not the database, so that batches of rows and the rows
that refer to them are written without a round trip for the ids, on one database or on a sharded
one. Layout: milliseconds since 2026 (41 bits), a random node (10 bits), a sequence (12 bits).
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
"""Upper bound of the difference between two machines' clocks, or between a row and its id."""


def made_at(identity: int) -> datetime:
    """Return when an id was made, UTC."""
    ms = EPOCH_MS + (identity >> (_NODE_BITS + _SEQUENCE_BITS))
    return datetime.fromtimestamp(ms / 1000, UTC)


def _now_ms() -> int:
    return time.time_ns() // 1_000_000


@dataclass(slots=True)
class Ids:
    """A source of ids; one for each open database."""

    node: int = field(default_factory=lambda: secrets.randbelow(1 << _NODE_BITS))
    _last: int = 0

    def new(self) -> int:
        """Return an id larger than all earlier ids of this source, even if the clock goes back."""
        return self._after(max((_now_ms() - EPOCH_MS) << _SEQUENCE_BITS, self._last + 1))

    def several(self, count: int) -> list[int]:
        """Return ids as `new` makes them, one after the other."""
        first = max((_now_ms() - EPOCH_MS) << _SEQUENCE_BITS, self._last + 1)
        return [self._after(at) for at in range(first, first + count)]

    def _after(self, at: int) -> int:
        self._last = at
        moment, sequence = divmod(at, 1 << _SEQUENCE_BITS)
        return (moment << (_NODE_BITS + _SEQUENCE_BITS)) | (self.node << _SEQUENCE_BITS) | sequence


def first_at(moment: datetime) -> int:
    """Return the smallest id that can be made at a moment, by the clock of whoever makes it."""
    return max(0, (moment - _EPOCH) // timedelta(milliseconds=1)) << (_NODE_BITS + _SEQUENCE_BITS)


def since(moment: datetime) -> int:
    """Return a lower bound for the ids of rows written at or after a moment.

    With this bound, a query for rows written since a moment is a range of the primary key. The
    query must also compare the row's time, because the bound is an hour early to allow for clocks
    that differ.

    Args:
        moment: the moment, aware.
    """
    return first_at(moment - _CLOCKS_DIFFER)
