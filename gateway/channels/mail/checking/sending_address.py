"""Checks the address from which mails reach their receivers: which it is, and its reverse name."""

from dataclasses import dataclass
from ipaddress import ip_address, ip_network

from gateway.channels.mail.checking.dns_lookup import DnsLookup
from gateway.channels.mail.checking.findings import MailFinding, fine, hint, wrong

_INSIDE = tuple(
    map(
        ip_network,
        (
            *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"),
            *("172.16.0.0/12", "192.168.0.0/16", "::/127", "fc00::/7", "fe80::/10"),
        ),
    )
)
"""Networks whose addresses no receiver sees."""


@dataclass(frozen=True, slots=True)
class SendingAddresses:
    """The addresses from which mails come.

    Attributes:
        addresses: the addresses; () if they are not known.
        relayed: whether the smarthost is another machine, which may send from other addresses.
    """

    addresses: tuple[str, ...]
    relayed: bool


async def sending_addresses(
    lookup: DnsLookup, smarthost: str, hostname: str, given: tuple[str, ...]
) -> SendingAddresses:
    """Return the addresses from which mails come.

    Args:
        lookup: asks the DNS.
        smarthost: the smarthost's name or address.
        hostname: our own name in EHLO; a smarthost on this machine has it too.
        given: the addresses as the operator knows them; () for unknown.

    Raises:
        DnsUnanswered: if nobody knows.
    """
    local = is_local(smarthost)
    if given:
        return SendingAddresses(given, relayed=False)
    name = hostname if local else smarthost
    found = [name] if _is_address(name) else await lookup.addresses(name)
    public = tuple(each for each in found if not _is_inside(each))
    return SendingAddresses(public, relayed=not local)


def is_local(host: str) -> bool:
    """Return whether a smarthost is on this machine."""
    return host == "localhost" or (_is_address(host) and ip_address(host).is_loopback)


async def check_reverse_names(
    lookup: DnsLookup, sending: SendingAddresses, hostname: str
) -> list[MailFinding]:
    """Check that each address has a name that leads back to it, as large receivers demand.

    Args:
        lookup: asks the DNS.
        sending: the addresses.
        hostname: our name in EHLO.

    Raises:
        DnsUnanswered: if nobody knows.
    """
    if not sending.addresses:
        words = (
            f"the smarthost is on this machine and {hostname} has no public address; give"
            " --address with the one from which mails leave it"
        )
        return [] if sending.relayed else [hint("PTR", words)]
    return [
        await _reverse_name_of(lookup, each, hostname, relayed=sending.relayed)
        for each in sending.addresses
    ]


async def _reverse_name_of(
    lookup: DnsLookup, address: str, hostname: str, *, relayed: bool
) -> MailFinding:
    names = await lookup.reverse_names(address)
    if not names:
        words = f"{address} has no reverse name; who runs the address can set it, as {hostname}"
        # the smarthost's operator has to see to it, and mails may leave from elsewhere
        return (
            hint("PTR", f"{address}, the smarthost, has no reverse name")
            if relayed
            else (wrong("PTR", words))
        )
    for name in names:
        if address in await lookup.addresses(name):
            if relayed or name == hostname.lower():
                return fine("PTR", f"{address} is {name}, and {name} is {address}")
            words = f"{address} is {name}, and we say {hostname}; set mail.hostname to {name}"
            return hint("PTR", words)
    words = f"{address} has the name {names[0]}, which does not lead back to it"
    return hint("PTR", words) if relayed else wrong("PTR", words)


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _is_inside(address: str) -> bool:
    return any(ip_address(address) in network for network in _INSIDE)
