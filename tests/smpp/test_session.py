"""A bind from connecting to its end, against a carrier that can be told to misbehave."""

import asyncio

from gateway.smpp.values import Outcome
from tests.smpp.carrier import (
    BIND_TRX,
    DELIVER_SM,
    SUBMIT_SM,
    UNBIND,
    Carrier,
    message,
    submitted,
)
from tests.smpp.conftest import Connect, Service, part


async def test_a_part_goes_out_and_comes_back_accepted(carrier: Carrier, connect: Connect) -> None:
    link = await connect()
    result = await link.submit(part(token="t1"))
    assert (result.outcome, result.carrier_message_id, result.token) == ("accepted", "id1", "t1")
    fields = submitted(carrier.of(SUBMIT_SM)[0].body)
    assert fields["source"] == (1, 1, b"390699000111")
    assert fields["destination"] == (1, 1, b"393331234567")
    assert fields["octets"] == b"hello"
    assert fields["registered_delivery"] == 1


async def test_a_text_is_acknowledged_after_it_is_committed(
    carrier: Carrier, connect: Connect, service: Service
) -> None:
    await connect()
    service.gate.clear()
    sequence = carrier.deliver(message(b"yes"))
    await service.entered.wait()
    assert carrier.count(DELIVER_SM | 0x80000000) == 0
    service.gate.set()
    assert await carrier.answered(sequence) == 0
    (text,) = service.inbound
    assert (text.text, text.source, text.destination) == ("yes", "+393331234567", "+390699000111")


async def test_a_cut_leaves_what_was_in_flight_unknown_and_the_bind_returns(
    carrier: Carrier, connect: Connect
) -> None:
    link = await connect()
    carrier.rules[SUBMIT_SM] = lambda got: got.peer.cut()
    result = await link.submit(part())
    assert result.outcome is Outcome.UNKNOWN
    assert "cut" in result.words
    del carrier.rules[SUBMIT_SM]
    assert (await link.submit(part())).outcome is Outcome.ACCEPTED
    assert carrier.count(BIND_TRX) == 2


async def test_stopping_waits_for_answers_and_unbinds(carrier: Carrier, connect: Connect) -> None:
    link = await connect()
    held = []
    carrier.rules[SUBMIT_SM] = held.append
    answer = asyncio.create_task(link.submit(part()))
    await carrier.until(lambda: held)
    stopping = asyncio.create_task(link.stop(5))
    await asyncio.sleep(0)
    carrier.behave(held[0])
    assert (await answer).outcome is Outcome.ACCEPTED
    await stopping
    assert carrier.count(UNBIND) == 1
