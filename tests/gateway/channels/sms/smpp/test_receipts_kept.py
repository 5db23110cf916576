"""Receipts on their way from the carrier's socket to what they make of a message in the store."""

from datetime import timedelta

import pytest

from calendar_store.model.messages import Message
from calendar_store.model.statuses import MessageStatus
from config.choices import BindKind, LongMessages, MessageIdForm, ReceiptParts
from gateway.channels.sms.smpp.codes import STATE_WORDS
from tests.support.carrier import (
    DELIVER_SM,
    RESP,
    SUBMIT_SM,
    Carrier,
    Got,
    message,
    pdu,
    receipt,
    submitted,
    tlv,
)
from tests.support.studio import PATIENCE, Studio

M = MessageStatus
DAY = timedelta(days=1)
LONG = "word " * 80  # three parts


def numbered(studio: Studio, *ids: bytes) -> None:
    """Let the carrier give these ids, one after the other."""
    left = list(ids)
    studio.carrier.rules[SUBMIT_SM] = lambda got: got.peer.answer(got, body=left.pop(0) + b"\0")


@pytest.mark.row("3.before-the-response")
async def test_a_receipt_may_come_before_its_response(studio: Studio) -> None:
    held: list[Got] = []
    studio.carrier.rules[SUBMIT_SM] = held.append
    async with studio.running():
        sent = await studio.sends()
        await studio.carrier.until(lambda: held)
        assert await studio.heard(receipt(b"id1")) == 0
        assert (await studio.parked(), await studio.status(sent)) == (1, M.SENDING)
        studio.carrier.behave(held[0])
        await studio.stands(sent, M.DELIVERED)
    assert await studio.parked() == 0
    assert await studio.history(sent) == ["queued", "sending", "accepted", "delivered"]


@pytest.mark.row("3.other-bind")
async def test_a_receipt_may_come_on_another_bind(studio: Studio) -> None:
    async with studio.running(binds=2):
        sent, (submit,) = await studio.accepted()
        (other,) = [peer for peer in studio.carrier.receivers if peer is not submit.peer]
        assert await studio.heard(receipt(b"id1"), peer=other) == 0
        await studio.stands(sent, M.DELIVERED)


@pytest.mark.row("2.pair", "3.other-bind")
async def test_with_a_pair_it_comes_on_the_receiver(studio: Studio) -> None:
    async with studio.running(bind=BindKind.PAIR):
        sent, (submit,) = await studio.accepted()
        assert submit.peer not in studio.carrier.receivers
        assert await studio.heard(receipt(b"id1")) == 0
        await studio.stands(sent, M.DELIVERED)


@pytest.mark.row("3.twice")
async def test_a_receipt_that_comes_again_is_acknowledged_and_changes_nothing(
    studio: Studio,
) -> None:
    async with studio.running():
        sent, _ = await studio.accepted()
        for body in (receipt(b"id1"), receipt(b"id1"), receipt(b"id1", date=b"2601121016")):
            assert await studio.heard(body) == 0
        await studio.stands(sent, M.DELIVERED)
    assert (await studio.history(sent)).count("delivered") == 1
    assert await studio.parked() == 0


@pytest.mark.row("3.days-later", "3.no-receipt")
async def test_a_receipt_days_later_replaces_not_knowing(studio: Studio) -> None:
    async with studio.running():
        sent, _ = await studio.accepted()
    studio.now += 5 * DAY
    async with studio.running():
        await studio.stands(sent, M.UNKNOWN)
        assert await studio.alerts() == ["the carrier never said what became of it"]
        assert await studio.heard(receipt(b"id1")) == 0
        await studio.stands(sent, M.DELIVERED)


@pytest.mark.row("3.no-receipt")
@pytest.mark.parametrize("begins", [None, DAY])
async def test_no_receipt_by_the_timeout_or_the_appointment_is_unknown(
    studio: Studio, begins: timedelta | None
) -> None:
    async with studio.running():
        sent, _ = await studio.accepted(expires_at=studio.now + begins if begins else None)
    studio.now += (begins or PATIENCE.receipt) - timedelta(minutes=1)
    async with studio.running():
        other, _ = await studio.accepted()  # the sweep at the start has passed
        assert await studio.status(sent) is M.ACCEPTED
    studio.now += timedelta(minutes=1)
    async with studio.running():
        await studio.stands(sent, M.UNKNOWN)
    assert await studio.status(other) is M.ACCEPTED


@pytest.mark.row("3.parked")
async def test_a_receipt_for_nothing_known_yet_is_kept_over_a_restart(studio: Studio) -> None:
    async with studio.running():
        assert await studio.heard(receipt(b"id1")) == 0
    assert await studio.parked() == 1
    async with studio.running():
        sent = await studio.sends()
        await studio.stands(sent, M.DELIVERED)
    assert await studio.parked() == 0


@pytest.mark.row("3.only-forward", "1.several-receipts")
async def test_a_status_only_moves_forward(studio: Studio) -> None:
    numbered(studio, b"good", b"bad")
    async with studio.running():
        good, _ = await studio.accepted()
        bad, _ = await studio.accepted()
        for state in (b"ENROUTE", b"ACCEPTD", b"BUFFRED", b"ENROUTE"):
            assert await studio.heard(receipt(b"good", state)) == 0
            assert await studio.status(good) is M.ACCEPTED
        await studio.heard(receipt(b"bad", b"UNDELIV"))
        for state in (b"DELIVRD", b"UNDELIV", b"EXPIRED", b"UNKNOWN", b"ENROUTE"):
            assert await studio.heard(receipt(b"good", state)) == 0
            assert await studio.status(good) is M.DELIVERED
        for state in (b"UNDELIV", b"EXPIRED", b"UNKNOWN", b"ENROUTE"):
            assert await studio.heard(receipt(b"bad", state)) == 0
            assert await studio.status(bad) is M.FAILED


@pytest.mark.row("7.delivered-after-failed")
async def test_a_delivery_after_a_failure_withdraws_the_alert(studio: Studio) -> None:
    async with studio.running():
        sent, _ = await studio.accepted()
        await studio.heard(receipt(b"id1", b"UNDELIV"))
        await studio.stands(sent, M.FAILED)
        assert await studio.alerts() == ["not delivered: the number cannot be reached"]
        await studio.heard(receipt(b"id1"))
        await studio.stands(sent, M.DELIVERED)
        assert await studio.alerts() == []


@pytest.mark.row("7.id-and-number", "7.older-than-the-attempt")
async def test_the_ids_of_others_do_not_decide_ours(studio: Studio) -> None:
    numbered(studio, b"7", b"7")
    async with studio.running():
        await studio.heard(receipt(b"7", source=b"393339999999"))
        await studio.heard(receipt(b"7", b"UNDELIV"))
        assert await studio.parked() == 2
        studio.now += timedelta(seconds=30)
        ours, _ = await studio.accepted()
        other, _ = await studio.accepted("Hello", recipient="+393332222222")
        await studio.heard(receipt(b"7", b"UNDELIV", source=b"393332222222"))
        await studio.stands(other, M.FAILED)
        assert await studio.status(ours) is M.ACCEPTED
        await studio.heard(receipt(b"7", source=b"3331234567", ton=2))
        await studio.stands(ours, M.DELIVERED)
        assert await studio.status(other) is M.FAILED


AGAIN = [(b"UNDELIV", b"DELIVRD"), (b"DELIVRD", b"UNDELIV")]


async def settled(studio: Studio, key: bytes, state: bytes) -> Message:
    """A message of which everything is said."""
    numbered(studio, key)
    sent, _ = await studio.accepted()
    await studio.heard(receipt(key, state))
    await studio.stands(sent, FATES[state])
    return sent


@pytest.mark.row("7.id-again-before-its-response")
@pytest.mark.parametrize(("first", "second"), AGAIN)
@pytest.mark.parametrize("binds", [1, 2])
async def test_an_id_used_again_and_its_receipt_before_its_response(
    studio: Studio, first: bytes, second: bytes, binds: int
) -> None:
    held: list[Got] = []
    async with studio.running(binds=binds):
        old = await settled(studio, b"7", first)
        before = await studio.alerts()
        studio.carrier.rules[SUBMIT_SM] = held.append
        new = await studio.sends("Another")
        await studio.carrier.until(lambda: held)
        others = [one for one in studio.carrier.receivers if one is not held[0].peer]
        peer = others[0] if others else held[0].peer
        assert await studio.heard(receipt(b"7", second), peer=peer) == 0
        assert (await studio.parked(), await studio.status(new)) == (1, M.SENDING)
        assert await studio.alerts() == before
        held[0].peer.answer(held[0], body=b"7\0")
        await studio.stands(new, FATES[second])
        assert await studio.status(old) is FATES[first]
        assert len(await studio.alerts()) == 1  # of the one that did not arrive
    assert await studio.parked() == 0


@pytest.mark.row("7.id-again-before-its-response")
@pytest.mark.parametrize(("first", "second"), AGAIN)
@pytest.mark.parametrize("receipt_first", [True, False])
async def test_an_id_used_again_and_its_receipt_in_one_write_with_its_response(
    studio: Studio, first: bytes, second: bytes, receipt_first: bool
) -> None:
    async with studio.running():
        old = await settled(studio, b"7", first)

        def at_once(got: Got) -> None:
            both = [
                pdu(DELIVER_SM, 0, 77, receipt(b"7", second)),
                pdu(SUBMIT_SM | RESP, 0, got.sequence, b"7\0"),
            ]
            got.peer.send(b"".join(both if receipt_first else both[::-1]))

        studio.carrier.rules[SUBMIT_SM] = at_once
        new = await studio.sends("Another")
        await studio.stands(new, FATES[second])
        assert await studio.status(old) is FATES[first]


@pytest.mark.row("7.id-again-before-its-response")
async def test_a_correction_of_an_older_message_waits_until_it_is_clear_whose_it_is(
    studio: Studio,
) -> None:
    held: list[Got] = []
    async with studio.running():
        old = await settled(studio, b"7", b"UNDELIV")
        studio.carrier.rules[SUBMIT_SM] = held.append
        new = await studio.sends("Another")
        await studio.carrier.until(lambda: held)
        await studio.heard(receipt(b"7"))
        await studio.service._sweeper.sweep()
        assert await studio.status(old) is M.FAILED
        held[0].peer.answer(held[0], body=b"8\0")
        await studio.stands(new, M.ACCEPTED)
        await studio.service._sweeper.sweep()
        await studio.stands(old, M.DELIVERED)
        assert await studio.alerts() == []
        assert await studio.status(new) is M.ACCEPTED


@pytest.mark.row("7.one-id-for-all-parts", "7.number-missing")
async def test_one_id_for_all_parts_and_a_receipt_without_a_number(studio: Studio) -> None:
    numbered(studio, b"9", b"9", b"9", b"10")
    async with studio.running():
        long, _ = await studio.accepted(LONG)
        short, _ = await studio.accepted()
        await studio.heard(receipt(b"9"))
        await studio.stands(long, M.DELIVERED)
        await studio.heard(receipt(b"10", source=b""))
        await studio.stands(short, M.DELIVERED)


FATES = {
    b"DELIVRD": M.DELIVERED,
    b"EXPIRED": M.EXPIRED,
    b"DELETED": M.FAILED,
    b"UNDELIV": M.FAILED,
    b"REJECTD": M.FAILED,
    b"FAILED": M.FAILED,
    b"SKIPPED": M.FAILED,
    b"UNKNOWN": M.UNKNOWN,
    b"WHATEVR": M.UNKNOWN,
    b"ACCEPTD": M.ACCEPTED,
    b"ACKED": M.ACCEPTED,
    b"ENROUTE": M.ACCEPTED,
    b"BUFFRED": M.ACCEPTED,
    b"BUFFERD": M.ACCEPTED,
}


@pytest.mark.row("3.states")
async def test_every_state_makes_of_a_message_what_it_says(studio: Studio) -> None:
    short = {word for word in STATE_WORDS if len(word) <= 7}
    assert short <= {state.decode() for state in FATES}
    numbered(studio, *FATES)
    async with studio.running():
        sent = {state: (await studio.accepted())[0] for state in FATES}
        for state in FATES:
            assert await studio.heard(receipt(state, state)) == 0
        assert {state: await studio.status(one) for state, one in sent.items()} == FATES


def shapes(key: bytes) -> dict[str, bytes]:
    """Receipts that say in as many ways that a message was delivered."""
    fields = b"id:%s sub:001 dlvrd:001 submit date:%s done date:%s stat:DELIVRD err:%s text:x"
    usual = fields % (key, b"2601121015", b"2601121016", b"000")
    wide = usual.decode().encode("utf-16-be")
    tlvs = tlv(0x001E, key + b"\0") + tlv(0x0427, b"\x02")
    ports = b"\x06\x05\x04\x0b\x84\x23\xf0"
    return {
        "tlvs alone": message(esm_class=4, tlvs=tlvs),
        "tlvs against the text": message(b"id:other stat:UNDELIV", esm_class=4, tlvs=tlvs),
        "payload": message(esm_class=4, tlvs=tlv(0x0424, usual)),
        "ucs-2": message(wide, esm_class=4, data_coding=8),
        "ucs-2 in the payload": message(esm_class=4, data_coding=8, tlvs=tlv(0x0424, wide)),
        "ucs-2 under another label": message(wide, esm_class=4),
        "intermediate class": message(usual, esm_class=0x20),
        "behind a header": message(ports + usual, esm_class=0x44),
        "id and state alone": message(b"id:%s stat:DELIVRD" % key, esm_class=4),
        "other case and order": message(
            b"STAT: delivrd DONE_DATE: soon ID: %s" % key.upper(), esm_class=4
        ),
        "values left out": message(
            b"id:%s sub: dlvrd: submit date: done date: stat:DELIVRD err: text:" % key, esm_class=4
        ),
        "with commas": message(b"id:%s,sub:001,stat:DELIVRD,err:000" % key, esm_class=4),
        "in quotes": message(b'id:"%s" stat:"DELIVRD"' % key, esm_class=4),
        "err in hex": message(fields % (key, b"-", b"-", b"0x1A"), esm_class=4),
        "err in letters": message(fields % (key, b"-", b"-", b"EC_GOOD"), esm_class=4),
    } | {
        f"dates of {digits} digits": message(
            fields % (key, *(b"20260112101500000"[:digits],) * 2, b"000"), esm_class=4
        )
        for digits in range(10, 16)
    }


@pytest.mark.row(
    *("1.receipt-only-in-tlvs", "1.receipt-dates-and-errors", "3.by-class", "3.id-in-tlv"),
    *("3.state-in-tlv", "3.ucs2", "3.payload", "3.omitted-fields", "3.errors", "3.dates"),
)
async def test_a_receipt_of_every_shape_delivers_its_message(studio: Studio) -> None:
    names = list(shapes(b""))
    keys = [b"k%02d" % number for number in range(len(names))]
    numbered(studio, *keys)
    async with studio.running():
        sent = {name: (await studio.accepted())[0] for name in names}
        for name, key in zip(names, keys, strict=True):
            assert await studio.heard(shapes(key)[name]) == 0
        assert {name: await studio.status(one) for name, one in sent.items()} == dict.fromkeys(
            names, M.DELIVERED
        )
    assert await studio.texts() == []
    assert studio.carrier.connections == 1


@pytest.mark.row("3.hex-and-decimal", "3.lost-zeros", "3.opaque-ids", "3.kept-as-received")
@pytest.mark.parametrize(
    ("form", "ids"),
    [
        (
            MessageIdForm.AS_IS,
            [(b"00A7f", b"a7F"), (b"b7F", b"000B7f"), (b"Msg-1@x_Z", b"mSG-1@X_z")],
        ),
        (MessageIdForm.HEX_TO_DEC, [(b"00001A2B", b"6699"), (b"1a2c", b"0000006700")]),
        (MessageIdForm.DEC_TO_HEX, [(b"0006699", b"1A2B"), (b"6700", b"00001a2c")]),
    ],
)
async def test_ids_meet_however_the_carrier_changes_them(
    studio: Studio, form: MessageIdForm, ids: list[tuple[bytes, bytes]]
) -> None:
    numbered(studio, *(response for response, _ in ids))
    async with studio.running(message_id=form):
        sent = [(await studio.accepted())[0] for _ in ids]
        kept = [as_it_came for as_it_came, _ in await studio.carrier_ids()]
        assert sorted(kept) == sorted(response.decode() for response, _ in ids)
        for one, (_, said) in zip(sent, ids, strict=True):
            assert await studio.heard(receipt(said)) == 0
            await studio.stands(one, M.DELIVERED)


@pytest.mark.row("3.very-long-ids")
@pytest.mark.parametrize("form", MessageIdForm)
async def test_an_id_of_thousands_of_digits_does_no_harm(
    studio: Studio, form: MessageIdForm
) -> None:
    numbered(studio, b"7" * 9_000, b"8" * 9_000)
    async with studio.running(message_id=form):
        sent, _ = await studio.accepted()
        other, _ = await studio.accepted()
        body = message(esm_class=4, tlvs=tlv(0x0424, b"id:" + b"7" * 9_000 + b" stat:DELIVRD"))
        assert await studio.heard(body) == 0
        if form is MessageIdForm.AS_IS:
            await studio.stands(sent, M.DELIVERED)
        assert await studio.status(other) is M.ACCEPTED
    assert studio.carrier.connections == 1


@pytest.mark.row("3.long-all")
async def test_a_long_message_is_delivered_when_all_its_parts_are(studio: Studio) -> None:
    numbered(studio, b"a", b"b", b"c")
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
    numbered(studio, b"a", b"b", b"c")
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
    numbered(studio, b"a", b"b", b"c")
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


@pytest.mark.row("3.class-0")
@pytest.mark.parametrize("configured", [False, True])
async def test_unmarked_receipts_are_read_only_where_configured(
    studio: Studio, configured: bool
) -> None:
    async with studio.running(receipts_in_esm_class_0=configured):
        sent, _ = await studio.accepted()
        assert await studio.heard(message(b"id:id1 stat:UNDELIV err:000")) == 0
        assert await studio.heard(message(b"my id: id1")) == 0
        await studio.stands(sent, M.FAILED if configured else M.ACCEPTED)
    said = [text.text for text in await studio.texts()]
    assert said == ["id:id1 stat:UNDELIV err:000", "my id: id1"][configured:]


@pytest.mark.row("2.several-carriers")
async def test_the_same_id_at_another_carrier_is_another_message(studio: Studio) -> None:
    second = Carrier()
    await second.start()
    async with studio.running(second):
        at_first, _ = await studio.accepted()
        at_second = await studio.sends(carrier="second")
        await studio.stands(at_second, M.ACCEPTED)
        assert (studio.carrier.count(SUBMIT_SM), second.count(SUBMIT_SM)) == (1, 1)
        assert await second.answered(second.deliver(receipt(b"id1", b"UNDELIV"))) == 0
        await studio.stands(at_second, M.FAILED)
        assert await studio.status(at_first) is M.ACCEPTED
    await second.stop()


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
