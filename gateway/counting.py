"""Counters for every module: histograms, recent values, the last minute; all plain integers.

To count a value costs at most one bisection, and no lock. Each module keeps its own counters;
`gateway.metrics` reads them when metrics are requested.
"""

from bisect import bisect_left
from collections import deque
from collections.abc import Sequence
from statistics import quantiles

SHORT = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 600)
"""Bucket bounds in seconds, for our own work and for immediate responses."""
LONG = (0.5, 1, 2, 5, 10, 30, 60, 300, 900, 3600, 14400, 86400, 259200)
"""Bucket bounds in seconds, for deliveries to phones."""

_RECENT = 1000
_MINUTE = 60


class Histogram:
    """Number of values in each bucket.

    Attributes:
        total: the sum of all values.

    Args:
        bounds: upper bounds of the buckets, in rising order.
    """

    __slots__ = ("_bounds", "_counts", "total")

    def __init__(self, bounds: Sequence[float]) -> None:
        self._bounds = tuple(bounds)
        self._counts = [0] * (len(bounds) + 1)
        self.total = 0.0

    @property
    def count(self) -> int:
        """Number of values."""
        return sum(self._counts)

    def observe(self, value: float, times: int = 1) -> None:
        """Count a value, or several equal values."""
        self._counts[bisect_left(self._bounds, value)] += times
        self.total += value * times

    def buckets(self) -> list[tuple[str, float]]:
        """Return the number of values up to each bound, in the form of Prometheus."""
        found, below = [], 0
        for bound, count in zip((*self._bounds, None), self._counts, strict=True):
            below += count
            found.append(("+Inf" if bound is None else str(bound), float(below)))
        return found


class Recent:
    """The last values of a kind, for figures that people read."""

    __slots__ = ("_values",)

    def __init__(self) -> None:
        self._values: deque[float] = deque(maxlen=_RECENT)

    def add(self, value: float) -> None:
        """Add a value; the oldest value is dropped when there are too many."""
        self._values.append(value)

    def summary(self) -> dict[str, float | None]:
        """Return the median and the 95th percentile of the values; None without values."""
        if len(self._values) < 2:
            only = self._values[0] if self._values else None
            return {"median": only, "p95": only}
        cuts = quantiles(self._values, n=20, method="inclusive")
        return {"median": cuts[9], "p95": cuts[18]}


class LastMinute:
    """Number of events in the last sixty seconds, counted by the second."""

    __slots__ = ("_counts", "_seconds")

    def __init__(self) -> None:
        self._counts = [0] * _MINUTE
        self._seconds = [-1] * _MINUTE

    def add(self, now: float) -> None:
        """Count an event at `now`, loop time in seconds."""
        second = int(now)
        at = second % _MINUTE
        if self._seconds[at] != second:
            self._seconds[at], self._counts[at] = second, 0
        self._counts[at] += 1

    def count(self, now: float) -> int:
        """Return the number of events in the minute before `now`."""
        since = int(now) - _MINUTE
        pairs = zip(self._seconds, self._counts, strict=True)
        return sum(count for second, count in pairs if second > since)
