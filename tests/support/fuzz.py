"""Random and mutated PDUs on one bind, while another works: `make fuzz`, and shortly in every run.

The link stands on a real store. Every part has to come to exactly one result, every text delivered
on the good bind to be stored, no fault to reach the loop, and no task to be left over.
"""

import asyncio
import logging
import random
import struct
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import structlog
from rich.console import Console
from sqlalchemy import func, select

from calendar_store.database.connection import Database
from calendar_store.database.migrate import migrate
from calendar_store.schema import inbound
from config.choices import MessageIdForm
from gateway.channels.sms.inbox import Inbox
from gateway.channels.sms.smpp.carrier_config import CarrierConfig
from gateway.channels.sms.smpp.link import Link
from gateway.channels.sms.smpp.submits import SubmitResult
from tests.support.carrier import (
    BIND_TRX,
    DATA_SM,
    DELIVER_SM,
    RESP,
    SUBMIT_SM,
    Carrier,
    Got,
    Peer,
    in_parts,
    message,
    pdu,
    receipt,
    tlv,
)
from tests.support.link import part

_COMMANDS = (*range(0x16), 0x21, 0x102, 0x103, 0x10203, 0x7FFFFFFF)
_LENGTHS = (0, 15, 16, 17, 1 << 17, 1 << 20, 0xFFFFFFFF)
_NUMBERS = (0, 1, 2, 0x7F, 0x80, 0xFF)
_TAGS = (0x001E, 0x0427, 0x0423, 0x0424, 0x020C, 0x020E, 0x020F, 0x1403)
_WRITE_AT_ONCE = 40


@dataclass
class Ledger:
    """What a run saw.

    Attributes:
        results: how often each part came to a result.
        faults: what reached the loop without being caught.
        stored: texts of the good bind that are stored, of `delivered`.
        left: tasks that outlived the link.
    """

    wild: int = 0
    sent: int = 0
    delivered: int = 0
    stored: int = 0
    connections: int = 0
    results: Counter[object] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    good_bind_stood: bool = False

    def verdict(self) -> list[str]:
        """What is wrong, in words; nothing if all is well."""
        wrong = [*self.faults, *(f"a task was left over: {name}" for name in self.left)]
        if self.results.keys() != set(range(self.sent)) or set(self.results.values()) - {1}:
            wrong.append("a part has no result, or more than one")
        if self.stored != self.delivered:
            wrong.append(f"of {self.delivered} texts on the good bind {self.stored} are stored")
        if not self.good_bind_stood:
            wrong.append("the good bind was cut")
        return wrong


class Fuzz:
    """One run, the same for the same seed as far as what is sent goes."""

    def __init__(self, seed: int, database: Database) -> None:
        self._random = random.Random(seed)
        self._database = database
        self._carrier = Carrier()
        self._good: Peer | None = None
        self._acknowledged = 0
        self.ledger = Ledger()

    async def run(self, seconds: float, wild: int = 0) -> Ledger:
        """Let the link stand it for so long, then stop it and look.

        Args:
            seconds: the least time.
            wild: the least number of strange PDUs; on a busy machine they take longer.
        """
        before = asyncio.all_tasks()
        asyncio.get_running_loop().set_exception_handler(self._fault)
        self._carrier.rules[BIND_TRX] = self._bound
        self._carrier.rules[SUBMIT_SM] = self._submitted
        self._carrier.rules[DELIVER_SM | RESP] = self._answered
        await self._carrier.start()
        link = await self._link()
        end = time.monotonic() + seconds
        while time.monotonic() < end or self.ledger.wild < wild:
            await self._burst(link)
        with suppress(TimeoutError):
            await self._carrier.until(lambda: self._acknowledged == self.ledger.delivered)
        self.ledger.good_bind_stood = self._good in self._carrier.peers
        await link.stop(5)
        self.ledger.connections = self._carrier.connections
        await self._carrier.stop()
        await self._look(before)
        return self.ledger

    async def _link(self) -> Link:
        config = CarrierConfig(
            *("primary", "127.0.0.1", self._carrier.port, "esme", "secret"),
            binds=2,
            window=10,
            reconnect_min=0.001,
            reconnect_max=0.002,
            response_timeout=1,
            message_id=self._random.choice(list(MessageIdForm)),
            receipts_in_esm_class_0=self._random.random() < 0.5,
            numbers=("+390699000111",),
        )
        inbox = Inbox(config, self._database, lambda: datetime.now(UTC))
        link = Link(config, inbox.receive)
        await link.start()
        async with asyncio.timeout(10):
            await link.until_bound()
        return link

    async def _burst(self, link: Link) -> None:
        """A few parts, a few good texts, many wild PDUs; then a breath."""
        for _ in range(self._random.randrange(5)):
            link.submit_nowait(part(token=self.ledger.sent), self._result)
            self.ledger.sent += 1
        for _ in range(self._random.randrange(3)):
            self.ledger.delivered += 1
            said = b"good %d" % self.ledger.delivered
            self._carrier.deliver(message(said, source=b"39000000001"), peer=self._good)
        wild = [peer for peer in self._carrier.receivers if peer is not self._good]
        for peer in wild:
            sent = [self._wild() for _ in range(self._random.randrange(_WRITE_AT_ONCE))]
            self.ledger.wild += len(sent)
            with suppress(ConnectionError):
                await peer.send_patiently(b"".join(sent))
        await asyncio.sleep(0.002)

    def _wild(self) -> bytes:
        """A PDU as no carrier should send it."""
        chance = self._random
        if chance.random() < 0.3:
            body = chance.randbytes(chance.randrange(80))
        else:
            body = self._mutated(chance.choice(tuple(self._valid())))
        command = chance.choice(_COMMANDS) if chance.random() < 0.4 else DELIVER_SM
        if chance.random() < 0.1:
            command = DATA_SM
        if chance.random() < 0.2:
            command |= RESP
        sequence = chance.randrange(64) if chance.random() < 0.8 else chance.getrandbits(32)
        octets = pdu(command, chance.choice((0, 0, 8, 0x14, 0x58, 0x4FF)), sequence, body)
        if chance.random() < 0.002:
            return struct.pack("!I", chance.choice(_LENGTHS)) + octets[4:]
        return octets

    def _valid(self) -> Iterator[bytes]:
        """Bodies as good carriers send them, to start from."""
        chance = self._random
        source = b"39333%07d" % chance.randrange(50)
        number, coding = chance.randrange(1_000), chance.randrange(256)
        yield message(b"yes %d" % number, source=source, data_coding=coding)
        state = chance.choice((b"DELIVRD", b"UNDELIV", b"BUFFRED"))
        date = b"%0*d" % (chance.randrange(8, 17), chance.getrandbits(44))
        yield receipt(b"id%d" % number, state, date)
        yield chance.choice(in_parts(b"one", b"two", b"three", reference=number % 256))
        tlvs = [
            tlv(chance.choice(_TAGS), chance.randbytes(chance.choice((0, 1, 2, 3, 9))))
            for _ in range(chance.randrange(5))
        ]
        yield message(b"", source=source, esm_class=chance.choice(_NUMBERS), tlvs=b"".join(tlvs))
        header = chance.randbytes(chance.randrange(1, 14))
        octets = bytes((len(header),)) + header + "sì".encode("utf-16-be")
        yield message(octets, source=source, esm_class=0x40, data_coding=chance.choice((0, 8)))

    def _mutated(self, body: bytes) -> bytes:
        chance, octets = self._random, bytearray(body)
        for _ in range(chance.choice((0, 1, 1, 2, 5))):
            at = chance.randrange(len(octets) + 1)
            match chance.randrange(4):
                case 0:
                    octets[at : at + 1] = bytes((chance.choice(_NUMBERS),))
                case 1:
                    octets[at:at] = chance.randbytes(chance.randrange(4))
                case 2:
                    del octets[at : at + chance.randrange(1, 6)]
                case _:
                    octets[at:] = octets[at:][: chance.randrange(20)]
        return bytes(octets)

    def _bound(self, got: Got) -> None:
        if self._good is None:
            self._good = got.peer
        self._carrier.behave(got)

    def _answered(self, got: Got) -> None:
        self._acknowledged += got.peer is self._good and got.status == 0

    def _submitted(self, got: Got) -> None:
        """The good bind answers; the wild one may not, or twice, or wrongly."""
        if got.peer is self._good or self._random.random() < 0.5:
            self._carrier.behave(got)
        elif self._random.random() < 0.5:
            got.peer.answer(got, self._random.choice((0x0B, 0x58, 0x4FF)), b"\xff" * 9)
            got.peer.answer(got, body=b"again\0")

    def _result(self, result: SubmitResult) -> None:
        self.ledger.results[result.token] += 1

    def _fault(self, _: asyncio.AbstractEventLoop, context: dict[str, object]) -> None:
        self.ledger.faults.append(f"{context['message']}: {context.get('exception')!r}")

    async def _look(self, before: set[asyncio.Task[object]]) -> None:
        await asyncio.sleep(0)  # what has been cancelled ends
        here = asyncio.current_task()
        left = {task for task in asyncio.all_tasks() - before if task is not here}
        self.ledger.left = [task.get_name() for task in left]
        async with self._database.read() as tx:
            count = select(func.count()).where(inbound.c.their_address == "+39000000001")
            self.ledger.stored = (await tx.execute(count)).scalar_one()


async def _main(seconds: float, seed: int, console: Console) -> list[str]:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    with tempfile.TemporaryDirectory() as folder:
        database = Database.connect(f"sqlite:///{Path(folder) / 'fuzz.db'}")
        await migrate(database)
        ledger = await Fuzz(seed, database).run(seconds)
        await database.close()
    console.print(
        f"seed {seed}: {ledger.wild} wild PDUs over {ledger.connections} connections,"
        f" {ledger.sent} parts, {ledger.delivered} texts on the good bind"
    )
    return ledger.verdict()


if __name__ == "__main__":
    lasting = float(sys.argv[1]) if len(sys.argv) > 1 else 60.0
    chosen = int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(1 << 32)
    screen = Console(highlight=False)
    screen.print(f"seed {chosen}, {lasting:g} s")
    wrong = asyncio.run(_main(lasting, chosen, screen))
    screen.print("\n".join(wrong) or "all stood")
    sys.exit(bool(wrong))
