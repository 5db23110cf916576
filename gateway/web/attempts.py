"""How often somebody may try a password: a bound on failures within a window of time.

Two bounds are kept, by account and by network address: one guesser of many passwords and one
guesser of many accounts are both slowed down, and a practice behind one address is not.
"""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

_MOST_KEYS = 10_000


@dataclass(slots=True)
class Attempts:
    """Failed attempts of late.

    Attributes:
        most: how many within the window.
        window: how long a failure counts.
    """

    most: int
    window: timedelta
    _failures: dict[str, deque[datetime]] = field(default_factory=dict)

    def wait(self, key: str, now: datetime) -> timedelta | None:
        """Return how long `key` has to wait before it may try again, None when it may now.

        Args:
            key: an account or an address.
            now: UTC.
        """
        failures = self._failures.get(key)
        if failures is None:
            return None
        while failures and failures[0] <= now - self.window:
            failures.popleft()
        if not failures:
            del self._failures[key]
            return None
        return failures[0] + self.window - now if len(failures) >= self.most else None

    def begin(self, key: str, now: datetime) -> None:
        """Count an attempt before its password is checked, so that many at once count too."""
        if key not in self._failures and len(self._failures) >= _MOST_KEYS:
            # the key that was quiet for longest makes room
            del self._failures[next(iter(self._failures))]
        failures = self._failures.pop(key, None) or deque(maxlen=self.most)
        failures.append(now)
        self._failures[key] = failures

    def succeeded(self, key: str) -> None:
        """Forget the failures of `key`; its password was right."""
        self._failures.pop(key, None)
