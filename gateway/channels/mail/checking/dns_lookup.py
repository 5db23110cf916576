"""Looks up DNS records, and tells "there is none" from "nobody answered"."""

from collections.abc import Sequence

import dns.asyncresolver
import dns.exception
import dns.rdatatype
import dns.resolver
import dns.reversename
from dns.rdtypes.ANY.MX import MX
from dns.rdtypes.ANY.TXT import TXT

from config.checked import Address

LONGEST_LOOKUP = 6.0
"""Seconds for one look-up, with its repetitions."""
_PAYLOAD = 1232
"""Octets of an answer over UDP: longer ones are cut apart on the way (DNS Flag Day 2020)."""


class DnsUnanswered(Exception):
    """No server answered, or the answer was a failure; the message says for which name."""


class DnsLookup:
    """Looks up records, each once.

    Args:
        resolver: a server to ask; None: those of this machine.

    Raises:
        DnsUnanswered: if this machine has no configured resolver.
    """

    def __init__(self, resolver: Address | None = None) -> None:
        try:
            self._resolver = dns.asyncresolver.Resolver(configure=resolver is None)
        except dns.resolver.NoResolverConfiguration as error:
            raise DnsUnanswered(
                "this machine has no name server configured; give --resolver"
            ) from error
        if resolver is not None:
            self._resolver.nameservers = [resolver.host]
            self._resolver.port = resolver.port
        self._resolver.lifetime = LONGEST_LOOKUP
        self._resolver.use_edns(0, 0, _PAYLOAD)
        self._resolver.cache = dns.resolver.Cache()

    async def texts(self, name: str) -> list[str]:
        """Return the TXT records of a name, each with its strings joined; [] for none.

        Args:
            name: the full name.

        Raises:
            DnsUnanswered: if nobody knows.
        """
        found = await self._ask(name, "TXT")
        return [
            b"".join(one.strings).decode("utf-8", "replace")
            for one in found
            if isinstance(one, TXT)
        ]

    async def exchangers(self, name: str) -> list[str]:
        """Return the hosts of the MX records of a name, the preferred first; "" is a null MX.

        Raises:
            DnsUnanswered: if nobody knows.
        """
        found = [one for one in await self._ask(name, "MX") if isinstance(one, MX)]
        found.sort(key=lambda one: one.preference)
        return [str(one.exchange).rstrip(".").lower() for one in found]

    async def addresses(self, name: str) -> list[str]:
        """Return the IPv4 and IPv6 addresses of a name; [] for none.

        Raises:
            DnsUnanswered: if nobody knows.
        """
        found = [*await self._ask(name, "A"), *await self._ask(name, "AAAA")]
        return [str(one) for one in found]

    async def reverse_names(self, address: str) -> list[str]:
        """Return the names of an address (PTR); [] for none.

        Raises:
            DnsUnanswered: if nobody knows.
        """
        found = await self._ask(str(dns.reversename.from_address(address)), "PTR")
        return [str(one).rstrip(".").lower() for one in found]

    async def _ask(self, name: str, kind: str) -> Sequence[object]:
        try:
            answer = await self._resolver.resolve(
                f"{name.rstrip('.')}.", kind, raise_on_no_answer=False, search=False
            )
        except dns.resolver.NXDOMAIN:
            return ()
        except (dns.exception.DNSException, OSError) as error:
            raise DnsUnanswered(f"no DNS server answered for {name} ({kind})") from error
        wanted = dns.rdatatype.from_text(kind)
        return [one for one in answer if one.rdtype == wanted] if answer.rrset else ()


def tags(text: str) -> dict[str, str]:
    """Return the tags of a record: "v=DKIM1; k=rsa" (RFC 6376 §3.2)."""
    pairs = (part.partition("=") for part in text.split(";"))
    return {name.strip().lower(): value.strip() for name, mark, value in pairs if mark}
