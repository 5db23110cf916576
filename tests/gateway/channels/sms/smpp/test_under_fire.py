"""Peers that trickle, do not read or do not answer: bounded time, bounded memory, nothing lost."""

import asyncio
import socket
import struct
from collections.abc import AsyncIterator

import pytest

from gateway.channels.sms.smpp.carrier_config import CarrierConfig
from gateway.channels.sms.smpp.inbound_pdus import InboundPdu
from gateway.channels.sms.smpp.link import Link
from gateway.channels.sms.smpp.session import Session
from gateway.channels.sms.smpp.session_listener import BindMode
from gateway.channels.sms.smpp.submits import SubmitOutcome, SubmitResult
from gateway.channels.sms.smpp.window import PendingPart
from tests.support.carrier import (
    BIND_TRX,
    DELIVER_SM,
    ENQUIRE_LINK,
    GENERIC_NACK,
    OUTBIND,
    RESP,
    SUBMIT_SM,
    Carrier,
    Got,
    message,
    pdu,
    submitted,
)
from tests.support.link import Connect, Service, part
from tests.support.session_ledger import Ledger

SMALL = 4_096
MANY = 30_000
BOUND = 256 * 1024
"""More than asyncio's high-water mark and one reading of the socket can make of answers."""


async def trickle(carrier: Carrier, octets: bytes, pause: float) -> None:
    """Send an octet at a time, for as long as the connection stands."""
    peer = carrier.receivers[-1]
    for octet in octets:
        peer.send(bytes((octet,)))
        await asyncio.sleep(pause)
        if peer.gone:
            return


@pytest.mark.row("fire.octet-by-octet")
async def test_a_slow_pdu_is_understood_although_the_peer_is_asked_meanwhile(
    carrier: Carrier, connect: Connect, service: Service
) -> None:
    carrier.rules[ENQUIRE_LINK] = lambda _: None  # it would stand in the midst of the PDU
    await connect(enquire_link_interval=0.05, response_timeout=3)
    await trickle(carrier, pdu(DELIVER_SM, 0, 31, message(b"slowly")), 0.005)
    assert await carrier.answered(31) == 0
    assert carrier.count(ENQUIRE_LINK) >= 1
    assert (service.inbound[0].text, carrier.connections) == ("slowly", 1)


@pytest.mark.row("fire.endless-pdu", "2.silent-peer")
async def test_octets_that_never_make_a_pdu_are_no_sign_of_life(
    carrier: Carrier, connect: Connect
) -> None:
    carrier.rules[ENQUIRE_LINK] = lambda _: None
    link = await connect(enquire_link_interval=0.1, response_timeout=0.2, reconnect_min=1)
    endless = struct.pack("!IIII", 60_000, DELIVER_SM, 0, 1) + bytes(59_000)
    async with asyncio.timeout(5):
        await trickle(carrier, endless, 0.005)
        while link.bound:
            await link.until_changed()
    assert link.status()[0].words == "the carrier fell silent"


@pytest.fixture
async def narrow() -> AsyncIterator[Carrier]:
    """A carrier whose socket takes in little that it does not read."""
    carrier = Carrier()
    await carrier.start(buffer=SMALL)
    yield carrier
    await carrier.stop()


class Gauge(Service):
    """Measures, with every batch, what is written to a session and not yet gone."""

    most = 0
    transport: asyncio.Transport | None = None

    def watch(self, link: Link) -> None:
        """Measure at a link's only session, whose socket is to take in little."""
        self.transport = link._binds[0].session._transport
        own = self.transport.get_extra_info("socket")
        own.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SMALL)

    async def commit(self, batch: list[InboundPdu]) -> None:
        await super().commit(batch)
        if self.transport is not None:
            self.most = max(self.most, self.transport.get_write_buffer_size())


@pytest.fixture
def service() -> Gauge:
    return Gauge()


async def flood(carrier: Carrier, count: int) -> int:
    """Deliver as fast as the other side reads; how many went before it hung up."""
    peer = carrier.receivers[-1]
    bodies = [pdu(DELIVER_SM, 0, n, message(b"%d" % n)) for n in range(1, 1_001)]
    for number in range(0, count, 1_000):
        if peer.gone:
            return number
        try:
            await peer.send_patiently(b"".join(bodies))
        except ConnectionError:
            return number
    return count


@pytest.mark.row("fire.reads-nothing")
async def test_a_peer_that_reads_nothing_is_given_up_and_our_buffer_stays_bounded(
    narrow: Carrier, connect: Connect, service: Gauge
) -> None:
    link = await connect(
        port=narrow.port, enquire_link_interval=0.2, response_timeout=0.2, reconnect_min=60
    )
    service.watch(link)
    narrow.receivers[-1].read_nothing()
    results: list[SubmitResult] = []
    for _ in range(80):
        link.submit_nowait(part(b"x" * 140), results.append)
    async with asyncio.timeout(20):
        await flood(narrow, 10_000_000)
        while link.bound:
            await link.until_changed()
    assert link.status()[0].words == "the carrier fell silent"
    assert 0 < service.most < BOUND
    # what left us is unknown, what found the socket full already was refused
    assert {one.outcome for one in results} <= {
        SubmitOutcome.UNKNOWN,
        SubmitOutcome.REFUSED_TEMPORARY,
    }
    assert len(results) >= 50


@pytest.mark.row("fire.reads-again")
async def test_a_peer_that_reads_on_after_a_while_has_every_answer(
    narrow: Carrier, connect: Connect, service: Gauge
) -> None:
    link = await connect(port=narrow.port)
    service.watch(link)
    peer = narrow.receivers[-1]
    answers: list[Got] = []
    narrow.rules[DELIVER_SM | RESP] = answers.append
    peer.read_nothing()
    flooding = asyncio.create_task(flood(narrow, MANY))
    await service.until(1)
    seen = 0
    while seen < len(service.inbound):  # until no more is taken in than can be answered
        seen = len(service.inbound)
        await asyncio.sleep(0.3)  # nothing tells of a text that is not taken in
    assert (len(answers), seen < MANY) == (0, True)
    peer.read_on()
    async with asyncio.timeout(20):
        assert await flooding == MANY
        await narrow.until(lambda: len(answers) == MANY)
        assert (await link.submit(part())).outcome is SubmitOutcome.ACCEPTED
    assert 0 < service.most < BOUND
    assert narrow.connections == 1


@pytest.mark.row("fire.answers-nothing", "2.silence-is-unknown", "2.silent-peer")
async def test_a_peer_that_answers_nothing_leaves_nothing_open(
    carrier: Carrier, connect: Connect
) -> None:
    carrier.rules[SUBMIT_SM] = carrier.rules[ENQUIRE_LINK] = lambda _: None
    link = await connect(window=5, enquire_link_interval=0.1, response_timeout=0.2)
    async with asyncio.timeout(5):
        results = await asyncio.gather(*(link.submit(part(token=n)) for n in range(5)))
        await carrier.until(lambda: carrier.count(BIND_TRX) >= 2)
    assert [result.token for result in results] == list(range(5))
    assert {result.outcome for result in results} == {SubmitOutcome.UNKNOWN}


@pytest.mark.row("2.silent-peer")
async def test_a_peer_whom_we_do_not_read_is_not_taken_for_dead(
    carrier: Carrier, connect: Connect
) -> None:
    link = await connect(enquire_link_interval=0.05, response_timeout=0.1)
    session = link._binds[0].session
    session.pause_reading()
    carrier.rules[ENQUIRE_LINK] = lambda _: None
    await asyncio.sleep(0.5)  # longer than a silent peer is borne
    session.resume_reading()
    del carrier.rules[ENQUIRE_LINK]
    asked = carrier.count(ENQUIRE_LINK)
    await carrier.until(lambda: carrier.count(ENQUIRE_LINK) > asked)
    assert carrier.connections == 1


@pytest.mark.row("2.outbind", "2.alert-notification")
async def test_an_outbind_is_answered_by_our_bind(
    carrier: Carrier, connect: Connect, service: Service
) -> None:
    carrier.greeting = pdu(OUTBIND, body=b"smsc\0secret\0")
    carrier.rules[BIND_TRX] = lambda got: (
        got.peer.send(pdu(OUTBIND, sequence=7, body=b"smsc\0secret\0")),
        carrier.behave(got),
    )
    link = await connect()
    assert (await link.submit(part())).outcome is SubmitOutcome.ACCEPTED
    assert (carrier.count(BIND_TRX), carrier.connections) == (1, 1)
    assert not carrier.of(GENERIC_NACK) + carrier.of(OUTBIND | RESP)


@pytest.mark.row("2.sequence-wrap")
async def test_sequence_numbers_wrap_on_the_wire(carrier: Carrier) -> None:
    ledger = Ledger()
    config = CarrierConfig("primary", "127.0.0.1", carrier.port, "esme", "secret")
    session = Session(
        *(config, BindMode.TRANSCEIVER, "primary/1", ledger, lambda: None),
        first_sequence=0x7FFFFFFD,
    )
    loop = asyncio.get_running_loop()
    await loop.create_connection(lambda: session, "127.0.0.1", carrier.port)
    await session.bind()
    for ticket in range(5):
        session.send(PendingPart(part(token=ticket), lambda _: None, ticket, 0.0))
    await carrier.until(lambda: carrier.count(SUBMIT_SM) == 5)
    numbers = [got.sequence for got in carrier.of(SUBMIT_SM)]
    assert numbers == [0x7FFFFFFE, 0x7FFFFFFF, 1, 2, 3]
    await session.unbind(1)
    assert [result.outcome for result in ledger.results] == [SubmitOutcome.ACCEPTED] * 5


@pytest.mark.row("2.header-only", "2.odd-is-answered")
async def test_a_header_alone_is_a_pdu_of_whatever_kind(carrier: Carrier, connect: Connect) -> None:
    link = await connect()
    carrier.rules[SUBMIT_SM] = lambda got: got.peer.send(pdu(SUBMIT_SM | RESP, 0, got.sequence))
    assert (await link.submit(part())).outcome is SubmitOutcome.ACCEPTED
    for command in (ENQUIRE_LINK, DELIVER_SM, 0x21, 0x7FFFFFFF):
        carrier.receivers[0].send(pdu(command, 0, 0x80000000 + command % 97))
    await carrier.until(lambda: carrier.count(GENERIC_NACK) == 1 and carrier.count(0x80000021))
    await carrier.until(lambda: carrier.count(DELIVER_SM | RESP))
    assert [got.status for got in carrier.of(0x80000021)] == [4]
    assert carrier.connections == 1


@pytest.mark.row("4.source-overrides")
async def test_a_carriers_own_type_and_plan_are_written(carrier: Carrier, connect: Connect) -> None:
    link = await connect(source_ton=0, source_npi=8)
    await link.submit(part())
    fields = submitted(carrier.of(SUBMIT_SM)[0].body)
    assert (fields["source"], fields["destination"]) == (
        (0, 8, b"390699000111"),
        (1, 1, b"393331234567"),
    )


class Picky(Service):
    """A store that refuses one text, and with it whatever is committed together with it."""

    async def commit(self, batch: list[InboundPdu]) -> None:
        await self.gate.wait()
        self.entered.set()
        if any(text.text == "poison" for text in batch):
            raise ValueError("this text cannot be stored")
        await super().commit(batch)


@pytest.mark.row("2.one-to-blame", "2.cannot-commit")
@pytest.mark.parametrize("service", [Picky()])
async def test_one_text_that_the_store_refuses_keeps_no_other_out(
    carrier: Carrier, connect: Connect, service: Picky
) -> None:
    await connect()
    waiting = {carrier.deliver(message(b"poison" if n == 9 else b"%d" % n)): n for n in range(30)}

    def again(got: Got) -> None:
        """Deliver again what was refused, as carriers do."""
        number = waiting.pop(got.sequence)
        if got.status == 0x64:
            body = message(b"poison" if number == 9 else b"%d" % number)
            waiting[carrier.deliver(body)] = number

    carrier.rules[DELIVER_SM | RESP] = again
    await carrier.until(lambda: list(waiting.values()) == [9])
    stored = sorted(int(text.text) for text in service.inbound)
    assert stored == [n for n in range(30) if n != 9]
