"""The sandbox carrier over a real socket, seen by a client in plain bytes."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from gateway.demo.carrier import DeliveryRefused, SandboxCarrier
from gateway.demo.habits import Habits, Share
from tests.support.sandbox_client import (
    DELIVER_SM,
    ENQUIRE_LINK,
    RESP,
    SUBMIT_SM,
    UNBIND,
    RawClient,
    submit_body,
    tlv,
)

ADA = "+393331234567"
AURORA = "+390699000111"


async def test_a_text_is_accepted_shown_on_the_phone_and_receipted(carrier, connect):
    client = await connect()
    answer = await client.ask(SUBMIT_SM, submit_body(b"See you at 10:00"))
    assert (answer.command, answer.status, answer.body) == (SUBMIT_SM | RESP, 0, b"1\0")
    (shown,) = carrier.texts(ADA)
    assert (shown.from_, shown.to, shown.text) == (AURORA, ADA, "See you at 10:00")
    assert not shown.outgoing
    esm_class, receipt = await client.delivery()
    assert esm_class == 0x04
    assert receipt.startswith(b"id:1 sub:001 dlvrd:001 submit date:")
    assert b" stat:DELIVRD err:000 text:" in receipt


async def test_a_receipt_says_when_and_which_in_its_tlvs_too(connect):
    noon = datetime(2026, 11, 24, 12, tzinfo=UTC)
    carrier = SandboxCarrier(clock=lambda: noon)
    await carrier.start()
    client = await connect(to=carrier)
    await client.ask(SUBMIT_SM, submit_body(b"Hello"))
    body = (await client.read()).body
    await carrier.stop()
    assert b"submit date:2611241200 done date:2611241200" in body
    assert body.endswith(tlv(0x001E, b"1\0") + tlv(0x0427, b"\x02"))


@pytest.mark.parametrize(
    ("wanted", "refused", "receipted"),
    [(0, False, False), (1, False, True), (2, False, False), (2, True, True), (0, True, False)],
)
async def test_receipts_come_only_where_wanted(carrier, connect, wanted, refused, receipted):
    carrier.habits = Habits(refused=frozenset({ADA} if refused else ()))
    client = await connect()
    await client.ask(SUBMIT_SM, submit_body(b"Hello", receipt=wanted))
    # The answer to what is asked next would come after a receipt.
    client.write(ENQUIRE_LINK)
    assert ((await client.read()).command == DELIVER_SM) is receipted


async def test_a_refused_number_gets_nothing_and_its_receipt_says_so(carrier, connect):
    carrier.habits = Habits(refused=frozenset({ADA}))
    client = await connect()
    assert (await client.ask(SUBMIT_SM, submit_body(b"Hello"))).status == 0
    _, receipt = await client.delivery()
    assert b"stat:UNDELIV err:001" in receipt
    assert carrier.texts(ADA) == ()


async def test_parts_in_any_order_and_twice_make_one_text(carrier, connect):
    client = await connect()
    for number, piece in ((2, b"rld"), (1, b"Hello wo"), (1, b"Hello wo"), (3, b"!")):
        header = bytes((5, 0, 3, 77, 3, number))
        await client.ask(SUBMIT_SM, submit_body(header + piece, esm_class=0x40, receipt=0))
    (shown,) = carrier.texts(ADA)
    assert (shown.text, shown.parts) == ("Hello world!", 3)


async def test_parts_numbered_in_tlvs_and_texts_in_a_payload_are_read(carrier, connect):
    client = await connect()
    for number, piece in ((1, "però "), (2, "😀")):
        place = tlv(0x020C, b"\x01\x02") + tlv(0x020E, b"\x02") + tlv(0x020F, bytes((number,)))
        octets = piece.encode("utf-16-be")
        await client.ask(SUBMIT_SM, submit_body(octets, coding=8, receipt=0, tlvs=place))
    await client.ask(SUBMIT_SM, submit_body(b"", receipt=0, tlvs=tlv(0x0424, b"x" * 300)))
    assert [shown.text for shown in carrier.texts(ADA)] == ["però 😀", "x" * 300]


async def test_the_gsm_alphabet_is_read(carrier, connect):
    client = await connect()
    await client.ask(SUBMIT_SM, submit_body(b"\x00 \x1b\x65 \x07", receipt=0))
    assert carrier.texts(ADA)[0].text == "@ € ì"


async def test_a_phone_texts_and_waits_for_the_acknowledgement(carrier, connect):
    client = await connect()
    sending = asyncio.create_task(carrier.send(ADA, AURORA, "YES €"))
    assert await client.delivery() == (0, b"YES \x1b\x65")
    await sending
    (written,) = carrier.texts(ADA)
    assert (written.from_, written.to, written.text, written.outgoing) == (
        ADA,
        AURORA,
        "YES €",
        True,
    )


async def test_a_long_text_from_a_phone_goes_in_numbered_parts(carrier, connect):
    client = await connect()
    words = "".join(f"{number:04} " for number in range(64))
    sending = asyncio.create_task(carrier.send(ADA, AURORA, words))
    parts = [await client.delivery() for _ in range(3)]
    await sending
    assert [esm_class for esm_class, _ in parts] == [0x40, 0x40, 0x40]
    assert [octets[:3] + octets[4:6] for _, octets in parts] == [
        b"\x05\x00\x03\x03\x01",
        b"\x05\x00\x03\x03\x02",
        b"\x05\x00\x03\x03\x03",
    ]
    assert b"".join(octets[6:] for _, octets in parts).decode() == words
    assert carrier.texts(ADA)[0].parts == 3


async def test_what_nobody_can_receive_waits_for_a_receiver(carrier, connect):
    sender = await connect("transmitter")
    assert (await sender.ask(SUBMIT_SM, submit_body(b"Hello"))).status == 0
    sending = asyncio.create_task(carrier.send(ADA, AURORA, "YES"))
    receiver = await connect("receiver")
    assert b"stat:DELIVRD" in (await receiver.delivery())[1]
    assert (await receiver.delivery())[1] == b"YES"
    await sending


async def test_what_a_cut_left_unacknowledged_comes_again_and_first(carrier, connect):
    client = await connect()
    first = asyncio.create_task(carrier.send(ADA, AURORA, "first"))
    await client.read()
    carrier.cut()
    assert await client.ended()
    second = asyncio.create_task(carrier.send(ADA, AURORA, "second"))
    again = await connect()
    assert [(await again.delivery())[1] for _ in range(2)] == [b"first", b"second"]
    await first
    await second


async def test_a_text_that_cannot_be_taken_now_is_tried_again(carrier, connect):
    carrier.habits = Habits(retry_delay=timedelta(milliseconds=1))
    client = await connect()
    sending = asyncio.create_task(carrier.send(ADA, AURORA, "YES"))
    await client.delivery(status=0x64)
    await client.delivery(status=0)
    await sending


async def test_a_text_that_is_refused_for_good_is_told(carrier, connect):
    client = await connect()
    sending = asyncio.create_task(carrier.send(ADA, AURORA, "YES"))
    await client.delivery(status=0x08)
    with pytest.raises(DeliveryRefused, match="status 0x0008"):
        await sending


async def test_whoever_waits_is_told_when_the_carrier_stops():
    carrier = SandboxCarrier()
    await carrier.start()
    with carrier.subscribe() as changes:
        sending = asyncio.create_task(carrier.send(ADA, AURORA, "YES"))
        await changes.get()
    await carrier.stop()
    with pytest.raises(DeliveryRefused, match="stopped"):
        await sending


async def test_changes_are_told_to_whoever_listens(carrier, connect):
    client = await connect()
    with carrier.subscribe() as changes:
        await client.ask(SUBMIT_SM, submit_body(b"Hello", receipt=0))
        change = await changes.get()
        assert (change.number, change.text) == (ADA, carrier.texts(ADA)[0])
    await client.ask(SUBMIT_SM, submit_body(b"Unheard", receipt=0))
    assert changes.empty()


async def test_a_share_is_throttled_and_not_taken(carrier, connect):
    carrier.habits = Habits(throttled=0.5)
    client = await connect()
    statuses = [
        (await client.ask(SUBMIT_SM, submit_body(b"Hello", receipt=0))).status for _ in range(6)
    ]
    assert statuses == [0, 0x58, 0, 0x58, 0, 0x58]
    assert len(carrier.texts(ADA)) == 3


async def test_a_share_of_receipts_is_lost(carrier, connect):
    carrier.habits = Habits(receipts_lost=0.5)
    client = await connect()
    for _ in range(4):
        client.write(SUBMIT_SM, submit_body(b"Hello"))
    client.write(ENQUIRE_LINK)
    commands = []
    while ENQUIRE_LINK | RESP not in commands:
        commands.append((await client.read()).command)
    assert commands.count(SUBMIT_SM | RESP) == 4
    assert commands.count(DELIVER_SM) == 2


async def test_every_nth_text_is_taken_and_the_connection_cut_unanswered(carrier, connect):
    carrier.habits = Habits(cut_every=2)
    client = await connect("transmitter")
    assert (await client.ask(SUBMIT_SM, submit_body(b"one", receipt=0))).status == 0
    client.write(SUBMIT_SM, submit_body(b"two", receipt=0))
    assert await client.ended()
    assert [shown.text for shown in carrier.texts(ADA)] == ["one", "two"]


async def test_answers_and_receipts_take_their_time(carrier, connect):
    carrier.habits = Habits(
        answer_delay=timedelta(milliseconds=20), receipt_delay=timedelta(milliseconds=20)
    )
    client = await connect()
    client.write(SUBMIT_SM, submit_body(b"Hello"))
    commands = [await client.ask(ENQUIRE_LINK), await client.read(), await client.read()]
    assert [pdu.command for pdu in commands] == [ENQUIRE_LINK | RESP, SUBMIT_SM | RESP, DELIVER_SM]


async def test_what_does_not_fit_the_bind_is_refused(connect):
    receiver = await connect("receiver")
    assert (await receiver.ask(SUBMIT_SM, submit_body(b"Hello"))).status == 0x04
    assert await receiver.bind("transmitter") == 0x05


async def test_a_wrong_password_is_refused():
    carrier = SandboxCarrier(password="secret")
    await carrier.start()
    client = await RawClient.connect(carrier.port)
    assert await client.bind(password=b"wrong") == 0x0E
    assert await client.bind(name=b"") == 0x0E
    assert await client.bind(password=b"secret") == 0
    client.close()
    await carrier.stop()


@pytest.mark.parametrize(
    ("command", "body", "answer"),
    [
        (SUBMIT_SM, b"\0\x01\x01390699000111\0\x01", (SUBMIT_SM | RESP, 0x01)),
        (SUBMIT_SM, submit_body(b"Hello")[:-2], (SUBMIT_SM | RESP, 0x01)),
        (SUBMIT_SM, submit_body(b"Hello", to=b"Ada"), (SUBMIT_SM | RESP, 0x0B)),
        (0x0FFF, b"", (RESP, 0x03)),
        (UNBIND, b"", (UNBIND | RESP, 0)),
        (9, b"no null", (9 | RESP, 0x01)),
    ],
)
async def test_odd_requests_get_the_answer_of_the_specification(connect, command, body, answer):
    client = await connect()
    got = await client.ask(command, body)
    assert (got.command, got.status) == answer


async def test_an_impossible_length_ends_the_connection(connect):
    client = await connect()
    client.write_raw(b"\0\0\0\x01" + bytes(12))
    got = await client.read()
    assert (got.command, got.status) == (RESP, 0x01)
    assert await client.ended()


async def test_after_unbinding_the_connection_ends(connect):
    client = await connect()
    await client.ask(UNBIND)
    assert await client.ended()


def test_shares_are_spread_evenly():
    tenth = Share()
    assert [tenth.picks(0.1) for _ in range(20)] == ([False] * 9 + [True]) * 2
    assert not Share().picks(0)
    assert Share().picks(1)


@pytest.mark.parametrize("wrong", [{"throttled": 1.5}, {"receipts_lost": -1}, {"cut_every": -1}])
def test_impossible_habits_are_refused(wrong):
    with pytest.raises(ValueError, match=r"a share lies|cut_every is"):
        Habits(**wrong)
