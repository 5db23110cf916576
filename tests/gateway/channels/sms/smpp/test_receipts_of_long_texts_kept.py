"""Receipts of long texts, on their way from the socket into the store: one, or one for a part."""

from datetime import timedelta

import pytest

from calendar_store.model.statuses import MessageStatus
from gateway.channels.sms.smpp.carrier_config import (
    LongMessages,
    ReceiptParts,
)
from tests.support.carrier import (
    SUBMIT_SM,
    Got,
    receipt,
    submitted,
)
from tests.support.studio import Studio

M = MessageStatus
LONG = "word " * 80  # three parts


@pytest.mark.row("7.one-id-for-all-parts", "7.number-missing")
async def test_one_id_for_all_parts_and_a_receipt_without_a_number(studio: Studio) -> None:
    studio.numbered(b"9", b"9", b"9", b"10")
    async with studio.running():
        long, _ = await studio.accepted(LONG)
        short, _ = await studio.accepted()
        await studio.heard(receipt(b"9"))
        await studio.stands(long, M.DELIVERED)
        await studio.heard(receipt(b"10", source=b""))
        await studio.stands(short, M.DELIVERED)


@pytest.mark.row("3.long-all")
async def test_a_long_message_is_delivered_when_all_its_parts_are(studio: Studio) -> None:
    studio.numbered(b"a", b"b", b"c")
    async with studio.running():
        sent, submits = await studio.accepted(LONG)
        assert len(submits) == 3
        for key in (b"c", b"a", b"a"):
            assert await studio.heard(receipt(key)) == 0
            assert await studio.status(sent) is M.ACCEPTED
        await studio.heard(receipt(b"b"))
        await studio.stands(sent, M.DELIVERED)


@pytest.mark.row("3.long-failed")
async def test_a_long_message_has_failed_when_any_part_has(studio: Studio) -> None:
    studio.numbered(b"a", b"b", b"c")
    async with studio.running():
        sent, _ = await studio.accepted(LONG)
        await studio.heard(receipt(b"a"))
        await studio.heard(receipt(b"b", b"EXPIRED"))
        await studio.stands(sent, M.EXPIRED)
        await studio.heard(receipt(b"c"))
    assert await studio.status(sent) is M.EXPIRED


@pytest.mark.parametrize(
    ("parts", "key"),
    [
        pytest.param(ReceiptParts.FIRST, b"a", marks=pytest.mark.row("3.long-first")),
        pytest.param(ReceiptParts.LAST, b"c", marks=pytest.mark.row("3.long-last")),
    ],
)
async def test_one_receipt_decides_where_the_carrier_sends_one(
    studio: Studio, parts: ReceiptParts, key: bytes
) -> None:
    studio.numbered(b"a", b"b", b"c")
    async with studio.running(receipt_parts=parts):
        sent, _ = await studio.accepted(LONG)
        await studio.heard(receipt(key))
        await studio.stands(sent, M.DELIVERED)


@pytest.mark.row("3.long-payload", "4.payload")
async def test_a_long_message_in_one_payload_has_one_receipt(studio: Studio) -> None:
    async with studio.running(long_messages=LongMessages.PAYLOAD):
        sent, submits = await studio.accepted(LONG)
        assert len(submits) == 1
        await studio.heard(receipt(b"id1"))
        assert (await studio.stands(sent, M.DELIVERED)).parts == 3


@pytest.mark.row("3.long-first", "3.long-last")
@pytest.mark.parametrize(
    ("parts", "key", "early"),
    [
        (ReceiptParts.FIRST, b"a", True),
        (ReceiptParts.LAST, b"c", True),
        (ReceiptParts.LAST, b"c", False),
    ],
)
async def test_the_one_receipt_stands_for_a_part_that_went_after_it(
    studio: Studio, parts: ReceiptParts, key: bytes, early: bool
) -> None:
    held: list[Got] = []

    ids = iter((b"a\0", b"", b"c\0"))

    def answer(got: Got) -> None:
        body = next(ids, None)
        if submitted(got.body)["octets"] == b"The next":
            studio.carrier.behave(got)
        elif body is None:
            held.append(got)
        else:
            got.peer.answer(got, 0 if body else 0x08, body)

    studio.carrier.rules[SUBMIT_SM] = answer
    async with studio.running(receipt_parts=parts):
        sent = await studio.sends(LONG)
        await studio.carrier.until(lambda: studio.carrier.count(SUBMIT_SM) == 3)
        await studio.stands(sent, M.QUEUED)
        if early:
            await studio.heard(receipt(key))
        studio.now += timedelta(minutes=1)
        await studio.sends("The next")  # wakes the sender, which else looks after seconds
        await studio.carrier.until(lambda: held)
        if not early:
            await studio.heard(receipt(key))
        held[0].peer.answer(held[0], body=b"b\0")
        await studio.stands(sent, M.DELIVERED)
