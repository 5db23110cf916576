"""Refuses connections to addresses that are not public: a stranger names what the service asks.

The address is checked when a socket is made for it, after names were resolved, for every attempt
and every redirect; a name that resolves to another address a moment later gains nothing.
"""

import socket
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from aiohttp import AddrInfoType

Network = IPv4Network | IPv6Network
_NAT64 = IPv6Network("64:ff9b::/96")
_TUNNELS = (
    *(IPv6Network("2002::/16"), IPv6Network("2001::/32")),
    *(IPv6Network("64:ff9b:1::/48"), IPv6Network("::/96")),
)
"""6to4 (RFC 3056), Teredo (RFC 4380), local NAT64 (RFC 8215), IPv4-compatible addresses (RFC 4291
section 2.5.5.1): each may lead to any IPv4 address."""
_SPECIAL = (
    *(IPv4Network("192.0.0.0/24"), IPv4Network("192.88.99.0/24")),
    *(IPv6Network("fec0::/10"), IPv6Network("3fff::/20"), IPv6Network("5f00::/16")),
)
"""Protocol assignments, where clouds keep metadata (RFC 6890), 6to4 relays (RFC 7526), site-local
addresses (RFC 3879), documentation (RFC 9637), segment identifiers (RFC 9602): Python's `is_global`
takes some of them for public, and which depends on its version."""


class PrivateAddress(OSError):
    """An address is not public, and not among the networks that the operator allows."""


def may_be_asked(host: str, allowed: Sequence[Network]) -> bool:
    """Tell whether the service may connect to an address.

    Args:
        host: an IPv4 or IPv6 address.
        allowed: networks that are not public and may be asked all the same.
    """
    try:
        address = _meant(ip_address(host))
    except ValueError:
        return False
    if any(address in network for network in allowed if network.version == address.version):
        return True
    refused = (one for one in _TUNNELS + _SPECIAL if one.version == address.version)
    listed = any(address in one for one in refused)
    return address.is_global and not address.is_multicast and not listed


def _meant(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """Return the IPv4 address that an IPv6 address stands for, if it stands for one."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return address.ipv4_mapped
        if address in _NAT64:
            return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address


class GuardedSockets:
    """Makes sockets for addresses that may be asked, for one reading.

    Attributes:
        refused: whether an address was refused.

    Args:
        allowed: networks that are not public and may be asked all the same.
    """

    def __init__(self, allowed: Sequence[Network]) -> None:
        self._allowed = allowed
        self.refused = False

    def __call__(self, found: AddrInfoType) -> socket.socket:
        """Return a socket for an address.

        Raises:
            PrivateAddress: if it may not be asked.
        """
        family, kind, protocol, _, address = found
        if not may_be_asked(str(address[0]), self._allowed):
            self.refused = True
            raise PrivateAddress("not a public address")
        return socket.socket(family=family, type=kind, proto=protocol)
