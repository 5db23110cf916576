"""Carriers that want less: parts wait, keep their order, and none is lost."""

import asyncio
import random
from collections import Counter
from dataclasses import replace

import pytest

from gateway.channels.sms.smpp.link import Link
from gateway.channels.sms.smpp.submits import Submit, SubmitOutcome, SubmitResult
from gateway.wording.reason_words import in_words
from tests.support.carrier import SUBMIT_SM, Carrier, Got, Peer, submitted
from tests.support.link import Connect, part

THROTTLED, QUEUE_FULL = 0x58, 0x14


def from_number(number: int, count: int) -> Submit:
    """A part of one of our numbers that says which it is."""
    return replace(part(b"%d" % count, token=(number, count)), source=f"+39069900{number:04d}")


def numbers_of(came: list[Got]) -> list[tuple[int, int]]:
    """Return the tokens of parts as the carrier received them."""
    fields = [submitted(got.body) for got in came]
    return [(int(one["source"][2][-4:]), int(one["octets"])) for one in fields]


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
    assert {result.outcome for result in results} == {SubmitOutcome.ACCEPTED}
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
    assert (await answer).outcome is SubmitOutcome.ACCEPTED
    await room


async def test_a_part_that_is_throttled_for_too_long_is_handed_back(
    carrier: Carrier, connect: Connect
) -> None:
    link = await connect(response_timeout=0.2)
    carrier.rules[SUBMIT_SM] = lambda got: got.peer.answer(got, 0x58)
    result = await link.submit(part())
    assert result.outcome is SubmitOutcome.REFUSED_TEMPORARY
    assert in_words(result.reason) == "the carrier takes too few messages"


async def test_a_part_is_handed_back_unsent_where_there_is_no_connection(
    carrier: Carrier, connect: Connect
) -> None:
    await carrier.stop()
    link = await connect(bound=False, response_timeout=0.05)
    result = await link.submit(part())
    assert (result.outcome, in_words(result.reason)) == (
        SubmitOutcome.REFUSED_TEMPORARY,
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
    unknown = sum(result.outcome is SubmitOutcome.UNKNOWN for result in results)
    accepted = sum(result.outcome is SubmitOutcome.ACCEPTED for result in results)
    assert unknown + accepted == 300
    assert cuts >= 3
    assert cuts <= unknown <= 10 * cuts


async def test_a_number_at_its_limit_holds_up_no_other_and_keeps_its_order(
    carrier: Carrier, connect: Connect
) -> None:
    link = await connect(max_parts_per_second_per_number=20)
    loop = asyncio.get_running_loop()
    began = loop.time()
    parts = [*(from_number(0, n) for n in range(8)), *(from_number(n, 0) for n in range(1, 6))]
    await asyncio.gather(*(link.submit(one) for one in parts))
    # 8 parts at 20/s take 0.35 s, less the 20 ms that may go ahead
    assert loop.time() - began >= 0.32
    came = numbers_of(carrier.of(SUBMIT_SM))
    assert came[:6] == [(number, 0) for number in range(6)]
    assert came[6:] == [(0, n) for n in range(1, 8)]


async def test_the_numbers_share_the_pace_of_the_carrier(
    carrier: Carrier, connect: Connect
) -> None:
    link = await connect(max_parts_per_second=200, max_parts_per_second_per_number=100)
    loop = asyncio.get_running_loop()
    began = loop.time()
    await asyncio.gather(*(link.submit(from_number(n % 4, n)) for n in range(80)))
    # 100/s each would be done in 0.2 s
    assert loop.time() - began >= 0.37


async def test_a_long_wait_of_one_number_does_not_put_off_the_next_turn_of_the_carrier(
    carrier: Carrier, connect: Connect
) -> None:
    link = await connect(max_parts_per_second=100, max_parts_per_second_per_number=1)
    second = asyncio.create_task(link.submit(from_number(0, 1)))
    third = asyncio.create_task(link.submit(from_number(0, 2)))
    loop = asyncio.get_running_loop()
    began = loop.time()
    await asyncio.gather(*(link.submit(from_number(number, 0)) for number in range(1, 20)))
    assert loop.time() - began < 0.7
    assert (second.done(), third.done()) == (True, False)
    third.cancel()


async def test_the_link_tells_which_numbers_have_enough_waiting(
    carrier: Carrier, connect: Connect
) -> None:
    link = await connect(max_parts_per_second_per_number=10, response_timeout=0.2)
    assert link.over_limit() == ()
    answers = [asyncio.create_task(link.submit(from_number(0, n))) for n in range(11)]
    answers.append(asyncio.create_task(link.submit(from_number(1, 0))))
    await answers[-1]
    assert link.over_limit() == ("+390699000000",)
    await link.stop(0.2)
    results = [await answer for answer in answers]
    assert results[-1].outcome is SubmitOutcome.ACCEPTED
    assert "stopping" in in_words(results[-2].reason)


class MoodyCarrier:
    """Answers late, in any order, and throttles now and then; counts what it owes each session."""

    def __init__(self, carrier: Carrier, dice: random.Random, throttling: float) -> None:
        self.most: Counter[Peer] = Counter()
        self.refused = 0
        self._carrier, self._dice, self._throttling = carrier, dice, throttling
        self._owed: Counter[Peer] = Counter()
        carrier.rules[SUBMIT_SM] = self._take

    def _take(self, got: Got) -> None:
        self._owed[got.peer] += 1
        self.most[got.peer] = max(self.most[got.peer], self._owed[got.peer])
        loop = asyncio.get_running_loop()
        loop.call_later(self._dice.uniform(0, 0.01), self._answer, got)

    def _answer(self, got: Got) -> None:
        self._owed[got.peer] -= 1
        if self._dice.random() < self._throttling:
            self.refused += 1
            got.peer.answer(got, self._dice.choice((THROTTLED, QUEUE_FULL)))
        else:
            self._carrier.behave(got)


@pytest.mark.row("2.window")
@pytest.mark.parametrize("seed", range(12))
async def test_no_bind_has_more_unanswered_than_its_window_whatever_happens(
    carrier: Carrier, connect: Connect, seed: int
) -> None:
    dice = random.Random(seed)
    window, binds, numbers = dice.randint(1, 8), dice.randint(1, 4), dice.randint(1, 5)
    throttling = dice.choice((0, 0.03, 0.1))
    moody = MoodyCarrier(carrier, dice, throttling)
    link = await connect(
        window=window,
        binds=binds,
        max_parts_per_second=dice.choice((0, 200)),
        max_parts_per_second_per_number=dice.choice((0, 150)),
    )
    parts = [from_number(dice.randrange(numbers), n) for n in range(80)]
    async with asyncio.timeout(20):
        results = await asyncio.gather(*(link.submit(one) for one in parts))
    assert [result.token for result in results] == [one.token for one in parts]
    assert {result.outcome for result in results} == {SubmitOutcome.ACCEPTED}
    assert carrier.count(SUBMIT_SM) == len(parts) + moody.refused
    assert max(moody.most.values()) <= window
    if not throttling and binds == 1:
        came = numbers_of(carrier.of(SUBMIT_SM))
        # within a number in the order of submission, whatever the numbers do to each other
        assert sorted(came, key=lambda one: one[0]) == sorted(came)


class Meter:
    """A carrier that takes a while to answer and can be told to take only so many a second."""

    def __init__(self, carrier: Carrier) -> None:
        self.most: float | None = None
        self.accepted: list[float] = []
        self.refused = 0
        self._carrier = carrier
        self._second: Counter[int] = Counter()
        carrier.rules[SUBMIT_SM] = self._take

    def _take(self, got: Got) -> None:
        asyncio.get_running_loop().call_later(0.02, self._answer, got)

    def _answer(self, got: Got) -> None:
        now = asyncio.get_running_loop().time()
        if self.most is not None and self._second[int(now)] >= self.most:
            self.refused += 1
            got.peer.answer(got, THROTTLED)
        else:
            self._second[int(now)] += 1
            self.accepted.append(now)
            self._carrier.behave(got)

    def rate(self, since: float, until: float) -> float:
        """How many a second it took between two moments."""
        return sum(since <= at < until for at in self.accepted) / (until - since)


async def feed(link: Link, results: list[SubmitResult]) -> None:
    """Hand over parts for as long as there is room for them, until cancelled."""
    number = 0
    while True:
        await link.room()
        link.submit_nowait(part(b"%d" % number, token=number), results.append)
        number += 1


@pytest.mark.row("2.throttled-pause")
@pytest.mark.parametrize("most", [0, 40])
async def test_the_full_rate_is_found_again_within_seconds_after_a_throttling(
    carrier: Carrier, connect: Connect, most: int
) -> None:
    link = await connect(window=20)
    meter, loop, results = Meter(carrier), asyncio.get_running_loop(), []
    feeding = asyncio.create_task(feed(link, results))
    began = loop.time()
    await carrier.until(lambda: len(meter.accepted) >= 200)
    full = meter.rate(began, loop.time())
    meter.most = most
    # long enough for several pauses, one longer than the other where nothing is taken at all
    await carrier.until(lambda: meter.refused and loop.time() - began > 1.5)
    meter.most, ended = None, loop.time()
    # within the five seconds that `until` waits
    await carrier.until(
        lambda: loop.time() - ended > 0.5 and _recent(meter, loop.time()) > full / 2
    )
    feeding.cancel()
    await link.stop(2)
    assert {result.outcome for result in results} == {SubmitOutcome.ACCEPTED}
    assert sorted(result.token for result in results) == list(range(len(results)))
    assert len(meter.accepted) == len(results)


def _recent(meter: Meter, now: float) -> float:
    return meter.rate(now - 0.25, now)
