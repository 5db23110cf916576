"""Responses that come after their part was given up: nothing is sent twice for want of them."""

import pytest

from calendar_store.statuses import MessageStatus
from tests.smpp.carrier import SUBMIT_SM, Got, receipt
from tests.smpp.studio import Studio

LONG = "word " * 40  # two parts


@pytest.fixture
def held(studio: Studio) -> list[Got]:
    """The submit_sm that the carrier leaves unanswered."""
    held: list[Got] = []
    studio.carrier.rules[SUBMIT_SM] = held.append
    return held


@pytest.mark.row("2.late-response")
async def test_a_late_acceptance_is_remembered_so_that_its_receipt_is_understood(
    studio: Studio, held: list[Got]
) -> None:
    async with studio.running(response_timeout=0.2):
        message = await studio.sends()
        await studio.carrier.until(lambda: len(held) == 2)  # sent again after the silence
        held[0].peer.answer(held[0], body=b"late-1\0")
        assert await studio.heard(receipt(b"late-1")) == 0
        await studio.stands(message, MessageStatus.DELIVERED)
        held[1].peer.answer(held[1], body=b"id-2\0")
    assert await studio.status(message) is MessageStatus.DELIVERED


@pytest.mark.row("2.late-response")
async def test_what_waits_to_be_sent_again_is_not_once_the_answer_has_come(
    studio: Studio, held: list[Got]
) -> None:
    async with studio.running(response_timeout=0.2, window=2):
        # an urgent one takes the only place each time, so that the first has to wait in the queue
        message = await studio.sends(LONG, priority=5)
        await studio.carrier.until(lambda: len(held) == 2)
        for _ in range(2):
            await studio.sends("Urgent", priority=0)
        await studio.carrier.until(lambda: len(held) == 4)
        assert await studio.status(message) is MessageStatus.QUEUED
        for got in held[:2]:
            got.peer.answer(got, body=b"late-%d\0" % got.sequence)
        found = await studio.stands(message, MessageStatus.ACCEPTED)
        assert (found.attempt, found.parts) == (1, 2)
        del studio.carrier.rules[SUBMIT_SM]
    assert await studio.history(message) == ["queued", "sending", "unknown", "queued", "accepted"]
    assert {key for _, key in await studio.carrier_ids()} >= {
        f"late-{got.sequence}" for got in held[:2]
    }


@pytest.mark.row("2.late-response")
async def test_half_of_a_long_text_answered_late_is_not_the_whole(
    studio: Studio, held: list[Got]
) -> None:
    async with studio.running(response_timeout=0.2, window=2):
        message = await studio.sends(LONG, priority=5)
        await studio.carrier.until(lambda: len(held) == 2)
        for _ in range(2):
            await studio.sends("Urgent", priority=0)
        await studio.carrier.until(lambda: len(held) == 4)
        held[0].peer.answer(held[0], body=b"late-1\0")
        held[1].peer.answer(held[1], status=0x0B)
        await studio.carrier.until(lambda: len(held) > 4)
    assert "accepted" not in await studio.history(message)
    assert [key for _, key in await studio.carrier_ids()] == ["late-1"]


@pytest.mark.row("2.late-response")
async def test_a_receipt_that_waited_for_the_late_answer_is_applied(
    studio: Studio, held: list[Got]
) -> None:
    async with studio.running(response_timeout=0.2, window=1):
        message = await studio.sends(priority=5)
        await studio.carrier.until(lambda: held)
        await studio.sends("Urgent", priority=0)
        await studio.carrier.until(lambda: len(held) == 2)
        assert await studio.heard(receipt(b"late-1", b"UNDELIV")) == 0
        assert await studio.parked() == 1
        held[0].peer.answer(held[0], body=b"late-1\0")
        await studio.stands(message, MessageStatus.FAILED)
    assert await studio.alerts() == ["not delivered: the number cannot be reached"]
