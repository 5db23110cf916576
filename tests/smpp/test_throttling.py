"""Carriers that want less: parts wait, keep their order, and none is lost."""

import asyncio

import pytest

from gateway.smpp.values import Outcome, SubmitResult
from tests.smpp.carrier import SUBMIT_SM, Carrier, Got, submitted
from tests.smpp.conftest import Connect, part


@pytest.mark.row("2.throttled-order")
async def test_throttled_parts_are_sent_again_in_their_order(
    carrier: Carrier, connect: Connect
) -> None:
    link = await connect(window=10)
    taken: list[bytes] = []

    def throttle_the_first_seven(got: Got) -> None:
        if carrier.count(SUBMIT_SM) <= 7:
            got.peer.answer(got, 0x58 if carrier.count(SUBMIT_SM) % 2 else 0x14)
        else:
            taken.append(submitted(got.body)["octets"])
            carrier.behave(got)

    carrier.rules[SUBMIT_SM] = throttle_the_first_seven
    results: list[SubmitResult] = []
    finished = asyncio.Event()

    def done(result: SubmitResult) -> None:
        results.append(result)
        if len(results) == 30:
            finished.set()

    for number in range(30):
        link.submit_nowait(part(b"%d" % number, token=number), done)
    async with asyncio.timeout(5):
        await finished.wait()
    assert {result.outcome for result in results} == {Outcome.ACCEPTED}
    assert sorted(result.token for result in results) == list(range(30))
    # 7, 8 and 9 were under way when the first refusal came; all others are in order.
    others = [int(number) for number in taken if number not in {b"7", b"8", b"9"}]
    assert others == sorted(others)


@pytest.mark.row("2.throttled-pause")
async def test_a_throttled_bind_pauses_and_says_so(carrier: Carrier, connect: Connect) -> None:
    link = await connect(window=8)
    carrier.rules[SUBMIT_SM] = lambda got: got.peer.answer(got, 0x58)
    answer = asyncio.create_task(link.submit(part()))
    await carrier.until(lambda: carrier.count(SUBMIT_SM) == 2)  # the first, and after the pause
    (status,) = link.status()
    assert status.window < 8
    room = asyncio.create_task(link.room())
    await asyncio.sleep(0)
    assert not room.done()
    carrier.rules.clear()
    assert (await answer).outcome is Outcome.ACCEPTED
    await room


async def test_a_part_that_is_throttled_for_too_long_is_handed_back(
    carrier: Carrier, connect: Connect
) -> None:
    link = await connect(response_timeout=0.2)
    carrier.rules[SUBMIT_SM] = lambda got: got.peer.answer(got, 0x58)
    result = await link.submit(part())
    assert result.outcome is Outcome.REFUSED_TEMPORARY
    assert result.words == "the carrier takes too few messages"


async def test_a_part_is_handed_back_unsent_where_there_is_no_connection(
    carrier: Carrier, connect: Connect
) -> None:
    await carrier.stop()
    link = await connect(bound=False, response_timeout=0.05)
    result = await link.submit(part())
    assert (result.outcome, result.words) == (
        Outcome.REFUSED_TEMPORARY,
        "no connection to the carrier",
    )


@pytest.mark.row("2.rate-in-parts")
async def test_the_pace_counts_parts_over_all_binds(carrier: Carrier, connect: Connect) -> None:
    link = await connect(binds=2, max_parts_per_second=200)
    loop = asyncio.get_running_loop()
    began = loop.time()
    await asyncio.gather(*(link.submit(part()) for _ in range(60)))
    # 60 parts at 200/s take 0.3 s, less the 20 ms that may go ahead.
    assert loop.time() - began >= 0.27
    assert carrier.count(SUBMIT_SM) == 60


@pytest.mark.row("2.doubled-by-a-cut")
async def test_a_cut_leaves_no_more_than_a_window_in_doubt_and_loses_nothing(
    carrier: Carrier, connect: Connect
) -> None:
    link = await connect(window=10, reconnect_max=0.01)
    cuts = 0

    def cut_now_and_then(got: Got) -> None:
        nonlocal cuts
        if carrier.count(SUBMIT_SM) % 60 == 0:
            cuts += 1
            got.peer.cut()
        else:
            carrier.behave(got)

    carrier.rules[SUBMIT_SM] = cut_now_and_then
    results: list[SubmitResult] = []
    async with asyncio.timeout(20):
        for number in range(300):
            await link.room()
            link.submit_nowait(part(token=number), results.append)
        await link.stop(5)
    assert sorted(result.token for result in results) == list(range(300))
    unknown = sum(result.outcome is Outcome.UNKNOWN for result in results)
    accepted = sum(result.outcome is Outcome.ACCEPTED for result in results)
    assert unknown + accepted == 300
    assert cuts >= 3
    assert cuts <= unknown <= 10 * cuts
