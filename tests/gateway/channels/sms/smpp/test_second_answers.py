"""A carrier refuses a part and takes it after all: it counts, and is paid for."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from decimal import Decimal

import pytest

from calendar_store.model.messages import Message
from calendar_store.model.statuses import MessageStatus
from gateway.channels.sms.smpp.window import PendingPart, Window
from tests.support.carrier import GENERIC_NACK, SUBMIT_SM, Got, pdu, receipt
from tests.support.link import part
from tests.support.studio import Studio

M = MessageStatus
PRICE = Decimal("0.045")
LONG = "word " * 40  # two parts
BUSY, NO_SUCH_NUMBER, THROTTLED = 0x08, 0x0B, 0x58

pytestmark = pytest.mark.row("7.taken-after-all")


@pytest.fixture
def got(studio: Studio) -> list[Got]:
    """The submit_sm that the carrier leaves to the test to answer."""
    got: list[Got] = []
    studio.carrier.rules[SUBMIT_SM] = got.append
    return got


async def sent(studio: Studio, got: list[Got], text: str = "See you.", parts: int = 1) -> Message:
    message = await studio.sends(text, price=PRICE, parts=parts)
    await studio.carrier.until(lambda: len(got) == parts)
    return message


def refuse(got: Got, status: int) -> None:
    got.peer.answer(got, status)


def take(got: Got, key: bytes) -> None:
    got.peer.answer(got, body=key + b"\0")


def costs(studio: Studio, message: Message, amount: Decimal) -> Callable[[], Awaitable[bool]]:
    async def does() -> bool:
        return (await studio.office.fate(message))[0].cost == amount

    return does


async def test_what_is_taken_before_it_goes_again_does_not_go_again(
    studio: Studio, got: list[Got]
) -> None:
    async with studio.running():
        message = await sent(studio, got)
        refuse(got[0], BUSY)
        await studio.stands(message, M.QUEUED)
        take(got[0], b"a")
        assert (await studio.stands(message, M.ACCEPTED)).cost == PRICE
        studio.now += timedelta(minutes=1)
        await studio.sends("The next")
        await studio.carrier.until(lambda: len(got) == 2)
        await studio.heard(receipt(b"a"))
        await studio.stands(message, M.DELIVERED)
    assert await studio.history(message) == ["queued", "sending", "queued", "accepted", "delivered"]


@pytest.mark.parametrize("flies", [True, False])
async def test_two_that_are_taken_are_paid_for(studio: Studio, got: list[Got], flies: bool) -> None:
    async with studio.running():
        message = await sent(studio, got)
        refuse(got[0], BUSY)
        await studio.stands(message, M.QUEUED)
        studio.now += timedelta(minutes=1)
        await studio.sends("The next")  # wakes the sender, which looks at its clock
        await studio.carrier.until(lambda: len(got) == 3)
        first, *others = got
        again = next(one for one in others if b"See you." in one.body)
        if flies:
            take(first, b"a")
            await studio.stands(message, M.ACCEPTED)
            take(again, b"b")
        else:
            take(again, b"b")
            await studio.stands(message, M.ACCEPTED)
            take(first, b"a")
        await studio.until(costs(studio, message, 2 * PRICE))
        take(first, b"a")  # said twice, it is taken once
        await studio.heard(receipt(b"a"))
        found = await studio.stands(message, M.DELIVERED)
    assert found.cost == 2 * PRICE


@pytest.mark.parametrize("nack", [True, False])
async def test_what_was_refused_for_good_and_taken_is_paid_for_and_may_arrive(
    studio: Studio, got: list[Got], nack: bool
) -> None:
    async with studio.running():
        message = await sent(studio, got)
        if nack:
            got[0].peer.send(pdu(GENERIC_NACK, NO_SUCH_NUMBER, got[0].sequence))
        else:
            refuse(got[0], NO_SUCH_NUMBER)
        assert (await studio.stands(message, M.FAILED)).cost == 0
        take(got[0], b"a")
        await studio.until(costs(studio, message, PRICE))
        assert await studio.status(message) is M.FAILED
        await studio.heard(receipt(b"a"))
        await studio.stands(message, M.DELIVERED)
        assert await studio.alerts() == []


async def test_a_part_that_is_taken_while_the_others_are_out(
    studio: Studio, got: list[Got]
) -> None:
    async with studio.running():
        message = await sent(studio, got, LONG, 2)
        refuse(got[0], BUSY)
        take(got[0], b"a")
        take(got[1], b"b")
        assert (await studio.stands(message, M.ACCEPTED)).cost == 2 * PRICE
    assert len(got) == 2


async def test_a_part_that_is_taken_after_all_is_not_sent_with_the_rest(
    studio: Studio, got: list[Got]
) -> None:
    async with studio.running():
        message = await sent(studio, got, LONG, 2)
        for one in got[:2]:
            refuse(one, BUSY)
        await studio.stands(message, M.QUEUED)
        take(got[0], b"a")
        await studio.until(costs(studio, message, PRICE))
        studio.now += timedelta(minutes=1)
        await studio.sends("The next")
        await studio.carrier.until(lambda: len(got) == 4)
        again = next(one for one in got[2:] if b"word" in one.body)
        take(again, b"b")
        assert (await studio.stands(message, M.ACCEPTED)).cost == 2 * PRICE


async def test_what_is_throttled_and_taken_before_it_goes_again_does_not_go_again(
    studio: Studio, got: list[Got]
) -> None:
    async with studio.running():
        message = await sent(studio, got)
        refuse(got[0], THROTTLED)
        take(got[0], b"a")
        assert (await studio.stands(message, M.ACCEPTED)).cost == PRICE
        await studio.heard(receipt(b"a"))
        await studio.stands(message, M.DELIVERED)
    assert len(got) == 1


@pytest.mark.parametrize(("last", "copies"), [(0, 2), (BUSY, 1), (None, 2)])
async def test_what_is_throttled_and_taken_while_it_goes_again(
    studio: Studio, got: list[Got], last: int | None, copies: int
) -> None:
    async with studio.running():
        message = await sent(studio, got)
        refuse(got[0], THROTTLED)
        await studio.carrier.until(lambda: len(got) == 2)
        take(got[0], b"a")
        if last is None:
            got[1].peer.hang_up()
        else:
            got[1].peer.answer(got[1], last, b"b\0")
        assert (await studio.stands(message, M.ACCEPTED)).cost == copies * PRICE


async def test_so_many_refused_parts_are_remembered_and_no_more() -> None:
    loop = asyncio.get_running_loop()
    window = Window()
    for sequence in range(1, 1_502):
        flight = PendingPart(part(), lambda _: None, sequence, loop.time())
        window.refused(sequence, flight)
    assert window.taken_after_all(501) is None
    assert window.taken_after_all(502) is not None
    assert window.taken_after_all(502) is None
    # under a number that is used anew, another part is out
    window.add(503, PendingPart(part(), lambda _: None, 1, loop.time()), loop.time())
    assert window.taken_after_all(503) is None
