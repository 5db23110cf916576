"""A histogram of plain integers: counting costs a bisection, and no lock."""

from bisect import bisect_left
from collections.abc import Sequence


class Histogram:
    """How often values fell below each of some bounds.

    Attributes:
        total: the sum of all values.

    Args:
        bounds: rising.
    """

    __slots__ = ("_bounds", "_counts", "total")

    def __init__(self, bounds: Sequence[float]) -> None:
        self._bounds = tuple(bounds)
        self._counts = [0] * (len(bounds) + 1)
        self.total = 0.0

    @property
    def count(self) -> int:
        """How many values there were."""
        return sum(self._counts)

    def observe(self, value: float, times: int = 1) -> None:
        """Count a value, or one that many things share."""
        self._counts[bisect_left(self._bounds, value)] += times
        self.total += value * times

    def buckets(self) -> list[tuple[str, float]]:
        """Return how many values were at most each bound, as Prometheus writes it."""
        found, below = [], 0
        for bound, count in zip((*self._bounds, None), self._counts, strict=True):
            below += count
            found.append(("+Inf" if bound is None else str(bound), float(below)))
        return found
