"""The network address of a request's browser: the peer's, or one that a trusted proxy reports."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from aiohttp import hdrs, web

from gateway.web.server.web_context import WEB_CONTEXT

Network = IPv4Network | IPv6Network

OWN_MACHINE: tuple[Network, ...] = (ip_network("127.0.0.0/8"), ip_network("::1/128"))
"""The networks of trusted proxies if the configuration names none."""

_ONE_HOME = 64
"""Prefix length in bits of an IPv6 network of one home or office (RFC 6177).

The home or office chooses the rest of the address freely.
"""


def address_of(request: web.Request) -> str:
    """Return the network address of a browser.

    A trusted proxy appends the address of its peer to X-Forwarded-For. An entry that no trusted
    proxy has added is ignored, and so are all entries before it.
    """
    peer = request.remote or ""
    told = ",".join(request.headers.getall(hdrs.X_FORWARDED_FOR, []))
    return _behind(peer, told.split(","), request.app[WEB_CONTEXT].trusted_proxies)


def network_of(address: str) -> str:
    """Return the network that one home or office has: an IPv4 address, or an IPv6 /64."""
    found = _parsed(address)
    if isinstance(found, IPv6Address):
        return str(ip_network((found, _ONE_HOME), strict=False))
    return str(found or address)


def is_loopback(address: str) -> bool:
    """Tell whether an address is a loopback address."""
    found = _parsed(address)
    return found is not None and found.is_loopback


def _behind(peer: str, told: Sequence[str], trusted: Sequence[Network]) -> str:
    """Return the first address that is no trusted proxy, going backwards from the peer."""
    address = peer
    for one in reversed(told):
        known = _parsed(address)
        if known is None or not any(known in network for network in trusted):
            break
        said = _without_port(one.strip())
        if _parsed(said) is None:
            break
        address = said
    return address


def _without_port(told: str) -> str:
    """Return an address without its port, from "203.0.113.9:5050" or "[2001:db8::1]:5050"."""
    if told.startswith("["):
        return told[1:].partition("]")[0]
    return told.partition(":")[0] if told.count(":") == 1 else told


def _parsed(address: str) -> IPv4Address | IPv6Address | None:
    try:
        # the interface of a link-local address (after %) is not part of the address
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return None
    return (isinstance(found, IPv6Address) and found.ipv4_mapped) or found
