"""Responses that are overdue on a connection that lives: slow is not lost, copies are bounded."""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest

from calendar_store.messages import outbox
from calendar_store.model.messages import Message
from calendar_store.model.statuses import MessageStatus
from gateway.channels.sms.smpp.submits import SubmitOutcome
from gateway.channels.sms.smpp.window import PendingPart, Window
from gateway.messaging.leases import LEASE
from gateway.wording.reason_words import in_words
from tests.support.carrier import BIND_TRX, SUBMIT_SM, UNBIND, Carrier, Got, receipt, submitted
from tests.support.link import Connect, Service, part
from tests.support.studio import Studio

M = MessageStatus
LONG = "word " * 40  # two parts


@pytest.fixture
def held(studio: Studio) -> list[Got]:
    """The submit_sm that the carrier leaves unanswered."""
    held: list[Got] = []
    studio.carrier.rules[SUBMIT_SM] = held.append
    return held


async def slow(studio: Studio, message: Message, count: int = 2) -> None:
    """Wait until the history of a message says that its response is overdue."""

    async def told() -> bool:
        return (await studio.history(message)).count("sending") == count

    await studio.until(told)


@pytest.mark.row("7.slow-is-not-lost", "2.late-response")
async def test_every_text_of_a_carrier_that_answers_late_is_submitted_once(studio: Studio) -> None:
    timeout = 0.2

    def answer_late(got: Got) -> None:
        asyncio.get_running_loop().call_later(timeout + 0.5, studio.carrier.behave, got)

    studio.carrier.rules[SUBMIT_SM] = answer_late
    async with studio.running(response_timeout=timeout, window=3):
        queued = [await studio.sends(f"No. {number}") for number in range(6)]
        for one in queued:
            await studio.stands(one, M.ACCEPTED)
    texts = Counter(submitted(got.body)["octets"] for got in studio.carrier.of(SUBMIT_SM))
    assert texts == {b"No. %d" % number: 1 for number in range(6)}
    assert studio.carrier.connections == 1


@pytest.mark.row("7.slow-is-not-lost", "2.silence-is-unknown")
async def test_what_is_overdue_is_shown_and_others_go_on_beside_it(
    studio: Studio, held: list[Got]
) -> None:
    async with studio.running(response_timeout=0.2, window=1):
        first = await studio.sends()
        await slow(studio, first)
        second = await studio.sends("The next")
        await studio.carrier.until(lambda: len(held) == 2)
        await slow(studio, second)
        # twice the window is out: the carrier is given no more
        third = await studio.sends("And one more")
        for got in held:
            studio.carrier.behave(got)
        await studio.carrier.until(lambda: len(held) == 3)
        studio.carrier.behave(held[2])
        for one in (first, second, third):
            await studio.stands(one, M.ACCEPTED)
    assert await studio.history(first) == ["queued", "sending", "sending", "accepted"]


@pytest.mark.row("7.slow-is-not-lost")
async def test_a_lease_is_renewed_while_the_response_is_awaited(
    studio: Studio, held: list[Got]
) -> None:
    async with studio.running(response_timeout=0.2):
        message = await studio.sends()
        await slow(studio, message)
        for _ in range(4):
            studio.now += LEASE / 2
            seen = len(held)
            await studio.sends("The next")  # wakes the sender, which looks at its clock
            await studio.carrier.until(lambda seen=seen: len(held) > seen)
            await studio.service._sweeper.sweep()
        assert await studio.status(message) is M.SENDING
        studio.carrier.behave(held[0])
        await studio.stands(message, M.ACCEPTED)
    assert [submitted(got.body)["octets"] for got in held].count(b"See you.") == 1


@pytest.mark.row("7.one-resend", "2.unknown-goes-again")
async def test_it_goes_once_more_when_the_session_has_ended_and_never_a_third_time(
    studio: Studio, held: list[Got]
) -> None:
    async with studio.running(response_timeout=0.2):
        message = await studio.sends()
        await slow(studio, message)
        assert len(held) == 1
        held[0].peer.cut()
        await studio.bound()
        await studio.carrier.until(lambda: len(held) == 2)
        held[1].peer.cut()
        await studio.stands(message, M.UNKNOWN)
        await studio.bound()
        await studio.carrier.until(lambda: studio.carrier.count(BIND_TRX) == 3)
        await studio.sends("The next")
        await studio.carrier.until(lambda: len(held) == 3)
    texts = [submitted(got.body)["octets"] for got in held]
    assert texts == [b"See you.", b"See you.", b"The next"]
    (alert,) = await studio.alerts()
    assert alert.endswith("not sent again: it may have gone out twice")


@pytest.mark.row("7.one-resend")
async def test_the_count_of_resends_outlives_the_process(studio: Studio, held: list[Got]) -> None:
    async with studio.running(response_timeout=0.2):
        message = await studio.sends()
        await studio.carrier.until(lambda: len(held) == 1)
    async with studio.running(response_timeout=0.2):
        await studio.carrier.until(lambda: len(held) == 2)
    async with studio.running(response_timeout=0.2):
        await studio.stands(message, M.UNKNOWN)
        await studio.sends("The next")
        await studio.carrier.until(lambda: len(held) == 3)
    assert [submitted(got.body)["octets"] for got in held].count(b"See you.") == 2


@pytest.mark.row("7.one-resend")
async def test_of_a_long_text_only_what_may_be_missing_goes_again(
    studio: Studio, held: list[Got]
) -> None:
    async with studio.running(response_timeout=0.2):
        message = await studio.sends(LONG)
        await studio.carrier.until(lambda: len(held) == 2)
        held[0].peer.answer(held[0], body=b"one\0")
        await slow(studio, message)
        held[0].peer.cut()
        await studio.bound()
        await studio.carrier.until(lambda: len(held) == 3)
        held[2].peer.answer(held[2], body=b"two\0")
        await studio.stands(message, M.ACCEPTED)
        assert submitted(held[2].body)["octets"] == submitted(held[1].body)["octets"]
        for key in (b"one", b"two"):
            await studio.heard(receipt(key))
        await studio.stands(message, M.DELIVERED)


async def refused(studio: Studio, message: Message, attempt: int) -> Message:
    """Wait until an attempt was refused for the moment; the message as it waits."""
    seen: list[Message] = []

    async def waits() -> bool:
        seen.append((await studio.office.fate(message))[0])
        return (seen[-1].status, seen[-1].attempt) == (M.QUEUED, attempt)

    await studio.until(waits)
    return seen[-1]


@pytest.mark.row("7.one-resend", "2.temporary-status")
async def test_a_part_that_was_taken_is_not_sent_again_with_one_that_was_refused(
    studio: Studio,
) -> None:
    def refuse_second_part(got: Got) -> None:
        octets = submitted(got.body)["octets"]
        got.peer.answer(got, status=0x45 if octets[5] == 2 else 0, body=b"id\0")

    studio.carrier.rules[SUBMIT_SM] = refuse_second_part
    async with studio.running():
        message = await studio.sends(LONG)
        for attempt in range(1, 4):
            waiting = await refused(studio, message, attempt)
            studio.now = waiting.not_before
            await studio.accepted("Wakes the sender")
            await studio.carrier.until(
                lambda attempt=attempt: studio.carrier.count(SUBMIT_SM) >= 2 + 2 * attempt
            )
    parts = Counter(
        octets[5]
        for got in studio.carrier.of(SUBMIT_SM)
        if (octets := submitted(got.body)["octets"])[0] == 5
    )
    assert parts[1] == 1
    assert parts[2] >= 3


@pytest.mark.row("7.unanswered-for-long", "fire.answers-nothing")
async def test_a_session_on_which_a_submit_is_never_answered_is_ended_after_the_others(
    studio: Studio, held: list[Got]
) -> None:
    async with studio.running(response_timeout=0.2, unanswered_limit=1.0):
        message = await studio.sends()
        await studio.carrier.until(lambda: held)
        studio.carrier.rules[SUBMIT_SM] = studio.carrier.behave
        await studio.carrier.until(lambda: studio.carrier.count(UNBIND))
        await studio.bound()
        await studio.stands(message, M.ACCEPTED)
    assert studio.carrier.connections == 2
    assert studio.carrier.count(SUBMIT_SM) == 2


@pytest.mark.row("7.slow-is-not-lost", "2.late-response")
async def test_a_response_that_is_overdue_is_the_result_of_its_part(
    carrier: Carrier, connect: Connect, service: Service
) -> None:
    held: list[Got] = []
    carrier.rules[SUBMIT_SM] = held.append
    link = await connect(response_timeout=0.2)
    told = asyncio.Event()
    link.on_slow = lambda token: (service.slow.append(token), told.set())
    waiting = asyncio.create_task(link.submit(part(token="t1")))
    await carrier.until(lambda: held)
    async with asyncio.timeout(5):
        await told.wait()
    assert service.slow == ["t1"]
    assert not waiting.done()
    carrier.behave(held[0])
    result = await waiting
    assert (result.outcome, result.carrier_message_id) == (SubmitOutcome.ACCEPTED, "id1")


@pytest.mark.row("7.slow-is-not-lost", "2.window")
def test_no_more_than_twice_the_window_is_ever_unanswered() -> None:
    window, sent = Window(), 0
    for turn in range(10):
        while window.room(3, 3) > 0:
            sent += 1
            window.add(
                window.next_sequence(), PendingPart(part(), lambda _: None, sent, turn), turn
            )
        window.overdue(turn + 1, timeout=1)
        assert len(window) <= 6
    assert (sent, window.room(3, 3)) == (6, 0)
    assert window.lost_at(limit=300) == 300
    assert [window.answered(number) is not None for number in (1, 6, 1)] == [True, True, False]
    assert window.room(3, 3) == 2
    assert len(window.abandon()) == 4


@pytest.mark.row("7.late-ends-it")
async def test_an_acceptance_that_comes_after_the_lease_ends_the_message_while_another_flies(
    studio: Studio, held: list[Got]
) -> None:
    async with studio.running():
        message = await studio.sends()
        await studio.carrier.until(lambda: held)
        # the lease was not renewed in time: another process takes the attempt to be lost
        async with studio.database.write() as tx:
            leased = (await studio.office.fate(message))[0]
            await outbox.renew(tx, [leased], studio.owner, studio.now)
        studio.service._sweeper._under_way = lambda _: False
        await studio.service._sweeper.sweep()
        await studio.carrier.until(lambda: len(held) == 2)
        assert await studio.status(message) is M.SENDING
        held[0].peer.answer(held[0], body=b"late-1\0")
        await studio.stands(message, M.ACCEPTED)
        held[1].peer.answer(held[1], status=0x0B)
        studio.carrier.rules[SUBMIT_SM] = studio.carrier.behave
        await studio.accepted("The next")
        assert await studio.status(message) is M.ACCEPTED
        await studio.heard(receipt(b"late-1"))
        await studio.stands(message, M.DELIVERED)


@pytest.mark.row("7.one-resend")
async def test_what_may_have_gone_before_its_time_passed_is_not_called_unsent(
    studio: Studio, held: list[Got]
) -> None:
    async with studio.running():
        message = await studio.sends(expires_at=studio.now + timedelta(minutes=1))
        await studio.carrier.until(lambda: held)
    studio.now += timedelta(minutes=2)
    async with studio.running():
        found = await studio.stands(message, M.UNKNOWN)
    assert in_words(found.reason) == "it may have been sent: its time passed before that was known"
    assert len(held) == 1
