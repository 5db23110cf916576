"""A DNS server of a test: answers over UDP from a zone in memory."""

import asyncio
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Self

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

from config.checked import Address

Zone = Mapping[tuple[str, str], Sequence[str]]
"""Records by name and type, each as in a zone file: ("example.org", "TXT"): ['"v=spf1 -all"']."""


def txt(text: str) -> str:
    """Return a TXT record of a zone file, in strings of at most 255 octets."""
    pieces = [text[at : at + 255] for at in range(0, len(text), 255)]
    return " ".join('"{}"'.format(piece.replace('"', r"\"")) for piece in pieces)


class DnsServer(asyncio.DatagramProtocol):
    """Answers on a port of this machine; use it as an asynchronous context.

    Attributes:
        zone: what is known; a name without any record does not exist.
        broken: names for which the server fails (SERVFAIL).
        asked: names and types that were asked for.
    """

    def __init__(self, zone: Zone, broken: Sequence[str] = ()) -> None:
        self.zone = dict(zone)
        self.broken = set(broken)
        self.asked: list[tuple[str, str]] = []
        self._transport: asyncio.DatagramTransport | None = None

    @property
    def address(self) -> Address:
        """Where the server is."""
        assert self._transport is not None
        host, port = self._transport.get_extra_info("sockname")[:2]
        return Address(host, port)

    async def __aenter__(self) -> Self:
        loop = asyncio.get_running_loop()
        self._transport, _ = await loop.create_datagram_endpoint(
            lambda: self, local_addr=("127.0.0.1", 0)
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._transport is not None
        self._transport.close()

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """Answer one question."""
        assert self._transport is not None
        self._transport.sendto(self._answered(data), addr)

    def _answered(self, data: bytes) -> bytes:
        query = dns.message.from_wire(data)
        (question,) = query.question
        name = question.name.to_text().rstrip(".").lower()
        kind = dns.rdatatype.to_text(question.rdtype)
        self.asked.append((name, kind))
        answer = dns.message.make_response(query)
        answer.flags |= dns.flags.RA
        records = self.zone.get((name, kind), ())
        if name in self.broken:
            answer.set_rcode(dns.rcode.SERVFAIL)
        elif records:
            answer.answer.append(dns.rrset.from_text(question.name, 60, "IN", kind, *records))
        elif not any(known == name for known, _ in self.zone):
            answer.set_rcode(dns.rcode.NXDOMAIN)
        return answer.to_wire(max_size=65535)
