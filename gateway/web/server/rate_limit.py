"""Rate limit of log-ins: failed passwords make the next attempt wait; no account is locked.

Failures are counted by three keys: an account from one network, a network with all accounts, and an
account from all networks. After some failures without a wait, each further failure lengthens the
wait. A browser in which the account has logged in before (`devices`) is counted separately, so that
a stranger's guesses do not make its owner wait (OWASP, "Slow Down Online Guessing Attacks with
Device Cookies").
"""

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

_MOST_KEYS = 10_000
"""Limit of remembered keys of each kind; the key with the oldest failure is removed first."""


@dataclass(slots=True)
class _Failures:
    count: int
    last: datetime


@dataclass(slots=True)
class Slowing:
    """Recent failures by one kind of key, and the wait that they cause.

    Attributes:
        free: number of failures that cause no wait.
        first: the wait after the next failure; each further failure doubles the wait.
        longest: the longest wait.
        forgotten: time without a failure after which a key's failures are forgotten.
    """

    free: int
    first: timedelta
    longest: timedelta
    forgotten: timedelta = timedelta(minutes=30)
    _failures: OrderedDict[str, _Failures] = field(default_factory=OrderedDict)

    def wait(self, key: str, now: datetime) -> timedelta:
        """Return how long `key` has to wait until its next attempt; zero if it need not wait.

        Args:
            key: the key of the failures.
            now: UTC.
        """
        known = self._failures.get(key)
        if known is None:
            return timedelta(0)
        if now - known.last >= self.forgotten:
            del self._failures[key]
            return timedelta(0)
        beyond = known.count - self.free
        if beyond < 0:
            return timedelta(0)
        # the exponent is limited, because a large power of two would overflow `timedelta`
        wait = min(self.longest, self.first * (1 << min(beyond, 20)))
        return max(timedelta(0), known.last + wait - now)

    def begin(self, key: str, now: datetime) -> None:
        """Count an attempt before its password is checked, so that parallel attempts count too."""
        known = self._failures.pop(key, None) or _Failures(0, now)
        self._failures[key] = _Failures(known.count + 1, now)
        while len(self._failures) > _MOST_KEYS:
            self._failures.popitem(last=False)

    def take_back(self, key: str) -> None:
        """Subtract an attempt from the count: its password was right, or was not checked."""
        known = self._failures.get(key)
        if known is not None:
            known.count -= 1
            if known.count <= 0:
                del self._failures[key]

    def forget(self, key: str) -> None:
        """Forget the failures of `key`."""
        self._failures.pop(key, None)


@dataclass(frozen=True, slots=True)
class Try:
    """An attempt to log in.

    Attributes:
        account: the email address entered.
        network: the network of the browser (`addresses.network_of`).
        device: the id of a known browser of the account; "" for an unknown browser.
    """

    account: str
    network: str
    device: str = ""


class Attempts:
    """The rate limits of all log-ins of one process."""

    def __init__(self) -> None:
        second, minute = timedelta(seconds=1), timedelta(minutes=1)
        self._pairs = Slowing(5, 15 * second, 15 * minute)
        self._networks = Slowing(30, 5 * second, 2 * minute)
        self._accounts = Slowing(30, 5 * second, minute)
        self._devices = Slowing(5, 15 * second, 15 * minute)

    def wait(self, one: Try, now: datetime) -> timedelta:
        """Return how long an attempt has to wait; zero if it need not wait.

        Args:
            one: the attempt.
            now: UTC.
        """
        return max(slowing.wait(key, now) for slowing, key in self._counted(one))

    def begin(self, one: Try, now: datetime) -> None:
        """Count an attempt before its password is checked."""
        for slowing, key in self._counted(one):
            slowing.begin(key, now)

    def not_checked(self, one: Try) -> None:
        """Subtract an attempt from the counts: it was refused before its password was checked."""
        for slowing, key in self._counted(one):
            slowing.take_back(key)

    def succeeded(self, one: Try) -> None:
        """Forget the failures of an account from its network or browser, after a log-in.

        Other failures from the network, and of the account from other networks, still count:
        otherwise an attacker with an account could reset the limit of the network by a log-in.
        """
        mine, *others = self._counted(one)
        mine[0].forget(mine[1])
        for slowing, key in others:
            slowing.take_back(key)

    def _counted(self, one: Try) -> list[tuple[Slowing, str]]:
        if one.device:
            return [(self._devices, f"{one.account} {one.device}")]
        return [
            (self._pairs, f"{one.account} {one.network}"),
            (self._networks, one.network),
            (self._accounts, one.account),
        ]
