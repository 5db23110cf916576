"""Limits of the SMTP listener: connections, rates, octets in memory, mails to one address.

The listener faces the internet. Nobody may use it up: every count is bounded for all and for one
network, and what is refused is refused for now (421, 450, 452), so that an honest sender tries
again.
"""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

_MOST_KNOWN = 10_000
"""Networks and addresses that are remembered; the longest unused are forgotten."""
_ONE_HOME = 64
"""Prefix length of an IPv6 network of one home or office (RFC 6177)."""


OWN = tuple(
    ip_network(network)
    for network in (
        *("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"),
        *("::1/128", "fc00::/7"),
    )
)
"""This machine, and networks that nobody reaches from outside (RFC 1918, RFC 4193)."""


@dataclass(frozen=True, slots=True)
class SmtpLimits:
    """Limits of the listener; durations in seconds.

    Attributes:
        octets: the largest mail.
        connections: most connections at once, and `of_network` from one network.
        opened: most connections that one network opens in a minute.
        unknown: most unknown recipients that one network tries in an hour.
        recipients: most recipients of a mail.
        mails: most mails on one connection.
        mails_to_address: most mails in an hour to one signed address.
        memory: octets of all mails that are received or wait for their commit.
        idle: longest wait for a command, and for the next octets of a mail.
        transfer: longest time for one mail.
        session: longest life of a connection.
        without_mail: life of a connection without a mail, after which it may have to make room.
        overrun: octets that are read and dropped after a mail has become too large.
        own: networks of our own mail servers, which speak for many senders: they have no limits of
            one network, because one spammer would keep everybody's mails away.
    """

    octets: int = 20 * 1024 * 1024
    connections: int = 200
    of_network: int = 20
    opened: int = 1200
    unknown: int = 100
    recipients: int = 50
    mails: int = 10_000
    mails_to_address: int = 60
    memory: int = 160 * 1024 * 1024
    idle: float = 120.0
    transfer: float = 600.0
    session: float = 3600.0
    without_mail: float = 5.0
    overrun: int = 20 * 1024 * 1024
    own: tuple[IPv4Network | IPv6Network, ...] = OWN

    def network_of(self, address: str) -> str:
        """Return the network that is counted for an address: itself, or an IPv6 /64; "" for own."""
        try:
            found = ip_address(address.partition("%")[0])
        except ValueError:
            return address
        if isinstance(found, IPv6Address) and found.ipv4_mapped:
            found = found.ipv4_mapped
        if any(found in network for network in self.own):
            return ""
        if isinstance(found, IPv6Address):
            return str(ip_network((found, _ONE_HOME), strict=False))
        return str(found)


class RateLimit:
    """Counts events by key, each key within a period that begins at its first event.

    Args:
        most: events of one key in a period.
        period: seconds.
        clock: a monotonic clock, seconds.
    """

    def __init__(
        self, most: int, period: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._most, self._period, self._clock = most, period, clock
        self._counts: OrderedDict[object, tuple[float, int]] = OrderedDict()

    def allows(self, key: object) -> bool:
        """Tell whether another event of a key is within the limit."""
        began, count = self._counts.get(key, (self._clock(), 0))
        return count < self._most or self._clock() - began >= self._period

    def add(self, key: object) -> None:
        """Count an event."""
        now = self._clock()
        began, count = self._counts.pop(key, (now, 0))
        if now - began >= self._period:
            began, count = now, 0
        self._counts[key] = (began, count + 1)
        if len(self._counts) > _MOST_KNOWN:
            self._counts.popitem(last=False)


class OctetBudget:
    """Octets of all mails in memory.

    Attributes:
        held: octets that are held now.

    Args:
        most: the limit.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self.held = 0

    def take(self, octets: int) -> bool:
        """Hold more octets; return False, and hold nothing more, where the limit is reached."""
        if self.held + octets > self._most:
            return False
        self.held += octets
        return True

    def give_back(self, octets: int) -> None:
        """Release octets."""
        self.held -= octets
