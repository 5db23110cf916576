"""Receipts out of their octets: which text is one, what it says, and which message its id means."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.choices import MessageIdForm
from gateway.channels.sms.smpp.carrier_config import CarrierConfig
from gateway.channels.sms.smpp.ids import receipt_key, response_key
from gateway.channels.sms.smpp.inbound_pdus import (
    DeliveryReceipt,
    InboundText,
    ReceiptState,
)
from gateway.channels.sms.smpp.receipts import read_receipt
from gateway.wording.reason_words import in_words
from tests.support.carrier import message, tlv
from tests.support.inbound_pdus import NOW, inbound

UNMARKED = CarrierConfig(
    "primary", "localhost", 2775, "esme", "secret", receipts_in_esm_class_0=True
)


# Receipts


@pytest.mark.row("3.class-0")
def test_a_clients_text_that_looks_like_a_receipt_is_a_text() -> None:
    octets = b"id:123 stat:DELIVRD"
    assert isinstance(inbound(message(octets)), InboundText)
    assert isinstance(inbound(message(octets), UNMARKED), DeliveryReceipt)
    assert isinstance(inbound(message(b"my id: 123, what now?"), UNMARKED), InboundText)


@pytest.mark.parametrize("esm_class", [0x04, 0x20, 0x24, 0x44, 0x05])
@pytest.mark.row("3.by-class")
def test_receipts_are_known_by_their_class(esm_class: int) -> None:
    # 0x24 is no type that the specification knows, and so no receipt by its class.
    expected = InboundText if esm_class == 0x24 else DeliveryReceipt
    assert isinstance(inbound(message(b"id:1 stat:DELIVRD", esm_class=esm_class)), expected)


@pytest.mark.row("3.by-class")
def test_what_is_marked_as_a_receipt_and_says_nothing_is_shown_as_a_text() -> None:
    value = inbound(message(b"see you at ten", esm_class=4))
    assert isinstance(value, InboundText)
    assert value.text == "see you at ten"


@pytest.mark.row("3.id-in-tlv", "3.state-in-tlv")
def test_tlvs_go_before_the_text() -> None:
    tlvs = tlv(0x001E, b"tlv-id\0") + tlv(0x0427, b"\x05")
    receipt = inbound(message(b"id:text-id stat:DELIVRD err:01A", esm_class=4, tlvs=tlvs))
    assert (receipt.message_id, receipt.state) == ("tlv-id", ReceiptState.UNDELIVERABLE)
    assert (receipt.final, receipt.error) == (True, "01A")
    assert in_words(receipt.reason).startswith("not delivered")


def test_a_state_that_nobody_knows_is_not_final() -> None:
    receipt = inbound(message(b"id:1 stat:WHATEVR", esm_class=4))
    assert (receipt.state, receipt.final) == (ReceiptState.UNKNOWN, False)


@pytest.mark.parametrize("coding", [0, 8])
@pytest.mark.row("3.ucs2", "3.opaque-ids")
def test_a_receipt_may_be_written_in_ucs2_whatever_its_label(coding: int) -> None:
    octets = "id:a_b@1 stat:EXPIRED".encode("utf-16-be")
    receipt = inbound(message(octets, esm_class=4, data_coding=coding))
    assert (receipt.message_id, receipt.state) == ("a_b@1", ReceiptState.EXPIRED)


@pytest.mark.row("3.payload")
def test_a_receipt_may_sit_in_the_payload() -> None:
    tlvs = tlv(0x0424, b"id:a_b@1 stat:ENROUTE")
    receipt = inbound(message(b"", esm_class=4, tlvs=tlvs))
    assert (receipt.message_id, receipt.state) == ("a_b@1", ReceiptState.ENROUTE)


@pytest.mark.parametrize(
    ("text", "message_id", "state", "error"),
    [
        (
            "id:1 sub:001 dlvrd:001 stat:DELIVRD err:000 text:id:9 stat:EXPIRED",
            "1",
            "delivered",
            "000",
        ),
        ("ID: 1 STAT: delivrd ERR: 0", "1", "delivered", "0"),
        ("stat: err:005 id:7", "7", "unknown", "005"),
        ("id:ab-cd:1,x stat:REJECTD", "ab-cd:1,x", "rejected", None),
        ("id:X,stat:DELIVRD", "X", "delivered", None),
        ("id:X, stat:DELIVRD, err:000", "X", "delivered", "000"),
        ("id:X;sub:001;stat:UNDELIV;err:01A;", "X", "undeliverable", "01A"),
        ("id:X|stat:DELIVRD|err:000|text:id:9,stat:EXPIRED", "X", "delivered", "000"),
        ("id:a,b,stat:EXPIRED,", "a,b", "expired", None),
        ("id:,stat:DELIVRD", "", "delivered", None),
        ("sub:001,submit date:2601121015,id:X,stat:EXPIRED", "X", "expired", None),
        ('id:"X" stat:"DELIVRD" err:"000"', "X", "delivered", "000"),
        ("id:'X',stat:'DELIVRD'", "X", "delivered", None),
        ('{"id":"X","stat":"DELIVRD","err":"000","text":"id:9"}', "X", "delivered", "000"),
        ('id:"X stat:DELIVRD', "X", "delivered", None),
        ('id:"" stat:DELIVRD', "", "delivered", None),
        ("id:X'Y\"Z stat:DELIVRD", "X'Y\"Z", "delivered", None),
        ("stat:BUFFERD", "", "enroute", None),
        ("nothing at all", "", None, None),
        ("", "", None, None),
    ],
)
@pytest.mark.row("3.omitted-fields", "3.opaque-ids", "3.separators")
def test_receipt_texts(text: str, message_id: str, state: str | None, error: str | None) -> None:
    receipt = read_receipt(text, NOW)
    assert (receipt.message_id, receipt.state, receipt.error) == (message_id, state, error)


@pytest.mark.parametrize(
    ("digits", "date"),
    [
        ("2611221015", "2026-11-22T10:15:00+00:00"),
        ("26112210153", "2026-11-22T10:15:00+00:00"),
        ("261122101530", "2026-11-22T10:15:30+00:00"),
        ("202611221015", "2026-11-22T10:15:00+00:00"),
        ("2611221015301", "2026-11-22T10:15:30+00:00"),
        ("20261122101530", "2026-11-22T10:15:30+00:00"),
        ("202611221015309", "2026-11-22T10:15:30+00:00"),
        ("2699991015", None),
        ("soon", None),
        ("²611221015", None),
        ("26112210", None),
    ],
)
@pytest.mark.row("3.dates")
def test_receipt_dates(digits: str, date: str | None) -> None:
    read = read_receipt(f"id:1 done date:{digits} stat:DELIVRD", NOW).done_at
    assert (read.isoformat() if read else None) == date


@given(st.text(max_size=200), st.sampled_from(["id:", "stat:", "done date:", "err:", "text:"]))
def test_no_receipt_text_raises(text: str, field: str) -> None:
    read_receipt(f"{field}{text}", NOW)


# Ids


@given(st.integers(0, 2**64 - 1))
@pytest.mark.row("3.hex-and-decimal", "3.lost-zeros")
def test_ids_meet_in_every_form(number: int) -> None:
    hexadecimal, decimal = f"{number:X}", f"{number:d}"
    as_is, to_dec, to_hex = MessageIdForm
    assert response_key(f"000{hexadecimal}", as_is) == receipt_key(hexadecimal.lower(), as_is)
    assert response_key(hexadecimal, to_dec) == receipt_key(f"00{decimal}", to_dec)
    assert response_key(decimal, to_hex) == receipt_key(f"0{hexadecimal.lower()}", to_hex)


@pytest.mark.row("3.opaque-ids")
def test_ids_that_are_no_numbers_stay_as_they_are() -> None:
    for form in MessageIdForm:
        assert response_key("Msg-Z1", form) == receipt_key("mSG-Z1 ", form) == "msg-z1"
        assert response_key("", form) == ""
    assert response_key("000", MessageIdForm.AS_IS) == "0"
    # A TLV that keeps the response's hexadecimal form, from a carrier whose texts do not.
    form = MessageIdForm.HEX_TO_DEC
    assert receipt_key("1f", form) == response_key("1F", form) == "31"
