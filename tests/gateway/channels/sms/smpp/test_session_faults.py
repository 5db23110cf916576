"""A session that is dead at the carrier, and one that the carrier ends: nothing is lost with it."""

import asyncio

import pytest

from calendar_store.model.statuses import MessageStatus
from gateway.channels.sms.smpp.bind_record import BindRecord
from gateway.channels.sms.smpp.bind_status import BindState
from gateway.channels.sms.smpp.submits import SubmitOutcome, SubmitResult
from tests.support.carrier import (
    BIND_TRX,
    ENQUIRE_LINK,
    GENERIC_NACK,
    RESP,
    SUBMIT_SM,
    UNBIND,
    Carrier,
    Got,
    pdu,
)
from tests.support.link import Connect, part
from tests.support.studio import Studio

RINVBNDSTS = 0x04


@pytest.mark.row("7.session-refused")
async def test_a_part_that_is_refused_with_its_session_goes_on_the_next_uncounted(
    studio: Studio,
) -> None:
    def dead_at_first(got: Got) -> None:
        if studio.carrier.count(BIND_TRX) == 1:
            got.peer.answer(got, RINVBNDSTS)
        else:
            studio.carrier.behave(got)

    studio.carrier.rules[SUBMIT_SM] = dead_at_first
    async with studio.running():
        sent = [await studio.sends(f"No. {number}") for number in range(5)]
        for one in sent:
            accepted = await studio.stands(one, MessageStatus.ACCEPTED)
            assert (accepted.attempt, accepted.cost) == (1, 0)
            assert await studio.history(one) == ["queued", "sending", "accepted"]
    assert studio.carrier.count(BIND_TRX) == 2


@pytest.mark.row("7.session-refused")
@pytest.mark.parametrize("by_nack", [False, True])
async def test_an_error_to_enquire_link_ends_the_session(
    carrier: Carrier, connect: Connect, by_nack: bool
) -> None:
    def refuse(got: Got) -> None:
        command = GENERIC_NACK if by_nack else ENQUIRE_LINK | RESP
        got.peer.send(pdu(command, RINVBNDSTS, got.sequence))

    carrier.rules[ENQUIRE_LINK] = refuse
    link = await connect(enquire_link_interval=0.05, response_timeout=5)
    await carrier.until(lambda: carrier.count(BIND_TRX) >= 2)
    carrier.rules.clear()
    await carrier.until(lambda: carrier.receivers)
    async with asyncio.timeout(5):
        await link.until_bound()
        assert (await link.submit(part())).outcome is SubmitOutcome.ACCEPTED


@pytest.mark.row("7.session-refused")
async def test_a_carrier_that_knows_no_enquire_link_keeps_its_session(
    carrier: Carrier, connect: Connect
) -> None:
    carrier.rules[ENQUIRE_LINK] = lambda got: got.peer.send(pdu(GENERIC_NACK, 3, got.sequence))
    await connect(enquire_link_interval=0.02, response_timeout=0.4)
    await carrier.until(lambda: carrier.count(ENQUIRE_LINK) >= 3)
    assert carrier.connections == 1


@pytest.mark.row("7.session-refused")
async def test_what_others_wait_for_on_a_refused_session_is_taken_first(
    carrier: Carrier, connect: Connect
) -> None:
    held: list[Got] = []
    carrier.rules[SUBMIT_SM] = held.append
    link = await connect(response_timeout=5)
    first, second = (asyncio.create_task(link.submit(part(token=n))) for n in range(2))
    await carrier.until(lambda: len(held) == 2)
    held[1].peer.answer(held[1], RINVBNDSTS)
    carrier.behave(held[0])
    assert (await first).outcome is SubmitOutcome.ACCEPTED
    await carrier.until(lambda: len(held) == 3)
    carrier.behave(held[2])
    assert (await second).outcome is SubmitOutcome.ACCEPTED
    assert (len(held), carrier.count(BIND_TRX)) == (3, 2)


@pytest.mark.row("7.bad-bind")
@pytest.mark.parametrize("status", [RINVBNDSTS, 0x08])
async def test_a_bind_that_refuses_everything_does_not_draw_the_traffic(
    carrier: Carrier, connect: Connect, status: int
) -> None:
    def refuse_but_on_one(got: Got) -> None:
        if got.peer is good:
            asyncio.get_running_loop().call_later(0.01, carrier.behave, got)
        else:
            got.peer.answer(got, status)

    link = await connect(binds=2, window=10)
    await carrier.until(lambda: len(carrier.receivers) == 2)
    good = carrier.receivers[1]
    carrier.rules[SUBMIT_SM] = refuse_but_on_one
    results, finished = [], asyncio.Event()

    def done(result: SubmitResult) -> None:
        results.append(result)
        if len(results) == 200:
            finished.set()

    async with asyncio.timeout(10):
        for number in range(200):
            await link.room()
            link.submit_nowait(part(token=number), done)
        await finished.wait()
    refused = sum(result.outcome is not SubmitOutcome.ACCEPTED for result in results)
    # what was out when the first answers came, and no more
    assert refused <= (0 if status == RINVBNDSTS else 20)
    on_bad = sum(got.peer is not good for got in carrier.of(SUBMIT_SM))
    assert on_bad <= 20


def test_a_bind_is_tried_again_carefully_and_trusted_again_once_it_accepts() -> None:
    record = BindRecord()
    assert record.trusted(0.0)
    record.session_failed(0.0)
    assert (record.trusted(14.0), record.trusted(15.0), record.on_probation) == (False, True, True)
    record.session_failed(15.0)
    assert (record.trusted(44.0), record.trusted(45.0)) == (False, True)
    record.accepted()
    assert not record.on_probation
    for _ in range(8):
        record.refused(50.0)
    assert record.trusted(50.0)  # too few to judge by
    record.refused(50.0)
    assert not record.trusted(50.0)


@pytest.mark.row("7.unbind-full-window", "2.unbind-from-peer")
async def test_the_answers_to_a_full_window_are_taken_before_the_unbind_is_answered(
    studio: Studio,
) -> None:
    held: list[Got] = []
    studio.carrier.rules[SUBMIT_SM] = held.append
    async with studio.running(window=4):
        sent = [await studio.sends(f"No. {number}") for number in range(6)]
        await studio.carrier.until(lambda: len(held) == 4)
        peer = held[0].peer
        peer.send(pdu(UNBIND, 0, 77))
        studio.carrier.rules[SUBMIT_SM] = studio.carrier.behave
        for got in held:
            # the session goes on meanwhile
            asked = studio.carrier.deliver(b"", ENQUIRE_LINK, peer)
            assert await studio.carrier.answered(asked, ENQUIRE_LINK) == 0
            assert not studio.carrier.count(UNBIND | RESP)
            studio.carrier.behave(got)
        await studio.carrier.until(lambda: studio.carrier.count(UNBIND | RESP) == 1)
        for one in sent:
            accepted = await studio.stands(one, MessageStatus.ACCEPTED)
            assert accepted.attempt == 1
    assert studio.carrier.count(SUBMIT_SM) == 6
    assert sum(got.peer is peer for got in studio.carrier.of(SUBMIT_SM)) == 4


@pytest.mark.row("7.unbind-full-window")
async def test_the_wait_for_answers_after_an_unbind_is_bounded(
    carrier: Carrier, connect: Connect
) -> None:
    held: list[Got] = []
    carrier.rules[SUBMIT_SM] = held.append
    link = await connect(response_timeout=0.2)
    result = asyncio.create_task(link.submit(part()))
    await carrier.until(lambda: held)
    held[0].peer.send(pdu(UNBIND, 0, 77))
    await carrier.until(lambda: carrier.count(UNBIND | RESP) == 1)
    assert (await result).outcome is SubmitOutcome.UNKNOWN


@pytest.mark.row("7.bad-bind")
async def test_a_carrier_that_refuses_everything_on_its_only_bind_does_not_count_as_working(
    carrier: Carrier, connect: Connect
) -> None:
    carrier.rules[SUBMIT_SM] = lambda got: got.peer.answer(got, RINVBNDSTS)
    link = await connect()
    assert link.working
    result = asyncio.create_task(link.submit(part()))
    await carrier.until(lambda: carrier.count(SUBMIT_SM) >= 3)
    assert not link.working
    carrier.rules.clear()
    assert (await result).outcome is SubmitOutcome.ACCEPTED
    assert link.working


@pytest.mark.row("7.bad-bind")
async def test_of_an_only_bind_every_refusal_counts(carrier: Carrier, connect: Connect) -> None:
    carrier.rules[SUBMIT_SM] = lambda got: got.peer.answer(got, 0x08)
    link = await connect()
    results = [await link.submit(part(token=number)) for number in range(15)]
    assert not any(result.of_bind_alone for result in results)


@pytest.mark.row("7.bad-bind")
async def test_of_several_binds_what_one_refuses_that_is_left_out_is_its_own(
    carrier: Carrier, connect: Connect
) -> None:
    def refuse_but_on_one(got: Got) -> None:
        if got.peer is good:
            carrier.behave(got)
        else:
            held.append(got)

    held: list[Got] = []
    link = await connect(binds=2, window=20)
    await carrier.until(lambda: len(carrier.receivers) == 2)
    good = carrier.receivers[1]
    carrier.rules[SUBMIT_SM] = refuse_but_on_one
    sent = [asyncio.create_task(link.submit(part(token=number))) for number in range(40)]
    await carrier.until(lambda: len(held) == 20)
    for got in held:
        got.peer.answer(got, 0x08)
    refused = [
        one for one in await asyncio.gather(*sent) if one.outcome is not SubmitOutcome.ACCEPTED
    ]
    # the first ten are what it is judged by
    assert [one.of_bind_alone for one in refused] == [False] * 9 + [True] * 11


@pytest.mark.row("7.bad-bind")
async def test_a_bind_that_rests_is_shown_as_such(carrier: Carrier, connect: Connect) -> None:
    """It is bound, but draws nothing while another bind is there."""

    def refuse_but_on_one(got: Got) -> None:
        if got.peer is good:
            carrier.behave(got)
        else:
            got.peer.answer(got, 0x08)

    link = await connect(binds=2, window=10)
    await carrier.until(lambda: len(carrier.receivers) == 2)
    good = carrier.receivers[1]
    carrier.rules[SUBMIT_SM] = refuse_but_on_one
    await asyncio.gather(*(link.submit(part(token=number)) for number in range(40)))
    resting, bound = sorted(link.status(), key=lambda one: one.state is BindState.BOUND)
    assert (resting.state, bound.state) == (BindState.RESTING, BindState.BOUND)
    assert (resting.window, bound.window, bound.words) == (1, 10, "")
    assert "refused" in resting.words
    assert link.state is BindState.RESTING
    assert (link.bound, link.working) == (True, True)


@pytest.mark.row("7.bad-bind")
async def test_it_is_told_why_a_carrier_takes_no_texts(studio: Studio) -> None:
    def told() -> str:
        (one,) = studio.service.status()
        return one["hindrance"]

    studio.carrier.rules[SUBMIT_SM] = lambda got: got.peer.answer(got, RINVBNDSTS)
    async with studio.running():
        assert told() == ""
        sent = await studio.sends()
        await studio.carrier.until(lambda: studio.carrier.count(SUBMIT_SM) >= 2)
        await studio.bound()
        assert told() == "refuses them for the moment"
        studio.carrier.rules.clear()
        await studio.stands(sent, MessageStatus.ACCEPTED)
        assert told() == ""
        await studio.carrier.stop()
        await studio.service.carriers[0].link.until_changed()
        assert told() == "is not connected"
