"""Receipts of every form, on their way from the socket into the store: each finds its message."""

import pytest

from calendar_store.model.statuses import MessageStatus
from gateway.channels.sms.smpp.carrier_config import (
    MessageIdForm,
)
from tests.support.carrier import (
    message,
    receipt,
    tlv,
)
from tests.support.studio import Studio

M = MessageStatus


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
    studio.numbered(*keys)
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
    studio.numbered(*(response for response, _ in ids))
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
    studio.numbered(b"7" * 9_000, b"8" * 9_000)
    async with studio.running(message_id=form):
        sent, _ = await studio.accepted()
        other, _ = await studio.accepted()
        body = message(esm_class=4, tlvs=tlv(0x0424, b"id:" + b"7" * 9_000 + b" stat:DELIVRD"))
        assert await studio.heard(body) == 0
        if form is MessageIdForm.AS_IS:
            await studio.stands(sent, M.DELIVERED)
        assert await studio.status(other) is M.ACCEPTED
    assert studio.carrier.connections == 1


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
