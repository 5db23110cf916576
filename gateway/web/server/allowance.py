"""Bounds how often something is done: so many times in a while, by a key."""

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

_MOST_KEYS = 20_000
"""Limit of remembered keys; the key that began first is removed first."""


@dataclass(slots=True)
class _Taken:
    since: datetime
    count: int


@dataclass(slots=True)
class Allowance:
    """How often each key may do something.

    Attributes:
        most: number of times.
        within: the while, counted from the first time on.
    """

    most: int
    within: timedelta
    _taken: OrderedDict[str, _Taken] = field(default_factory=OrderedDict)

    def take(self, key: str, now: datetime) -> bool:
        """Count one time, and tell whether it is allowed.

        Args:
            key: an address, a link, a practice.
            now: UTC.
        """
        known = self._taken.get(key)
        if known is None or now - known.since >= self.within:
            self._taken.pop(key, None)
            self._taken[key] = _Taken(now, 1)
            if len(self._taken) > _MOST_KEYS:
                self._taken.popitem(last=False)
            return self.most > 0
        known.count += 1
        return known.count <= self.most

    def is_used_up(self, key: str, now: datetime) -> bool:
        """Tell whether nothing more is allowed, without counting."""
        known = self._taken.get(key)
        return known is not None and now - known.since < self.within and known.count >= self.most
