"""How often somebody may try a password: whoever guesses is slowed down, nobody is locked out.

Failures are counted for three: an account from one network, a network with all accounts, an account
from everywhere. After some free ones each failure lengthens the wait until the next try. A browser
in which somebody has logged in before (`devices`) is counted by itself, so that no stranger's
guesses make its owner wait (OWASP, "Slow Down Online Guessing Attacks with Device Cookies").
"""

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

_MOST_KEYS = 10_000
"""Keys remembered of each kind; the one that was quiet for longest makes room."""


@dataclass(slots=True)
class _Failures:
    count: int
    last: datetime


@dataclass(slots=True)
class Slowing:
    """Failures of late by one kind of key, and how long each makes wait.

    Attributes:
        free: failures that cost no wait.
        first: the wait after the first one beyond them; it doubles with each.
        longest: the wait never grows beyond it.
        forgotten: after so long without a failure they are forgotten.
    """

    free: int
    first: timedelta
    longest: timedelta
    forgotten: timedelta = timedelta(minutes=30)
    _failures: OrderedDict[str, _Failures] = field(default_factory=OrderedDict)

    def wait(self, key: str, now: datetime) -> timedelta:
        """Return how long `key` has to wait before it may try again; nothing when it may now.

        Args:
            key: whose failures.
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
        # bounded before it is multiplied: no power of two is too large for a time
        wait = min(self.longest, self.first * (1 << min(beyond, 20)))
        return max(timedelta(0), known.last + wait - now)

    def begin(self, key: str, now: datetime) -> None:
        """Count a try before its password is checked, so that many at once count too."""
        known = self._failures.pop(key, None) or _Failures(0, now)
        self._failures[key] = _Failures(known.count + 1, now)
        while len(self._failures) > _MOST_KEYS:
            self._failures.popitem(last=False)

    def take_back(self, key: str) -> None:
        """Count one try less: its password was right, or was not checked at all."""
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
    """Who tries a password.

    Attributes:
        account: the email address entered.
        network: from where (`addresses.network_of`).
        device: which known browser of that account, "" for one that is not known.
    """

    account: str
    network: str
    device: str = ""


class Attempts:
    """Decides who may try a password now."""

    def __init__(self) -> None:
        second, minute = timedelta(seconds=1), timedelta(minutes=1)
        self._pairs = Slowing(5, 15 * second, 15 * minute)
        self._networks = Slowing(30, 5 * second, 2 * minute)
        self._accounts = Slowing(30, 5 * second, minute)
        self._devices = Slowing(5, 15 * second, 15 * minute)

    def wait(self, one: Try, now: datetime) -> timedelta:
        """Return how long somebody has to wait; nothing when they may try now.

        Args:
            one: who.
            now: UTC.
        """
        return max(slowing.wait(key, now) for slowing, key in self._counted(one))

    def begin(self, one: Try, now: datetime) -> None:
        """Count a try before its password is checked."""
        for slowing, key in self._counted(one):
            slowing.begin(key, now)

    def not_checked(self, one: Try) -> None:
        """Take a try back that was turned away before its password was checked."""
        for slowing, key in self._counted(one):
            slowing.take_back(key)

    def succeeded(self, one: Try) -> None:
        """Forget what somebody failed with their own account from here.

        What else comes from their network, or for their account from elsewhere, is still counted:
        a guesser with an account of their own does not buy new tries with it.
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
