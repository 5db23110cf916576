"""What arrives is committed in batches and acknowledged afterwards, never the other way round."""

import asyncio

import pytest

from gateway.channels.sms.smpp.intake import Intake
from gateway.channels.sms.smpp.session_listener import Request
from tests.support.carrier import DELIVER_SM, RESP, Carrier, message
from tests.support.link import Connect, Service


@pytest.mark.row("2.commit-before-ack")
async def test_a_text_is_acknowledged_after_it_is_committed(
    carrier: Carrier, connect: Connect, service: Service
) -> None:
    await connect()
    service.gate.clear()
    sequence = carrier.deliver(message(b"yes"))
    await service.entered.wait()
    assert carrier.count(DELIVER_SM | RESP) == 0
    service.gate.set()
    assert await carrier.answered(sequence) == 0
    (text,) = service.inbound
    assert (text.text, text.source, text.destination) == ("yes", "+393331234567", "+390699000111")


@pytest.mark.row("2.pipelined")
async def test_what_arrives_during_a_commit_shares_the_next(
    carrier: Carrier, connect: Connect, service: Service
) -> None:
    await connect(binds=2)
    service.gate.clear()
    first = carrier.deliver(message(b"0"))
    await service.entered.wait()
    rest = [
        carrier.deliver(message(b"%d" % n), peer=carrier.receivers[n % 2]) for n in range(1, 200)
    ]
    # An answered enquiry shows that all that was sent before it has been taken in.
    for peer in carrier.receivers:
        peer.send(b"\0\0\0\x10\0\0\0\x15\0\0\0\0\0\0\0\x09")
    await carrier.until(lambda: carrier.count(0x80000015) == 2)
    service.gate.set()
    for sequence in (first, *rest):
        assert await carrier.answered(sequence) == 0
    assert [len(batch) for batch in service.batches] == [1, 199]


class Socket:
    """The receiving side of a session, watched."""

    def __init__(self) -> None:
        self.reading = True
        self.answers: list[tuple[int, int, int]] = []

    def respond(self, command: int, status: int, sequence: int) -> None:
        self.answers.append((command, status, sequence))

    def pause_reading(self) -> None:
        self.reading = False

    def resume_reading(self) -> None:
        self.reading = True


async def test_a_store_that_falls_behind_makes_the_carriers_wait(service: Service) -> None:
    intake, socket = Intake("primary", service.commit), Socket()
    for sequence in range(5_000):
        intake.arrived(Request(socket, DELIVER_SM, sequence, None))
    assert not socket.reading
    running = asyncio.create_task(intake.run())
    await intake.drained()
    assert socket.reading
    assert socket.answers == [(DELIVER_SM, 0, sequence) for sequence in range(5_000)]
    assert max(len(batch) for batch in service.batches) == 1_000
    running.cancel()
