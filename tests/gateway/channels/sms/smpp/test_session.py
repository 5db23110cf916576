"""A bind from connecting to its end, against a carrier that can be told to misbehave."""

import asyncio
import struct

import pytest
from structlog.testing import capture_logs

from gateway.channels.sms.smpp.submits import SubmitOutcome, SubmitResult
from gateway.wording.reason_words import in_words
from tests.support.carrier import (
    BIND_RX,
    BIND_TRX,
    BIND_TX,
    DELIVER_SM,
    ENQUIRE_LINK,
    GENERIC_NACK,
    RESP,
    SUBMIT_SM,
    UNBIND,
    Carrier,
    Got,
    message,
    pdu,
    submitted,
)
from tests.support.link import Connect, Service, part


@pytest.mark.row("2.transceiver")
async def test_a_part_goes_out_and_comes_back_accepted(carrier: Carrier, connect: Connect) -> None:
    link = await connect()
    result = await link.submit(part(token="t1"))
    assert (result.outcome, result.carrier_message_id, result.token) == ("accepted", "id1", "t1")
    fields = submitted(carrier.of(SUBMIT_SM)[0].body)
    assert fields["source"] == (1, 1, b"390699000111")
    assert fields["destination"] == (1, 1, b"393331234567")
    assert fields["octets"] == b"hello"
    assert fields["registered_delivery"] == 1


async def test_an_acceptance_without_an_id_is_one(carrier: Carrier, connect: Connect) -> None:
    link = await connect()
    carrier.rules[SUBMIT_SM] = lambda got: got.peer.answer(got)
    result = await link.submit(part())
    assert (result.outcome, result.carrier_message_id, result.message_key) == (
        "accepted",
        None,
        None,
    )


@pytest.mark.parametrize(
    ("status", "outcome"),
    [(0x0B, "refused_permanent"), (0x0A, "refused_permanent"), (0x45, "refused_temporary")],
)
@pytest.mark.row("2.temporary-status", "2.permanent-status")
async def test_a_refusal_is_told_in_words(
    carrier: Carrier, connect: Connect, status: int, outcome: str
) -> None:
    link = await connect()
    carrier.rules[SUBMIT_SM] = lambda got: got.peer.answer(got, status)
    result = await link.submit(part())
    assert (result.outcome, result.status) == (outcome, status)
    assert in_words(result.reason).startswith("the ")


@pytest.mark.row("2.odd-is-answered")
async def test_a_nack_in_place_of_a_response_is_a_refusal(
    carrier: Carrier, connect: Connect
) -> None:
    link = await connect()
    carrier.rules[SUBMIT_SM] = lambda got: got.peer.send(pdu(GENERIC_NACK, 0, got.sequence))
    assert (await link.submit(part())).outcome is SubmitOutcome.REFUSED_TEMPORARY


async def test_a_part_that_cannot_be_written_is_refused_and_the_next_goes_out(
    connect: Connect,
) -> None:
    link = await connect()
    odd = part()
    bad = type(odd)("not a number", odd.source, odd.part)
    assert (await link.submit(bad)).outcome is SubmitOutcome.REFUSED_PERMANENT
    assert (await link.submit(odd)).outcome is SubmitOutcome.ACCEPTED


async def test_a_caller_that_fails_does_not_end_the_session(
    carrier: Carrier, connect: Connect
) -> None:
    link = await connect()

    def fail(result: SubmitResult) -> None:
        raise RuntimeError("the caller's fault")

    link.submit_nowait(part(), fail)
    assert (await link.submit(part())).outcome is SubmitOutcome.ACCEPTED
    assert carrier.connections == 1


@pytest.mark.row("2.odd-is-answered")
async def test_an_answer_nobody_asked_for_is_passed_over(
    carrier: Carrier, connect: Connect
) -> None:
    link = await connect()
    carrier.receivers[0].send(pdu(SUBMIT_SM | RESP, 0, 4711, b"ghost\0"))
    carrier.receivers[0].send(pdu(0x80000021, 0, 4712))
    assert (await link.submit(part())).outcome is SubmitOutcome.ACCEPTED
    assert not carrier.of(GENERIC_NACK)


async def test_a_cut_leaves_what_was_in_flight_unknown_and_the_bind_returns(
    carrier: Carrier, connect: Connect
) -> None:
    link = await connect()
    carrier.rules[SUBMIT_SM] = lambda got: got.peer.cut()
    result = await link.submit(part())
    assert result.outcome is SubmitOutcome.UNKNOWN
    assert "cut" in in_words(result.reason)
    del carrier.rules[SUBMIT_SM]
    assert (await link.submit(part())).outcome is SubmitOutcome.ACCEPTED
    assert carrier.count(BIND_TRX) == 2


async def test_each_tcp_session_has_an_id_of_its_own(
    carrier: Carrier, connect: Connect, service: Service
) -> None:
    await connect()
    await carrier.answered(carrier.deliver(message(b"1")))
    carrier.receivers[0].cut()
    await carrier.until(lambda: carrier.count(BIND_TRX) == 2 and carrier.receivers)
    await carrier.answered(carrier.deliver(message(b"1")))
    first, second = service.inbound
    assert first.session_id != second.session_id
    assert first.fingerprint == second.fingerprint


@pytest.mark.row("2.enquire-when-idle", "2.silent-peer")
async def test_the_peer_is_asked_when_idle_and_given_up_when_silent(
    carrier: Carrier, connect: Connect
) -> None:
    with capture_logs() as logs:
        await connect(enquire_link_interval=0.02, response_timeout=0.4)
        await carrier.until(lambda: carrier.count(ENQUIRE_LINK) >= 3)
    assert carrier.connections == 1
    assert [entry["event"] for entry in logs] == ["smpp.bound"]
    carrier.rules[ENQUIRE_LINK] = lambda _: None
    await carrier.until(lambda: carrier.connections >= 2)


@pytest.mark.row("2.enquire-when-idle")
async def test_an_answer_brings_the_next_question_forward(
    carrier: Carrier, connect: Connect
) -> None:
    # a carrier may drop a session that is idle for less than the time it may take to answer
    await connect(enquire_link_interval=0.05, response_timeout=60)
    await carrier.until(lambda: carrier.count(ENQUIRE_LINK) >= 4)
    assert carrier.connections == 1


@pytest.mark.row("2.enquire-answered", "2.header-only", "2.sequence-wrap")
async def test_an_enquiry_is_answered(carrier: Carrier, connect: Connect) -> None:
    await connect()
    carrier.receivers[0].send(pdu(ENQUIRE_LINK, 0, 0xFFFFFFFF))
    await carrier.until(lambda: carrier.of(ENQUIRE_LINK | RESP))
    assert carrier.of(ENQUIRE_LINK | RESP)[0].sequence == 0xFFFFFFFF


@pytest.mark.row("2.unbind-from-peer")
async def test_the_peers_unbind_is_answered_and_the_bind_returns(
    carrier: Carrier, connect: Connect
) -> None:
    link = await connect()
    carrier.receivers[0].send(pdu(UNBIND, 0, 5))
    await carrier.until(lambda: carrier.count(BIND_TRX) == 2)
    (answer,) = carrier.of(UNBIND | RESP)
    assert (answer.status, answer.sequence) == (0, 5)
    assert (await link.submit(part())).outcome is SubmitOutcome.ACCEPTED


@pytest.mark.parametrize("length", [0, 15, 1 << 20, 0xFFFFFFFF])
@pytest.mark.row("2.bad-length")
async def test_an_impossible_length_closes_the_session_and_another_begins(
    carrier: Carrier, connect: Connect, service: Service, length: int
) -> None:
    await connect()
    peer = carrier.receivers[0]
    whole = pdu(DELIVER_SM, 0, 1, message(b"before"))
    peer.send(whole + struct.pack("!IIII", length, DELIVER_SM, 0, 2))
    await service.until(1)
    await carrier.until(lambda: carrier.count(BIND_TRX) == 2)
    assert carrier.of(GENERIC_NACK)[0].status == 2


@pytest.mark.row("fire.octet-by-octet")
async def test_a_pdu_may_come_octet_by_octet(
    carrier: Carrier, connect: Connect, service: Service
) -> None:
    await connect()
    for octet in pdu(DELIVER_SM, 0, 31, message(b"slowly")):
        carrier.receivers[0].send(bytes((octet,)))
        await asyncio.sleep(0)
    assert await carrier.answered(31) == 0
    assert service.inbound[0].text == "slowly"


@pytest.mark.row("2.pair")
async def test_a_pair_sends_on_one_bind_and_receives_on_the_other(
    carrier: Carrier, connect: Connect, service: Service
) -> None:
    link = await connect(bind="pair", binds=2)
    assert (carrier.count(BIND_TX), carrier.count(BIND_RX)) == (2, 2)
    results = await asyncio.gather(*(link.submit(part()) for _ in range(4)))
    assert {result.bind for result in results} == {"primary/1-tx", "primary/2-tx"}
    await carrier.answered(carrier.deliver(message(b"yes")))
    assert service.inbound[0].bind.endswith("-rx")


@pytest.mark.row("2.several-binds")
async def test_several_binds_share_the_work_and_one_carries_on_alone(
    carrier: Carrier, connect: Connect
) -> None:
    held: list[Got] = []
    carrier.rules[SUBMIT_SM] = held.append
    link = await connect(binds=2, window=1, reconnect_min=60, reconnect_max=60)
    both = [asyncio.create_task(link.submit(part())) for _ in range(2)]
    await carrier.until(lambda: len(held) == 2)
    assert held[0].peer is not held[1].peer
    held[0].peer.cut()
    carrier.behave(held[1])
    assert {(await task).outcome for task in both} == {
        SubmitOutcome.UNKNOWN,
        SubmitOutcome.ACCEPTED,
    }
    del carrier.rules[SUBMIT_SM]
    assert (await link.submit(part())).outcome is SubmitOutcome.ACCEPTED
    assert (link.bound, link.healthy, link.state) == (True, False, "waiting")


@pytest.mark.row("2.unbind-on-stop")
async def test_stopping_waits_for_answers_and_unbinds(carrier: Carrier, connect: Connect) -> None:
    link = await connect(window=1)
    held: list[Got] = []
    carrier.rules[SUBMIT_SM] = held.append
    answer = asyncio.create_task(link.submit(part()))
    unsent = asyncio.create_task(link.submit(part()))
    await carrier.until(lambda: held)
    stopping = asyncio.create_task(link.stop(5))
    assert in_words((await unsent).reason) == "the service is stopping"
    assert not stopping.done()
    carrier.behave(held[0])
    assert (await answer).outcome is SubmitOutcome.ACCEPTED
    await stopping
    assert carrier.count(UNBIND) == 1
    assert (await link.submit(part())).outcome is SubmitOutcome.REFUSED_TEMPORARY
    await link.room()


@pytest.mark.row("2.unbind-on-stop", "fire.answers-nothing")
async def test_stopping_does_not_wait_for_ever(carrier: Carrier, connect: Connect) -> None:
    carrier.rules[SUBMIT_SM] = carrier.rules[UNBIND] = lambda _: None
    link = await connect()
    answer = asyncio.create_task(link.submit(part()))
    await carrier.until(lambda: carrier.count(SUBMIT_SM))
    async with asyncio.timeout(2):
        await link.stop(0.05)
    assert (await answer).outcome is SubmitOutcome.UNKNOWN


async def test_what_arrived_is_committed_and_acknowledged_before_the_link_stops(
    carrier: Carrier, connect: Connect, service: Service
) -> None:
    link = await connect()
    service.gate.clear()
    sequence = carrier.deliver(message(b"yes"))
    await service.entered.wait()
    stopping = asyncio.create_task(link.stop(5))
    await asyncio.sleep(0)
    service.gate.set()
    await stopping
    assert await carrier.answered(sequence) == 0
