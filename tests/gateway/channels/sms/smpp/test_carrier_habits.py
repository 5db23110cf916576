"""What carriers do that the library's own client does not survive: one test for each habit."""

import asyncio
import gc
import weakref
from datetime import timedelta

import pytest

from gateway.channels.sms.smpp.inbound_pdus import Concat, DeliveryReceipt, InboundText
from gateway.channels.sms.smpp.submits import SubmitOutcome
from gateway.wording.reason_words import in_words
from tests.support.carrier import (
    ALERT_NOTIFICATION,
    DATA_SM,
    ENQUIRE_LINK,
    GENERIC_NACK,
    OUTBIND,
    RESP,
    SUBMIT_SM,
    Carrier,
    message,
    pdu,
    submitted,
    tlv,
)
from tests.support.link import Connect, Service, joined, part

RECEIPT = b"id:%s sub:001 dlvrd:001 submit date:%s done date:%s stat:%s err:%s text:-"


class Token:
    """Something of the caller's that can be watched."""


@pytest.mark.row("1.many-outstanding")
async def test_nothing_is_kept_of_parts_that_await_their_receipts(connect: Connect) -> None:
    link = await connect()
    tokens = [Token() for _ in range(2_000)]
    watched = [weakref.ref(token) for token in tokens]
    outcomes: list[SubmitOutcome] = []
    finished = asyncio.Event()

    def done(result: object) -> None:
        outcomes.append(result.outcome)
        if len(outcomes) == len(watched):
            finished.set()

    while tokens:
        await link.room()
        link.submit_nowait(part(token=tokens.pop()), done)
    await finished.wait()
    gc.collect()
    assert set(outcomes) == {SubmitOutcome.ACCEPTED}
    assert [token for token in watched if token() is not None] == []


@pytest.mark.row("1.no-window", "2.window")
async def test_never_more_than_the_window_is_unanswered(carrier: Carrier, connect: Connect) -> None:
    held = []
    carrier.rules[SUBMIT_SM] = held.append
    link = await connect(window=3)
    results: list[object] = []
    for _ in range(5):
        link.submit_nowait(part(), results.append)
    room = asyncio.create_task(link.room())
    await carrier.until(lambda: len(held) == 3)
    # The carrier answers enquire_link in order, so whatever was sent before has arrived by now.
    carrier.receivers[0].send(pdu(ENQUIRE_LINK, sequence=9))
    await carrier.until(lambda: carrier.of(ENQUIRE_LINK | RESP))
    assert len(held) == 3
    assert not room.done()
    for got in tuple(held):
        carrier.behave(got)
    await carrier.until(lambda: len(held) == 5)
    await room
    assert len(results) == 3


@pytest.mark.parametrize("status", [0x400, 0x4FF, 0x12345678, 0xFFFFFFFF])
@pytest.mark.row("1.vendor-status")
async def test_a_status_of_the_vendors_own_is_an_answer(
    carrier: Carrier, connect: Connect, status: int
) -> None:
    link = await connect()
    carrier.rules[SUBMIT_SM] = lambda got: got.peer.answer(got, status)
    result = await link.submit(part())
    assert (result.outcome, result.status) == (SubmitOutcome.REFUSED_TEMPORARY, status)
    assert f"0x{status:X}" in in_words(result.reason)
    assert carrier.connections == 1


@pytest.mark.row("1.unknown-command")
async def test_an_unknown_command_is_answered_with_a_nack(
    carrier: Carrier, connect: Connect
) -> None:
    await connect()
    carrier.receivers[0].send(pdu(0x00010203, sequence=77, body=b"?"))
    await carrier.until(lambda: carrier.of(GENERIC_NACK))
    (nack,) = carrier.of(GENERIC_NACK)
    assert (nack.status, nack.sequence) == (3, 77)
    assert carrier.connections == 1


@pytest.mark.row("2.odd-is-answered")
async def test_a_request_that_only_we_may_make_is_refused_by_its_own_response(
    carrier: Carrier, connect: Connect
) -> None:
    await connect()
    carrier.receivers[0].send(pdu(SUBMIT_SM, sequence=78))
    await carrier.until(lambda: carrier.of(SUBMIT_SM | RESP))
    (answer,) = carrier.of(SUBMIT_SM | RESP)
    assert (answer.status, answer.sequence) == (4, 78)


@pytest.mark.row("1.receipt-dates-and-errors", "3.errors")
async def test_receipts_of_every_shape_are_read_and_acknowledged(
    carrier: Carrier, connect: Connect, service: Service
) -> None:
    await connect()
    shapes = [
        (b"2611221015", b"DELIVRD", b"000"),
        (b"261122101500", b"FAILED", b"0x1A"),
        (b"202611221015", b"UNDELIV", b"EC_ABSENT"),
        (b"2026112210150", b"BUFFRED", b"-1"),
        (b"20261122101500", b"EXPIRED", b"F0"),
        (b"202611221015000", b"ACKED", b""),
    ]
    for number, (date, state, error) in enumerate(shapes):
        text = RECEIPT % (b"m%d" % number, date, date, state, error)
        assert await carrier.answered(carrier.deliver(message(text, esm_class=4))) == 0
    receipts = service.inbound
    assert [receipt.message_id for receipt in receipts] == [f"m{n}" for n in range(6)]
    assert [receipt.error for receipt in receipts] == ["000", "0x1A", "EC_ABSENT", "-1", "F0", None]
    assert all(f"{receipt.done_at:%Y-%m-%d %H:%M}" == "2026-11-22 10:15" for receipt in receipts)


@pytest.mark.row("1.receipt-only-in-tlvs", "3.omitted-fields")
async def test_a_receipt_only_in_tlvs_is_read(
    carrier: Carrier, connect: Connect, service: Service
) -> None:
    await connect()
    tlvs = tlv(0x001E, b"abc\0") + tlv(0x0427, b"\x02") + tlv(0x0423, b"\x03\x00\x1d")
    await carrier.answered(carrier.deliver(message(esm_class=4, tlvs=tlvs)))
    (receipt,) = service.inbound
    assert isinstance(receipt, DeliveryReceipt)
    assert (receipt.message_id, receipt.state, receipt.error) == ("abc", "delivered", "29")


@pytest.mark.row("1.empty-text")
async def test_an_empty_text_arrives_empty(
    carrier: Carrier, connect: Connect, service: Service
) -> None:
    await connect()
    assert await carrier.answered(carrier.deliver(message(b""))) == 0
    (text,) = service.inbound
    assert (text.text, text.octets) == ("", b"")


@pytest.mark.parametrize(
    "sent",
    [
        (0x10, b"ok", "ok"),
        (0x18, "sì".encode("utf-16-be"), "sì"),
        (0xF0, b"ok", "ok"),
        (0xF5, b"\x00\x01\xfe", None),
        (0xFF, b"plain", "plain"),
        (0x0B, b"?", None),
    ],
)
async def test_every_data_coding_is_taken(
    carrier: Carrier, connect: Connect, service: Service, sent: tuple[int, bytes, str | None]
) -> None:
    coding, octets, text = sent
    await connect()
    body = message(octets, data_coding=coding, ton=99, npi=200, tlvs=tlv(0x1403, b"\xff\x00\x80"))
    assert await carrier.answered(carrier.deliver(body)) == 0
    (inbound,) = service.inbound
    assert (inbound.text, inbound.octets, inbound.data_coding) == (text, octets, coding)
    assert inbound.source == "393331234567"


@pytest.mark.parametrize("coding", [0, 1])
@pytest.mark.row("1.outside-the-alphabet")
async def test_octets_outside_the_alphabet_are_read_as_what_they_look_like(
    carrier: Carrier, connect: Connect, service: Service, coding: int
) -> None:
    await connect()
    for octets in ("perché".encode("latin-1"), "perché".encode()):
        assert await carrier.answered(carrier.deliver(message(octets, data_coding=coding))) == 0
    assert [text.text for text in service.inbound] == ["perché", "perché"]


@pytest.mark.row("1.sixteen-bit-reference")
async def test_parts_meet_by_their_16_bit_reference(
    carrier: Carrier, connect: Connect, service: Service
) -> None:
    await connect()
    for number, octets in ((2, b"tomorrow"), (1, b"I come ")):
        header = b"\x06\x08\x04\xab\xcd\x02" + bytes((number,))
        await carrier.answered(carrier.deliver(message(header + octets, esm_class=0x40)))
    assert [text.concat for text in service.inbound] == [Concat(0xABCD, 2, n) for n in (2, 1)]
    assert joined(service.inbound) == "I come tomorrow"


@pytest.mark.row("1.ports-and-tables")
async def test_ports_and_language_tables_are_not_taken_for_parts(
    carrier: Carrier, connect: Connect, service: Service
) -> None:
    await connect()
    for header in (b"\x06\x05\x04\x0b\x84\x23\xf0", b"\x03\x24\x01\x01"):
        await carrier.answered(carrier.deliver(message(header + b"yes", esm_class=0x40)))
    assert [(text.concat, text.text) for text in service.inbound] == [(None, "yes")] * 2


@pytest.mark.row("1.more-than-nine-parts")
async def test_more_than_nine_parts_join_in_order(
    carrier: Carrier, connect: Connect, service: Service
) -> None:
    await connect()
    for number in (10, 1, 11, 2, 9, 3, 8, 4, 7, 5, 6, 6):
        header = b"\x05\x00\x03\x07\x0b" + bytes((number,))
        body = message(header + b"%d " % number, esm_class=0x40)
        await carrier.answered(carrier.deliver(body))
    assert joined(service.inbound) == "1 2 3 4 5 6 7 8 9 10 11 "


@pytest.mark.row("1.several-receipts")
async def test_every_receipt_of_a_message_is_handed_over(
    carrier: Carrier, connect: Connect, service: Service
) -> None:
    await connect()
    for state in (b"ACCEPTD", b"DELIVRD", b"DELIVRD"):
        text = RECEIPT % (b"m1", b"2611221015", b"2611221015", state, b"000")
        await carrier.answered(carrier.deliver(message(text, esm_class=4)))
    assert [(r.message_key, r.state, r.final) for r in service.inbound] == [
        ("m1", "accepted", False),
        ("m1", "delivered", True),
        ("m1", "delivered", True),
    ]
    first, second, third = (receipt.fingerprint for receipt in service.inbound)
    assert first != second
    assert second == third


@pytest.mark.row("1.store-fault", "1.response-status", "2.cannot-commit")
async def test_a_store_that_fails_makes_the_carrier_try_again(
    carrier: Carrier, connect: Connect, service: Service
) -> None:
    link = await connect()
    service.failing = True
    assert await carrier.answered(carrier.deliver(message(b"yes"))) == 0x64
    service.failing = False
    assert await carrier.answered(carrier.deliver(message(b"yes"))) == 0
    assert (await link.submit(part())).outcome is SubmitOutcome.ACCEPTED
    assert carrier.connections == 1
    assert [text.text for text in service.inbound] == ["yes"]


@pytest.mark.row("1.negative-zone")
async def test_validity_is_relative_and_so_has_no_zone(carrier: Carrier, connect: Connect) -> None:
    link = await connect()
    await link.submit(part(validity=timedelta(days=2, hours=3, minutes=4, seconds=5)))
    await link.submit(part(validity=timedelta(seconds=-5)))
    await link.submit(part(validity=timedelta(weeks=500)))
    sent = [submitted(got.body)["validity"] for got in carrier.of(SUBMIT_SM)]
    assert sent == [b"000002030405000R", b"000000000001000R", b"010216000000000R"]


@pytest.mark.row("2.data-sm")
async def test_data_sm_is_taken_as_deliver_sm_is(
    carrier: Carrier, connect: Connect, service: Service
) -> None:
    await connect()
    body = b"\0\x01\x01393331234567\0\x01\x01390699000111\0\x00\x00\x08"
    body += tlv(0x0424, "sì".encode("utf-16-be"))
    sequence = carrier.deliver(body, DATA_SM)
    assert await carrier.answered(sequence, DATA_SM) == 0
    (text,) = service.inbound
    assert isinstance(text, InboundText)
    assert (text.text, text.source) == ("sì", "+393331234567")


@pytest.mark.row("2.alert-notification")
async def test_notes_are_taken_without_an_answer(
    carrier: Carrier, connect: Connect, service: Service
) -> None:
    await connect()
    carrier.receivers[0].send(pdu(ALERT_NOTIFICATION, body=b"\x01\x01393331234567\0"))
    carrier.receivers[0].send(pdu(OUTBIND, body=b"smsc\0pw\0"))
    assert await carrier.answered(carrier.deliver(message(b"yes"))) == 0
    assert not carrier.of(GENERIC_NACK)
    assert not carrier.of(ALERT_NOTIFICATION | RESP) + carrier.of(OUTBIND | RESP)
    assert carrier.connections == 1


@pytest.mark.parametrize("body", [b"", b"\0", b"\0\x01\x01" + b"9" * 40, message(b"yes")[:-2]])
@pytest.mark.row("2.odd-is-answered")
async def test_a_body_that_ends_early_is_stored_all_the_same(
    carrier: Carrier, connect: Connect, service: Service, body: bytes
) -> None:
    await connect()
    assert await carrier.answered(carrier.deliver(body)) == 0
    assert len(service.inbound) == 1
