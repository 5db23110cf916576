"""A link to a carrier: the service behind it, parts to submit, and long texts put together."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from calendar_store.conversations.long_texts import StoredPart
from gateway.channels.sms.smpp.concat import join
from gateway.channels.sms.smpp.inbound_pdus import InboundPdu, InboundText
from gateway.channels.sms.smpp.link import Link
from gateway.channels.sms.smpp.submits import PreparedPart, PreparedText, Submit


class Service:
    """What stands behind a link: takes in batches, and can be told to fail or to wait."""

    def __init__(self) -> None:
        self.batches: list[list[InboundPdu]] = []
        self.slow: list[object] = []
        self.failing = False
        self.gate = asyncio.Event()
        self.gate.set()
        self.entered = asyncio.Event()
        self._changed = asyncio.Condition()

    @property
    def inbound(self) -> list[InboundPdu]:
        return [pdu for batch in self.batches for pdu in batch]

    async def commit(self, batch: Sequence[InboundPdu]) -> None:
        self.entered.set()
        await self.gate.wait()
        if self.failing:
            raise OSError("the disk is full")
        self.batches.append(list(batch))
        async with self._changed:
            self._changed.notify_all()

    async def until(self, count: int) -> list[InboundPdu]:
        async with asyncio.timeout(20), self._changed:
            await self._changed.wait_for(lambda: len(self.inbound) >= count)
        return self.inbound


Connect = Callable[..., Awaitable[Link]]


def part(octets: bytes = b"hello", token: object = None, **fields: Any) -> Submit:
    return Submit("+393331234567", "+390699000111", PreparedPart(octets), token=token, **fields)


def addressed(prepared: PreparedText, source: str = "+390699000111") -> list[Submit]:
    return [
        Submit("+393331234567", source, each, prepared.esm_class, prepared.data_coding)
        for each in prepared.parts
    ]


def joined(parts: Sequence[InboundText]) -> str:
    """What the store makes of parts of one text."""
    stored, total = [], 0
    for each in parts:
        assert each.concat is not None
        total = each.concat.total
        stored.append(StoredPart(each.concat.number, each.octets, each.esm_class, each.data_coding))
    return join(stored, total)
