"""Evaluates SPF (RFC 7208): whether the records of a domain let an address send for it."""

from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from gateway.channels.mail.checking.dns_lookup import DnsLookup

MOST_LOOKUPS = 10
"""Look-ups after which receivers give up (RFC 7208 §4.6.4)."""
_QUALIFIERS = "+-~?"


class SpfResult(StrEnum):
    """The result of an evaluation (RFC 7208 §2.6); UNCLEAR: it depends on the single mail."""

    PASS = "pass"  # noqa: S105 - the word of the RFC
    FAIL = "fail"
    SOFTFAIL = "softfail"
    NEUTRAL = "neutral"
    NONE = "none"
    PERMERROR = "permerror"
    UNCLEAR = "unclear"


_RESULTS = {
    "+": SpfResult.PASS,
    "-": SpfResult.FAIL,
    "~": SpfResult.SOFTFAIL,
    "?": SpfResult.NEUTRAL,
}


class _SpfBroken(Exception):
    """A record that receivers do not evaluate; the message says why."""


class _SpfUnclear(Exception):
    """A record with macros that name the sender or recipient."""


@dataclass(slots=True)
class SpfCheck:
    """One evaluation.

    Attributes:
        lookup: asks the DNS.
        address: the sending address.
        lookups: look-ups that count.
        fault: why a record is broken, "" where none is.
    """

    lookup: DnsLookup
    address: IPv4Address | IPv6Address
    lookups: int = 0
    fault: str = ""

    async def result(self, domain: str) -> SpfResult:
        """Return whether a domain lets the address send.

        Args:
            domain: the domain of the envelope sender.

        Raises:
            DnsUnanswered: if nobody knows.
        """
        try:
            return await self._evaluated(domain)
        except _SpfBroken as error:
            self.fault = str(error)
            return SpfResult.PERMERROR
        except _SpfUnclear:
            return SpfResult.UNCLEAR

    async def _evaluated(self, domain: str) -> SpfResult:
        records = await spf_records(self.lookup, domain)
        if not records:
            return SpfResult.NONE
        if len(records) > 1:
            raise _SpfBroken(
                f"{domain} has {len(records)} records of SPF, which is as good as none"
            )
        redirect = ""
        for term in records[0].split()[1:]:
            if term.lower().startswith("redirect="):
                redirect = term.partition("=")[2]
            elif "=" not in term.partition(":")[0] and await self._matches(term, domain):
                return _RESULTS[term[0]] if term[0] in _QUALIFIERS else SpfResult.PASS
        if not redirect:
            return SpfResult.NEUTRAL
        self._count(redirect)
        result = await self._evaluated(redirect)
        if result is SpfResult.NONE:
            raise _SpfBroken(f"{domain} refers to {redirect}, which has no record of SPF")
        return result

    async def _matches(self, term: str, domain: str) -> bool:
        mechanism = term.lstrip(_QUALIFIERS)
        name, value, length = _parted(mechanism)
        if "%" in value:
            raise _SpfUnclear
        target = value or domain
        if name == "all":
            return True
        if name in {"ip4", "ip6"}:
            return self._within(value, length, term)
        self._count(target)
        if name == "include":
            return await self._included(target, domain)
        return await self._looked_up(name, target, length, term)

    async def _looked_up(self, name: str, target: str, length: str, term: str) -> bool:
        if name == "a":
            return await self._is_one_of([target], length)
        if name == "mx":
            return await self._is_one_of(await self.lookup.exchangers(target), length)
        if name == "exists":
            return bool(await self.lookup.addresses(target))
        if name == "ptr":
            # deprecated (RFC 7208 §5.5), and no match for many receivers
            return False
        raise _SpfBroken(f'"{term}" in a record of SPF is not known')

    async def _included(self, target: str, domain: str) -> bool:
        result = await self._evaluated(target)
        if result is SpfResult.NONE:
            raise _SpfBroken(f"{domain} includes {target}, which has no record of SPF")
        return result is SpfResult.PASS

    def _within(self, value: str, length: str, term: str) -> bool:
        try:
            network = ip_network(f"{value}/{length}" if length else value, strict=False)
        except ValueError as error:
            raise _SpfBroken(f'"{term}" in a record of SPF is no network') from error
        return self.address.version == network.version and self.address in network

    async def _is_one_of(self, hosts: list[str], length: str) -> bool:
        for host in hosts:
            for found in await self.lookup.addresses(host):
                if self._near(found, length):
                    return True
        return False

    def _near(self, found: str, length: str) -> bool:
        four, _, six = length.partition("//")
        prefix = four if self.address.version == 4 else six
        other = ip_address(found)
        if other.version != self.address.version:
            return False
        try:
            return self.address in ip_network(
                f"{found}/{prefix}" if prefix else found, strict=False
            )
        except ValueError as error:
            raise _SpfBroken(f'"/{length}" in a record of SPF is no length') from error

    def _count(self, name: str) -> None:
        self.lookups += 1
        if self.lookups > MOST_LOOKUPS:
            raise _SpfBroken(
                f"its records of SPF need more than {MOST_LOOKUPS} look-ups (at {name}), where"
                " receivers give up"
            )


def _parted(mechanism: str) -> tuple[str, str, str]:
    """Return name, value and prefix length of a mechanism: "a:mail.example.org/24"."""
    name, _, rest = mechanism.partition(":")
    if "/" in name:
        name, _, length = name.partition("/")
        return name.lower(), "", length
    value, _, length = rest.partition("/")
    return name.lower(), value, length


async def spf_records(lookup: DnsLookup, domain: str) -> list[str]:
    """Return the SPF records of a domain (RFC 7208 §4.5).

    Args:
        lookup: asks the DNS.
        domain: the domain.

    Raises:
        DnsUnanswered: if nobody knows.
    """
    return [
        text
        for text in await lookup.texts(domain)
        if text.lower() == "v=spf1" or text.lower().startswith("v=spf1 ")
    ]
